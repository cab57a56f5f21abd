"""The bars and panels around the photo. Each takes the parts of the workspace that it shows, and calls their slots."""
