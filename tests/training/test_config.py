"""Strict configurations: what is wrong is named, with the nearest right name."""

from pathlib import Path

import pytest

from training.__main__ import main
from training.config import PROJECT, ConfigError, load_config, parse_config


@pytest.mark.parametrize("path", sorted((PROJECT / "training" / "configs").glob("*.toml")), ids=lambda p: p.stem)
def test_every_configuration_is_valid_and_named_after_its_model(path: Path) -> None:
    assert load_config(path).id == path.stem
    assert load_config(Path(path.stem)) == load_config(path)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("channels =", "chanels =", "unknown key chanels; the nearest valid one is channels"),
        ("batch =", "batches =", r"unknown key fit\.batches; the nearest valid one is batch"),
        ("patch = 12", "patchs = 12", r"unknown key data\.patchs; the nearest valid one is patch"),
        ("steps = 12", "steps = 0", r"fit\.steps: .*greater than 0"),
        ("steps = 12", "steps = 'many'", r"fit\.steps: .*integer"),
        ('title = "Tiny"', "", "title: Field required"),
        ("[fit]", "[fit", "is no TOML"),
        ("patch = 12", "patch = 12\nnoise = [0, 5]", "belongs to a denoiser"),
    ],
)
def test_mistakes_are_named(upscale_text: str, right: str, wrong: str, message: str) -> None:
    assert right in upscale_text
    with pytest.raises(ConfigError, match=message):
        parse_config(upscale_text.replace(right, wrong), "test.toml")


def test_patches_must_fit_the_align_grid(denoise_text: str) -> None:
    with pytest.raises(ConfigError, match="multiples of align = 2"):
        parse_config(denoise_text.replace("patch = 12", "patch = 13"), "test.toml")


def test_a_configuration_cannot_be_changed(upscale_text: str) -> None:
    config = parse_config(upscale_text, "test.toml")
    with pytest.raises(ValueError, match="frozen"):
        config.fit.steps = 3


def test_only_schedule_and_texts_leave_the_training_the_same(upscale_text: str) -> None:
    config = parse_config(upscale_text, "test.toml")
    changes = (
        ("steps = 12", "steps = 9", True),
        ("2e-3", "3e-3", True),
        ("For tests.", "More", True),
        ("anchor = true", "anchor = false", False),
    )
    for old, new, same in changes:
        assert old in upscale_text
        assert config.trains_as(parse_config(upscale_text.replace(old, new), "test.toml")) is same


def test_the_command_line_tells_mistakes_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(tmp_path / "none.toml")]) == 2
    assert main(["fit", "upscale-espcn-x3"]) == 2
    message = capsys.readouterr().err
    assert "none.toml cannot be read" in message
    assert "upscale-espcn-x2" in message
