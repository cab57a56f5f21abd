"""Training of the networks that the app ships: data, networks, the loop, export to ONNX."""

import os

# Where the processor has no instructions for neural networks TensorFlow leaves oneDNN's convolutions off; they are
# faster with AVX2 alone, too: a step of SRResNet took 2.0 s instead of 2.9.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
