"""Training of the networks that the app ships: data, networks, the loop, export to ONNX."""
