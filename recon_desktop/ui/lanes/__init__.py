"""The threads, and all that runs in them."""
