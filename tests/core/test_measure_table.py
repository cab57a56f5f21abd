from __future__ import annotations

import dataclasses

import pytest

from recon_desktop.core.agreement import Agreement
from recon_desktop.core.measures import MEASURE, MEASURES
from recon_desktop.core.quality import Quality

PICTURES = {"errors", "histogram"}
"""What is measured and is no number."""


@pytest.mark.parametrize(("part", "measured"), [("agreement", Agreement), ("quality", Quality)])
def test_the_table_has_all_that_is_measured(part: str, measured: type) -> None:
    attributes = {field.name for field in dataclasses.fields(measured)} - PICTURES
    assert {kind.key for kind in MEASURES if kind.given_by == part} == attributes


def test_each_measure_is_told_once_and_in_words() -> None:
    assert len(MEASURE) == len(MEASURES)
    for words in ("name", "short", "explanation"):
        told = [getattr(kind, words) for kind in MEASURES]
        assert len(set(told)) == len(told)
        assert all(told)
    assert all(kind.short.isascii() for kind in MEASURES), "terminals of other code pages"


def test_what_was_not_measured_has_no_value() -> None:
    measured = Agreement(30.0, 0.9, 31.0, 0.91, None, 1.0, 2.0)
    assert MEASURE["psnr_y"].of(measured) == 30.0
    assert MEASURE["ms_ssim"].of(measured) is None
    assert MEASURE["psnr_y"].of(None) is None
