"""Many photos, one after the other."""
