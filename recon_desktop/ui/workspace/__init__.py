"""The open photo, what is to be done with it, and what came of it."""
