"""What is left out of metadata on request, and what a result states of its making."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from recon_desktop.core.io import SaveOptions, load_photo, losses, photo_from_array, save_photo
from recon_desktop.core.io.provenance import NAMESPACE
from recon_desktop.core.io.xmp import RDF, Packet
from recon_desktop.core.photo import Metadata, Provenance, Text
from tests.core.files import CAT, MAKER_NOTE, exif, read_exif

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:e="http://ns.adobe.com/exif/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:r="http://www.metadataworkinggroup.com/schemas/regions/" '
    b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" e:GPSLatitude="52,22N" aux:SerialNumber="4711" xmp:Rating="4">'
    b"<dc:creator><rdf:Seq><rdf:li>Kim Minji</rdf:li></rdf:Seq></dc:creator>"
    b"<dc:subject><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>People/Ann</rdf:li>"
    b"<rdf:li>People|family|Bob</rdf:li><rdf:li>Bob</rdf:li></rdf:Bag></dc:subject>"
    b'<r:Regions rdf:parseType="Resource"><r:RegionList><rdf:Bag><rdf:li r:Name="Ann"/></rdf:Bag></r:RegionList>'
    b"</r:Regions></rdf:Description></rdf:RDF></x:xmpmeta>"
)
PRIVATE = (b"GPS", b"4711", b"Minji", b"Ann", b"Bob", MAKER_NOTE, b"52")


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_what_is_private_is_gone(tmp_path: Path, suffix: str) -> None:
    metadata = Metadata(exif(), XMP, texts=(Text("Author", "Kim Minji"),))
    path = tmp_path / f"cat.{suffix}"
    save_photo(photo_from_array(CAT, metadata=metadata), path, options=SaveOptions(strip="private"))
    again = load_photo(path).metadata
    for word in PRIVATE:
        assert word not in again.xmp + again.exif
        assert word == b"52" or word not in path.read_bytes()
    first, fields, gps = read_exif(again.exif)
    assert (first[271], fields[36867], gps) == ("Test Camera", "2026:01:02 03:04:05", {})
    assert b'Rating="4"' in again.xmp
    assert b"harbour" in again.xmp


def test_all_is_all_but_colours(tmp_path: Path) -> None:
    metadata = Metadata(exif(), XMP, comment=b"mine", provenance=Provenance("{}", False))
    photo = photo_from_array(CAT, metadata=metadata)
    options = SaveOptions(strip="all")
    assert losses(photo, tmp_path / "cat.bmp", options) == ()
    path = save_photo(photo, tmp_path / "cat.jpg", options=options)
    with Image.open(path) as image:
        assert not {"exif", "xmp", "comment", "photoshop"} & image.info.keys()
        assert image.info["icc_profile"]


def _runs(xmp: bytes) -> list[str]:
    packet = Packet(xmp)
    (runs,) = packet.find(NAMESPACE, "Runs")
    return [packet.text(node) for node in packet.inside(runs) if (node.namespace, node.name) == (RDF, "li")]


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_a_result_states_every_run(tmp_path: Path, suffix: str) -> None:
    photo = photo_from_array(CAT, metadata=Metadata(xmp=XMP))
    for number, run in enumerate(('{"a": "<1>"}', '{"b": 2}')):
        photo = replace(photo, metadata=replace(photo.metadata, provenance=Provenance(run, invented=number == 1)))
        photo = load_photo(save_photo(photo, tmp_path / f"{number}.{suffix}"))
        code = "compositeWithTrainedAlgorithmicMedia" if number else "algorithmicallyEnhanced"
        packet = Packet(photo.metadata.xmp)
        (kind,) = [packet.text(node) for node in packet.nodes if node.name == "DigitalSourceType"]
        assert kind == f"http://cv.iptc.org/newscodes/digitalsourcetype/{code}"
    assert _runs(photo.metadata.xmp) == ['{"a": "<1>"}', '{"b": 2}']
    assert b'Rating="4"' in photo.metadata.xmp
