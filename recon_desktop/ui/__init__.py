"""The window. Only this package knows PySide6; importing it loads nothing."""
