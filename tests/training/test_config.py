"""Strict configurations: what is wrong is named, with the nearest right name."""

from pathlib import Path

import pytest

from training.__main__ import main
from training.config import PROJECT, ConfigError, changed, load_config, parse_config, write_config


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
        ("patch = 12", "patch = 12\nnoise_kind = 'camera'", "belongs to a denoiser with channels = rgb"),
        ("patch = 12", "patch = 12\nnoise = [5, 9]\njpeg = [5, 95]", "data.noise belongs to a denoiser"),
        ("patch = 12", "patch = 12\nscales = [2, 4]", "needs pre_upsample"),
        ("[fit]", "[augment]\nstep = []\n[fit]", r"unknown key augment\.step; the nearest valid one is steps"),
        ("[fit]", "[augment]\nsteps = ['flip']\n[fit]", "no step flip; the nearest valid one is flips"),
        ("[fit]", "[augment]\nsteps = ['permute-channels']\n[fit]", "permute-channels needs channels = rgb"),
        ("[fit]", "[augment]\nsteps = ['cutblur']\n[fit]", "cutblur needs an input as large as the output"),
    ],
)
def test_mistakes_are_named(upscale_text: str, right: str, wrong: str, message: str) -> None:
    assert right in upscale_text
    with pytest.raises(ConfigError, match=message):
        parse_config(upscale_text.replace(right, wrong), "test.toml")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("noise = [0, 55]\njpeg = [5, 95]", "needs data.noise or data.jpeg"),
        ("", "needs data.noise or data.jpeg"),
        ("noise = [55, 10]", "data.noise must be a range"),
        ("jpeg = [95, 5]", "data.jpeg must be a range"),
    ],
)
def test_a_denoiser_has_one_damage_to_mend(denoise_text: str, wrong: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_config(denoise_text.replace("noise = [0, 55]", wrong), "test.toml")


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
        ("batch = 4", "batch = 5", True),
        ("2e-3", "3e-3", True),
        ("For tests.", "More", True),
        ("batch = 4", "batch = 4\nhold_statistics = true", True),
        ("anchor = true", "anchor = false", False),
    )
    for old, new, same in changes:
        assert old in upscale_text
        assert config.trains_as(parse_config(upscale_text.replace(old, new), "test.toml")) is same


def test_models_of_one_run_train_as_each_other(enlarged_text: str) -> None:
    config = parse_config(enlarged_text, "test.toml")
    other = enlarged_text.replace("tiny-upscale", "tiny-x4").replace("\nscale = 2", "\nscale = 4")
    assert config.trains_as(parse_config(other, "test.toml"))
    assert not config.trains_as(parse_config(other.replace("warmup_steps = 2", "warmup_steps = 3"), "test.toml"))
    with pytest.raises(ConfigError, match="multiples of the scale 4"):
        parse_config(enlarged_text.replace("patch = 12", "patch = 14"), "test.toml")
    for model in ("vdsr", "red30"):
        first, second = (load_config(Path(f"upscale-{model}-x{scale}")) for scale in (2, 4))
        assert first.run_name == second.run_name
        assert first.trains_as(second)


@pytest.mark.parametrize("path", sorted((PROJECT / "training" / "configs").glob("*.toml")), ids=lambda p: p.stem)
def test_what_is_written_is_read_back(path: Path) -> None:
    config = load_config(path)
    assert parse_config(write_config(config), "test") == config


def test_a_changed_configuration_is_checked_too(upscale_text: str) -> None:
    config = parse_config(upscale_text, "test.toml")
    assert changed(config, "fit", steps=3).fit.steps == 3
    with pytest.raises(ConfigError, match=r"tiny-upscale: fit\.steps"):
        changed(config, "fit", steps=0)


def test_the_command_line_tells_mistakes_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(tmp_path / "none.toml")]) == 2
    assert main(["fit", "upscale-espcn-x3"]) == 2
    message = capsys.readouterr().err
    assert "none.toml cannot be read" in message
    assert "upscale-espcn-x2" in message
