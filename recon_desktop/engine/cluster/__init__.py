"""A batch on several machines, over a Dask scheduler that is there already.

`task` is what travels and what a worker does with it, `spread` hands photos out and takes results in. The journal, the
names and the files stay with the program that asked: a worker gets a photo (its place where it sees the same file, else
the bytes) and gives back the bytes of the result.
"""
