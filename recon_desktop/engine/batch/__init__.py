"""Many photos, one after the other: the queue and its journal, names of results, folders, the run, an estimate."""
