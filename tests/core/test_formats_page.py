"""The page of formats is what happens."""

from __future__ import annotations

import pytest

from recon_desktop.core.formats import WRITABLE_FORMATS
from tests.formats_table import PAGE, page


@pytest.mark.skipif(not all(entry.installed for entry in WRITABLE_FORMATS), reason="a library of an extra is missing")
def test_the_page_of_formats_is_true() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.formats_table"
