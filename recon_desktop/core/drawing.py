"""Figures as files: PNG and PDF of their pixels without loss, SVG with the crops' own pixels and text as text."""

from __future__ import annotations

import base64
import io
import zlib
from html import escape
from pathlib import Path

from PIL import Image as PillowImage

from recon_desktop.core.compare import Colour, Eight, Figure, Frame, Picture, Text, draw

_DPI = 150  # of a figure on paper: 1200 pixels are 8 inches
_PDF_DENSITY = 2


def encoded(figure: Figure, path: Path) -> bytes:
    """The figure in the format of the name's suffix.

    Raises:
        ValueError: It is none of .png, .svg and .pdf.
    """
    match path.suffix.lower():
        case ".png":
            return _png(draw(figure))
        case ".svg":
            return svg(figure).encode()
        case ".pdf":
            return _pdf(draw(figure, density=_PDF_DENSITY), _DPI * _PDF_DENSITY)
        case suffix:
            raise ValueError(f"{suffix or 'a name without suffix'} is no format for figures")


def data_uri(image: Eight) -> str:
    """An image, RGB or grey, as a PNG that stands in the text of a page."""
    return f"data:image/png;base64,{base64.b64encode(_png(image)).decode()}"


def svg(figure: Figure) -> str:
    """The figure as a drawing that needs no other file."""
    layout = figure.layout
    width, height = layout.size.width, layout.size.height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *(_image(picture, figure.images[picture.image]) for picture in layout.pictures),
        *(_outline(frame) for frame in layout.frames),
        '<g font-family="Helvetica, Arial, sans-serif" text-anchor="middle">',
        *(_text(text) for text in layout.texts),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def css_colour(colour: Colour) -> str:
    """A colour as style sheets write it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _png(image: Eight) -> bytes:
    buffer = io.BytesIO()
    PillowImage.fromarray(image).save(buffer, "PNG", dpi=(_DPI, _DPI))
    return buffer.getvalue()


def _pdf(image: Eight, dpi: int) -> bytes:
    """One page with one image, without loss: Pillow would write a JPEG."""
    height, width = image.shape[:2]
    page = f"{72 * width / dpi:.3f} 0 0 {72 * height / dpi:.3f}"
    wide, _, _, high = page.split()
    content = f"q {page} 0 0 cm /Figure Do Q".encode()
    pixels = zlib.compress(image.tobytes(), 6)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide} {high}] /Contents 4 0 R "
        "/Resources << /XObject << /Figure 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (width, height, len(pixels), pixels),
    )
    file, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    end = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, end)
    return bytes(file)


def _image(picture: Picture, pixels: Eight) -> str:
    place = picture.place
    exact = ' style="image-rendering:pixelated"' if picture.exact else ""
    return (
        f'<image x="{place.left}" y="{place.top}" width="{place.width}" height="{place.height}" '
        f'preserveAspectRatio="none"{exact} href="{data_uri(pixels)}"/>'
    )


def _outline(frame: Frame) -> str:
    place, half = frame.place, frame.width / 2
    return (
        f'<rect x="{place.left + half}" y="{place.top + half}" width="{place.width - frame.width}" '
        f'height="{place.height - frame.width}" fill="none" stroke="{css_colour(frame.colour)}" '
        f'stroke-width="{frame.width}"/>'
    )


def _text(text: Text) -> str:
    # The reader's font may be wider than the one that was measured; letters that ours lacks have no known width.
    fit = f' textLength="{text.width}" lengthAdjust="spacingAndGlyphs"' if text.text.isascii() else ""
    weight = ' font-weight="bold"' if text.bold else ""
    return (
        f'<text x="{text.x}" y="{text.y}" font-size="{text.size}" fill="{css_colour(text.colour)}"{weight}{fit}>'
        f"{escape(text.text)}</text>"
    )
