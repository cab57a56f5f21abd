"""Damage for files, and how much of it the tests try."""

from __future__ import annotations

import os
import re
import struct

import numpy as np

ROUNDS = int(os.environ.get("RECON_FUZZ", "40"))
SLOWEST = 10.0

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[A-Za-z_]+|[\[\]{}(),:=]')
_ODD = (
    *(
        b"null",
        b"true",
        b"-1",
        b"0",
        b"1e999",
        b"1e308",
        b"99999999999999999999",
        b"NaN",
        b"0.5",
        b"[]",
        b"{}",
        b"[[]]",
    ),
    *(
        b'""',
        b'"\\u0000"',
        b'"\\ud800"',
        b'"/\\\\..//"',
        b'"' + b"x" * 5000 + b'"',
        b"[" * 3000,
        b'{"a":' * 3000,
        b"\xff",
    ),
)


def damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """The file with bytes changed, left out, repeated, or set to what numbers of lengths like least."""
    result = bytearray(content)
    for _ in range(int(rng.integers(1, 6))):
        at = int(rng.integers(len(result)) ** (2 if rng.random() < 0.1 else 1)) % len(result)
        kind = rng.integers(6)
        if kind == 0:
            result[at] ^= 1 << int(rng.integers(8))
        elif kind == 1:
            result[at] = int(rng.integers(256))
        elif kind == 2:
            end = min(at + int(rng.integers(1, 64)), len(result))
            del result[at:end]
        elif kind == 3:
            end = min(at + int(rng.integers(1, 64)), len(result))
            result[at:at] = result[at:end]
        elif kind == 4:
            extreme = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, len(content))[int(rng.integers(6))]
            result[at : at + 4] = struct.pack(">I" if rng.random() < 0.5 else "<I", extreme)
        else:
            del result[at + 1 :]
        if not result:
            result = bytearray(b"\0")
    return bytes(result)


def reworded(content: bytes, rng: np.random.Generator) -> bytes:
    """A text with some of its words and numbers exchanged for odd ones or for others of its own."""
    tokens = list(_TOKEN.finditer(content))
    own = [token[0] for token in tokens]
    for token in sorted(rng.choice(len(tokens), int(rng.integers(1, 4))), reverse=True):
        choice = _ODD[int(rng.integers(len(_ODD)))] if rng.random() < 0.6 else own[int(rng.integers(len(own)))]
        start, end = tokens[token].span()
        content = content[:start] + choice + content[end:]
    return content
