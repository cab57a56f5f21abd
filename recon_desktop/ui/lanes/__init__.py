"""The threads, and all that runs in them; `services` is the door."""
