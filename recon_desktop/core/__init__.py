"""Pixels, photos and measures: same inputs, same outputs; no Qt, no onnxruntime."""
