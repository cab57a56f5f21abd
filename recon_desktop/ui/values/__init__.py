"""Frozen values: what widgets are told, and what crosses between the GUI thread and the lanes."""
