"""Dialogs, loaded when they are first asked for. Each has one `ask` or `tell`, so that tests can stand in for it."""
