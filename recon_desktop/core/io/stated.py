"""Colours that a file states otherwise than by a profile: turned into the profile that says the same.

Sources: W3C, Portable Network Graphics, third edition, 4.3 (which statement counts); ITU-T H.273 (code points); JEITA
CP-3461, Design rule for Camera File system 2.0 (R03).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from io import BytesIO

import numpy as np

from recon_desktop.core.icc import SRGB_CURVE, gamma_curve, hlg_curve, pq_curve, rgb_profile
from recon_desktop.core.io.ifd import EXIF_IFD, INTEROP_IFD, Field, Structure

_D65 = (0.3127, 0.329)
_BT709 = (0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
_PRIMARIES = {  # H.273, table 2; and their names
    1: ("BT.709", (*_D65, *_BT709)),
    9: ("BT.2020", (*_D65, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046)),
    12: ("Display P3", (*_D65, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)),
}
_CURVES = {4: gamma_curve(2.2), 5: gamma_curve(2.8), 8: gamma_curve(1.0), 13: SRGB_CURVE}  # H.273, table 3
_LIKE_SRGB = (1, 2, 6, 13, 14, 15)  # curves of television, which displays show like sRGB's, and what is not said
_HDR = {16: ("PQ", pq_curve()), 18: ("HLG", hlg_curve())}
_SRGB_CICP = (1, 13, 0, 1)

_SRGB_GAMMA, _SRGB_CHROMATICITIES = 45455, (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
_NEAR = 500  # of 100,000: writers round
_GAMMAS = (10_000, 200_000)  # of 100,000: what lies outside is a slip

_ADOBE_RGB = (*_D65, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
_ADOBE_GAMMA = 563 / 256


def coded_profile(primaries: int, transfer: int) -> tuple[bytes, bool, tuple[str, ...]]:
    """The profile for code points of H.273.

    Returns:
        The profile, empty for sRGB; whether no profile here expresses them; and what is to be told.
    """
    name, places = _PRIMARIES.get(1 if primaries == 2 else primaries, ("", ()))
    if not name:
        return b"", True, ()
    if transfer in _HDR:
        hdr, curve = _HDR[transfer]
        words = f"its HDR colours ({hdr}) were brought to the range of a plain display"
        return rgb_profile(f"{name} {hdr}", places, curve), False, (words,)
    if transfer in _LIKE_SRGB:
        return (b"" if name == "BT.709" else rgb_profile(name, places, SRGB_CURVE)), False, ()
    if transfer in _CURVES:
        return rgb_profile(name, places, _CURVES[transfer]), False, ()
    return b"", True, ()


def png_profile(icc: bytes, chunks: Mapping[bytes, bytes]) -> tuple[bytes, bool, tuple[str, ...]]:
    """What a PNG says of its colours, as a profile.

    Args:
        icc: Its profile, empty if none.
        chunks: Its cICP, sRGB, gAMA and cHRM.

    Returns:
        The profile that counts, empty for sRGB; whether the file states colours that no profile here expresses; and
        what is to be told.
    """
    code = chunks.get(b"cICP", b"")
    if len(code) == 4 and tuple(code) != _SRGB_CICP:
        primaries, transfer, matrix, full = code
        coded, foreign, notes = coded_profile(primaries, transfer)
        if foreign or (matrix, full) != (0, 1):
            return icc, True, ()
        return coded, False, notes
    if icc or code or b"sRGB" in chunks:
        return icc, False, ()
    gamma = _numbers(chunks, b"gAMA", (_SRGB_GAMMA,))
    places = _numbers(chunks, b"cHRM", _SRGB_CHROMATICITIES)
    if _alike(gamma, (_SRGB_GAMMA,)) and _alike(places, _SRGB_CHROMATICITIES):
        return b"", False, ()
    pairs = zip(places[::2], places[1::2], strict=True)
    if not _GAMMAS[0] <= gamma[0] <= _GAMMAS[1] or not all(y > 0 and x + y <= 100_000 + _NEAR for x, y in pairs):
        return b"", True, ()
    curve = SRGB_CURVE if _alike(gamma, (_SRGB_GAMMA,)) else gamma_curve(100_000 / gamma[0])
    words = "its own primaries" if not _alike(places, _SRGB_CHROMATICITIES) else f"gamma {100_000 / gamma[0]:.2g}"
    try:
        return rgb_profile(words, tuple(place / 100_000 for place in places), curve), False, ()
    except np.linalg.LinAlgError:  # primaries on one line
        return b"", True, ()


def exif_profile(exif: bytes) -> bytes:
    """The profile of Adobe RGB where a camera's EXIF states these colours, as it does without embedding a profile."""
    try:
        structure = Structure(BytesIO(exif))
        below = structure.read(structure.first).get(EXIF_IFD)
        interoperability = below.get(INTEROP_IFD) if isinstance(below, dict) else None
        index = interoperability.get(1) if isinstance(interoperability, dict) else None
    except ValueError:
        return b""
    if not isinstance(index, Field) or not index.value.startswith(b"R03"):
        return b""
    return rgb_profile("compatible with Adobe RGB (1998)", _ADOBE_RGB, gamma_curve(_ADOBE_GAMMA))


def _numbers(chunks: Mapping[bytes, bytes], kind: bytes, usual: tuple[int, ...]) -> tuple[int, ...]:
    """The numbers of a chunk; those of sRGB where it is missing or damaged."""
    body = chunks.get(kind, b"")
    return struct.unpack(f">{len(usual)}I", body) if len(body) == 4 * len(usual) else usual


def _alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(mine - theirs) <= _NEAR for mine, theirs in zip(one, other, strict=True))
