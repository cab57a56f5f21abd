"""What is looked at: the panes, and where in the photo they look."""
