"""Anybody's ONNX file becomes a model like any other: looked at, tried, rewritten to the tensor contract, filed.

A foreign file is untrusted. It is read and run in a process of its own (`child`), which is ended when it takes too much
memory or says nothing for too long; this process sees nothing of it but the facts that are found (`findings`).

`reading` checks the file, `surgery` rewrites the graph, `form` finds out how it wants its pictures, `probes` how it can
be tiled, `examine` does all of that in the child, `shelf` keeps the person's own folder of models.
"""
