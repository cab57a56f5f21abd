"""What strict JSON takes and refuses."""

import pytest

from recon_desktop.core.strict_json import fields, list_of, number, one_of, or_null, parse, text, truth, whole


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff", "codec"),
        (b"{", "property name"),
    ],
)
def test_what_is_no_strict_json_is_refused(raw: bytes, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse(raw)


def test_names_with_bytes_that_are_no_text_come_through() -> None:
    assert parse(b'["\\udcff.jpg"]') == ["\udcff.jpg"]


def test_fields_are_read_by_their_readers() -> None:
    readers = {
        "id": text,
        "count": whole,
        "scale": or_null(number(1, 8)),
        "kind": one_of("a", "b"),
        "on": list_of(truth),
    }
    value = {"id": "x", "count": 3, "scale": None, "kind": "b", "on": [True, False]}
    assert fields(value, readers) == {**value, "on": (True, False)}


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ([], "an object"),
        ({}, "'n' is missing"),
        ({"n": 1, "m": 2}, "nothing is called 'm'"),
        ({"n": True}, "n: True is no number from 0 to 5"),
        ({"n": 6}, "n: 6 is no number from 0 to 5"),
        ({"n": "1"}, "n: '1' is no number"),
    ],
)
def test_what_is_wrong_with_fields_is_named(value: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        fields(value, {"n": number(0, 5)})


@pytest.mark.parametrize("value", [True, 1.0, "1", None, [1]])
def test_a_whole_number_is_nothing_else(value: object) -> None:
    with pytest.raises(ValueError, match="no whole number"):
        whole(value)


def test_a_number_of_any_size_is_told_if_it_cannot_be_held() -> None:
    with pytest.raises(ValueError, match="too many digits"):
        number()(10**400)
