"""What core and engine say in English - details of errors, notes, the device - in the person's language.

They know no languages: they hand out facts as words, and the terminal prints those. Here the same words stand as
templates; a text that fits one is told in the person's language, with its parts filled in. What fits none (a system's
or a decoder's own message) is told as it came. Model cards are translated by their very words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

SENTENCES = (
    # core.io: reading
    "Photoshop's paths, guides and slices are left out",
    "a DICOM picture",
    "a DirectDraw texture",
    "a FITS picture",
    "a GIMP picture",
    "a HEIC photo",
    "a JPEG XL photo",
    "a JPEG XR photo",
    "a JPEG without a picture",
    "a PAM picture",
    "a PDF document",
    "a Photoshop document",
    "a QOI picture",
    "a TGA picture",
    "a WebP without a picture",
    "a camera raw file of a kind that is not known",
    "a camera raw file of which most is missing",
    "a camera raw file",
    "a device or a pipe",
    "a film",
    "a folder",
    "a kind of TIFF that is not read: {kind}",
    "a second picture in the file is left out",
    "a web page",
    "an OpenEXR picture",
    "an SVG drawing",
    "an archive",
    "an icon",
    "auxiliary pictures in the file are left out",
    "converted from {profile} to sRGB; colours beyond it are cut",
    "data behind the picture is left out",
    "developed with the white balance of the camera",
    "it needs more memory than there is",
    "it states other colours than those of sRGB, which are not converted",
    "its 16-bit CMYK colours were converted with a precision of 8 bits",
    "its EXIF data is damaged and was left out",
    "its HDR colours ({name}) were brought to the range of a plain display",
    "its colour profile does not fit the photo and was ignored",
    "its colour profile is a table: its colours were converted with a precision of 8 bits",
    "its colour profile is damaged or does not fit, and was ignored",
    "its description is left out: it states the sizes of the pixels before",
    "its first page is no flat picture",
    "its gain map, which makes it shine on HDR displays, is left out",
    "its header states an impossible size",
    "its panorama data is left out: the photo was turned",
    "its picture data is damaged",
    "its picture data is damaged: parts of it may look wrong",
    "its picture data is damaged: {reason}",
    "its tiles have an impossible size",
    "its transparency went up to {number} and was brought to 0..1",
    "its {number} bits a channel became 16",
    "its {number} bits a channel became 8",
    "no picture in a known format",
    "other data in it is left out: {names}",
    "parts of its EXIF data are damaged and were left out: {names}",
    "some of its strips are missing",
    "text",
    "the file ends before its picture begins",
    "the file ends early",
    "the file ends early, or a strip of it is damaged",
    "the file ends early: what is missing was filled up",
    "the file ends within its header",
    "the file is empty",
    "the film of a motion photo is left out",
    "the first of several frames",
    "the first of {number} frames",
    "there is no picture in it",
    "there is no such file",
    "{channels} channels where there should be {number}",
    "{depth}-bit whole numbers became float, the largest possible one 1.0",
    "{number} more pictures in the file are left out",
    "{number} of its {all} channels were left out",
    "{number} values far beyond all others were cut off",
    "{number} values that are not numbers were replaced",
    # core.io: writing
    "a {format} of these settings cannot hold this photo ({reason}); use PNG or TIFF",
    "colours are rounded to {number} bits",
    "it is a folder",
    "it is no file, but a device or a pipe",
    "it is the photo that the result would be made from",
    "of the EXIF data {names} is left out: {format} cannot hold all of it",
    "texts are left out: {names}; only PNG files take them along",
    "the disk has {free} MB left, and the result takes {number}",
    "the file is write-protected",
    "the {data} is left out: only JPEG, PNG and TIFF files take it along",
    "the {data} is left out: only {format} files take it along",
    "the file is a copy of the photo's",
    "transparent parts become white",
    "values are stored with {number} as white",
    "values beyond white are cut off",
    "{data} data is left out: {format} cannot hold it",
    "{format} does not hold {depth} a channel",
    "{format} does not hold {depth}; use {formats}",
    "{format} holds up to {side} pixels a side; use {formats}",
    "{suffix} is no format that can be written; use {formats}",
    # ui.lanes.services
    "its values from {low} to {high} are shown from black to white",
    # the system
    "File name too long",
    "Input/output error",
    "Is a directory",
    "No space left on device",
    "Permission denied",
    "Read-only file system",
    # engine: models
    "its card cannot be read: {reason}",
    "its card is that of {model}",
    "its graph takes {inputs}, its card promises {promised}",
    "it does {task}",
    "it enlarges {scale} times, not {wanted}",
    "it returned {shape}, its card promises {promised}",
    "no model does it",
    "there is no {file}",
    "{file} cannot be read: {reason}",
    "{file} is not the file of the card",
    "{file}, {place}: {reason}",
    "{model} is chosen for {task} already",
    # engine: batches
    "a brace {brace} has no partner",
    "a file name must not hold {characters}",
    "it is empty",
    "line {number}: {reason}",
    "there is no field {field}",
    # engine: devices
    "CPU, {name}, 1 core",
    "CPU, {name}, {number} cores",
    "Memory ran out with tiles of {side} pixels; started again with {half}.",
    "The GPU has not enough memory for the smallest tile; the CPU does the work.",
    "A trial run of {model} took {time} ms here, {number} ms on {device}.",
    "its driver is too old or of a kind that WebGPU does not take",
    "its library does not load: {reason}",
    "its provider does not start",
    "the package onnxruntime-ep-webgpu is not installed",
    "there is no GPU",
    "there is no Vulkan driver",
    "there is no Vulkan loader ({library})",
    "{device} failed a trial run of {model}; the CPU does the work.",
    "macOS has no NVIDIA driver",
    "no NVIDIA driver is installed",
    "the NVIDIA driver does not start (CUDA error {number})",
    "the NVIDIA driver finds no device",
    "there is no such device; the driver finds {number}",
    "this build of onnxruntime has no CUDA provider",
    "{device} cannot run {model}: {reason}; the CPU does the work.",
    "{model} returned no usable picture at reduced precision; started again with fp32.",
    "{model} has no {precision} file; {other} runs.",
    "The {precision} file of {model} cannot be used: {reason}; {other} runs.",
    "{model} returned no usable picture on {provider}; the CPU does the work.",
    "{name} cannot be used: {reason}; the CPU does the work.",
    "{provider} failed: {reason}; the CPU does the work.",
)
"""Whole texts, as core and engine build them."""

PARTS = (
    *("8 bits", "16 bits", "float", "a name without suffix", "denoise", "upscale", "{several} or {last}"),
    *("IPTC data", "Photoshop data", "comment", "resolution"),
)
"""What stands in the gaps of `SENTENCES`."""

_GAP = re.compile(r"\{(\w+)\}")
_NARROW = {"several": r"\S+(?:, \S+)*", "last": r"\S+"}
"""What these gaps hold; others hold anything."""


def retell(text: str) -> str:
    """A text of core or engine in the person's language."""
    return _told(text, SENTENCES)


def card_text(text: str) -> str:
    """Title, summary or training data of a model card in the person's language; a foreign card's stay as they are."""
    return translate("cards", text) if text else ""


def _told(text: str, templates: tuple[str, ...]) -> str:
    for template, pattern in _patterns(templates):
        if found := pattern.fullmatch(text):
            parts = {name: _part(part) for name, part in found.groupdict().items()}
            return translate("phrases", template).format(**parts)
    return text


def _part(text: str) -> str:
    """What fills a gap: a reason is a sentence of its own."""
    told = _told(text, PARTS)
    return told if told != text else _told(text, SENTENCES)


@lru_cache
def _patterns(templates: Sequence[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The templates, those with the most words of their own first, and what fits them."""
    ordered = sorted(templates, key=lambda template: len(_GAP.sub("", template)), reverse=True)
    return tuple((template, re.compile(_expression(template), re.DOTALL)) for template in ordered)


def _expression(template: str) -> str:
    words = _GAP.split(template)
    return "".join(
        f"(?P<{word}>{_NARROW.get(word, '.+?')})" if index % 2 else re.escape(word) for index, word in enumerate(words)
    )
