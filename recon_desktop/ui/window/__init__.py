"""The window around it all, and what it does for the other rooms."""
