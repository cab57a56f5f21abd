"""The bars and panels around the photo. Each one takes the workspace, shows what it says and calls its slots."""
