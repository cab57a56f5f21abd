"""From folders to batches."""

import hashlib
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from recon_desktop.core import color, metrics, resize
from recon_desktop.core.degrade import Downscale, Jpeg
from training.config import parse_config
from training.data import licences, patches, sources, splits


def test_an_empty_or_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(sources.DataError, match="no folder"):
        sources.find_photos(tmp_path / "nothing")
    (tmp_path / "notes.txt").write_text("no photo")
    with pytest.raises(sources.DataError, match="no photo in"):
        sources.find_photos(tmp_path)


def test_photos_that_cannot_be_used_are_passed_over_and_listed_each_time(
    photos: Path, tmp_path: Path, upscale_text: str
) -> None:
    shutil.copytree(photos, tmp_path / "all")
    for name in ("broken.jpg", "also broken.png"):
        (tmp_path / "all" / name).write_bytes(b"no picture")
    cv2.imwrite(str(tmp_path / "all" / "small.png"), np.zeros((20, 20, 3), np.uint8))
    (tmp_path / "all" / "album.jpg").mkdir()
    (tmp_path / "all" / "gone.jpg").symlink_to(tmp_path / "nowhere")
    config = parse_config(upscale_text, "test")
    files = sources.find_photos(tmp_path / "all")
    for _ in range(2):  # from the photos, then from the cache
        said: list[str] = []
        pairs = patches.load_pairs(files, config, tmp_path / "cache", tmp_path / "none", said.append)
        assert len({pair.digest for pair in pairs}) == 12
        assert len(said) == 1
        assert all(name in said[0] for name in ("also broken.png", "/broken.jpg", "small.png"))


def test_photos_are_compared_anew_when_the_evaluation_sets_change(
    photos: Path, tmp_path: Path, upscale_text: str
) -> None:
    config, files = parse_config(upscale_text, "test"), sources.find_photos(photos)
    assert patches.load_pairs(files, config, tmp_path / "cache", tmp_path / "evaluation")
    (tmp_path / "evaluation").mkdir()
    shutil.copyfile(photos / "photo 3.png", tmp_path / "evaluation" / "famous.png")
    with pytest.raises(sources.DataError, match="famous of the evaluation sets"):
        patches.load_pairs(files, config, tmp_path / "cache", tmp_path / "evaluation")


def test_evaluation_photos_are_refused_even_recompressed_and_smaller(photos: Path, tmp_path: Path) -> None:
    photo = sources.read_photo(photos / "photo 3.png")
    assert photo is not None
    evaluation, train = tmp_path / "evaluation", tmp_path / "train"
    evaluation.mkdir()
    train.mkdir()
    cv2.imwrite(str(evaluation / "famous.png"), photo[..., ::-1])
    cv2.imwrite(str(train / "mine.jpg"), cv2.resize(photo[..., ::-1], (40, 37), interpolation=cv2.INTER_AREA))
    with pytest.raises(sources.DataError, match=r"mine\.jpg is famous of the evaluation sets"):
        list(sources.read_photos(sources.find_photos(train), evaluation))
    assert len(list(sources.read_photos(sources.find_photos(photos), tmp_path / "none"))) == 12


def test_the_parts_are_disjoint_also_in_content_and_do_not_depend_on_names(photos: Path, tmp_path: Path) -> None:
    shutil.copytree(photos, tmp_path / "all")
    shutil.copy(photos / "photo 1.png", tmp_path / "all" / "again.png")
    training, validation = splits.split(sources.find_photos(tmp_path / "all"), 0.3)
    digests = [{file.digest for file in part} for part in (training, validation)]
    assert not digests[0] & digests[1]
    assert len(training) + len(validation) == 13
    originals = splits.split(sources.find_photos(photos), 0.3)
    assert [{file.digest for file in part} for part in originals] == digests


def test_too_few_photos_to_divide(photos: Path) -> None:
    with pytest.raises(sources.DataError, match="too few"):
        splits.split(sources.find_photos(photos)[:1], 0.3)


@pytest.mark.parametrize("share", [1e-9, 1 - 1e-9])
def test_few_photos_are_divided_by_a_rule_and_not_by_luck(photos: Path, tmp_path: Path, share: float) -> None:
    for number in range(3):
        shutil.copy(photos / f"photo {number}.png", tmp_path / f"mine {number}.png")
    shutil.copy(photos / "photo 0.png", tmp_path / "again.png")
    training, validation = splits.split(sources.find_photos(tmp_path), share)
    digests = [{file.digest for file in part} for part in (training, validation)]
    assert sorted(map(len, digests)) == [1, 2]
    assert not digests[0] & digests[1]
    assert splits.split(sources.find_photos(tmp_path)[::-1], share)[1][::-1] == validation


def test_the_small_image_is_made_as_evaluation_makes_it(photos: Path, upscale_text: str) -> None:
    config = parse_config(upscale_text, "test")
    photo = np.random.default_rng(0).integers(0, 256, (41, 35, 3), np.uint8)
    pair = patches.make_pair(photo, config, Downscale(2))
    assert pair is not None
    target = photo[:40, :34].astype(np.float32) / 255
    source = color.luma(metrics.round8(resize.bicubic(target, 0.5)))
    np.testing.assert_allclose(pair.source[..., 0] / 255, source, atol=0.51 / 255)
    np.testing.assert_allclose(pair.target[..., 0] / 255, color.luma(target), atol=0.51 / 255)
    assert patches.make_pair(photo[:20], config, Downscale(2)) is None


def test_photos_are_reduced_in_all_ways_that_are_named(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    both = upscale_text.replace("[data]", "[data]\nreductions = ['bicubic', 'area']", 1)
    files = sources.find_photos(photos)
    single = patches.load_pairs(files, parse_config(upscale_text, "test"), tmp_path / "cache", tmp_path)
    pairs = patches.load_pairs(files, parse_config(both, "test"), tmp_path / "cache", tmp_path)
    assert len(pairs) == 2 * len(single)
    for bicubic, first, area in zip(single, pairs, pairs[len(single) :], strict=False):
        np.testing.assert_array_equal(bicubic.source, first.source)
        assert np.any(bicubic.source != area.source)
        np.testing.assert_allclose(resize.area(area.target / np.float32(255), 0.5), area.source / 255, atol=2 / 255)


def test_some_small_photos_are_compressed(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    plain = parse_config(upscale_text, "test")
    filed = parse_config(upscale_text.replace("[data]", "[data]\njpeg = [30, 40]", 1), "test")
    pairs = patches.load_pairs(sources.find_photos(photos), plain, tmp_path / "cache", tmp_path)
    batches = [patches.PatchSampler(pairs, config).batch(0) for config in (plain, filed)]
    np.testing.assert_array_equal(batches[0][1][0], batches[1][1][0])
    kinds = set()
    for number in range(8):
        (source, target), (worse, same) = (patches.PatchSampler(pairs, c).batch(number) for c in (plain, filed))
        # The first patch of a batch is drawn before any compression has drawn from the generator.
        np.testing.assert_array_equal(target[0], same[0])
        kinds.add(bool(np.any(source[0] != worse[0])))
    assert kinds == {False, True}


def test_the_same_step_gives_the_same_aligned_batch(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    config = parse_config(upscale_text, "test")
    files = sources.find_photos(photos)
    pairs = patches.load_pairs(files, config, tmp_path / "cache", tmp_path)
    again = patches.load_pairs(files, config, tmp_path / "cache", tmp_path)
    for pair, cached in zip(pairs, again, strict=True):
        np.testing.assert_array_equal(pair.source, cached.source)
        np.testing.assert_array_equal(pair.target, cached.target)
    sampler = patches.PatchSampler(pairs, config)
    source, target = sampler.batch(5)
    assert source.shape == (4, 12, 12, 1)
    assert target.shape == (4, 24, 24, 1)
    for first, second in zip((source, target), patches.PatchSampler(again, config).batch(5), strict=True):
        np.testing.assert_array_equal(first, second)
    assert not np.array_equal(source, sampler.batch(6)[0])
    # Turned and cut alike: each target, reduced, is its source but for the frame where the reduction sees neighbours.
    for small, large in zip(source, target, strict=True):
        inside = np.s_[3:-3, 3:-3]
        np.testing.assert_allclose(resize.bicubic(large, 0.5)[inside], small[inside], atol=2 / 255)


def test_an_enlarged_source_is_what_the_app_feeds_to_the_network(
    photos: Path, tmp_path: Path, enlarged_text: str
) -> None:
    config = parse_config(enlarged_text, "test")
    pairs = patches.load_pairs(sources.find_photos(photos), config, tmp_path / "cache", tmp_path)
    assert sorted({pair.scale for pair in pairs}) == [2, 4]
    known = []
    for pair in pairs:
        # As in engine/network.py: the luma of the small photo, enlarged whole.
        grey = color.luma(pair.source.astype(np.float32) / np.float32(255))
        known.append(resize.bicubic(grey[..., None], pair.scale))
    rng = np.random.default_rng(0)
    for number, pair in enumerate(pairs):
        side = 12 // pair.scale
        for _ in range(4):
            top, left = (int(rng.integers(length - side + 1)) for length in pair.source.shape[:2])
            source, target = patches._cut(pair, top, left, 12, config)
            row, column = top * pair.scale, left * pair.scale
            np.testing.assert_array_equal(source, known[number][row : row + 12, column : column + 12])
            np.testing.assert_array_equal(target * 255, pair.target[row : row + 12, column : column + 12])
    source, target = patches.PatchSampler(pairs, config).batch(0)
    assert source.shape == target.shape == (4, 12, 12, 1)
    judges = patches.validation_set(pairs, config)
    assert [batch.shape for batch, _ in judges] == [(3, 16, 16, 1)] * 2


def test_mixing_steps_come_after_the_noise(photos: Path, tmp_path: Path, denoise_text: str) -> None:
    text = denoise_text.replace("[fit]", "[augment]\nsteps = ['flips', 'brightness', 'cutblur']\n[fit]")
    config = parse_config(text.replace("noise = [0, 55]", "noise = [20, 20]"), "test")
    pairs = patches.load_pairs(sources.find_photos(photos), config, tmp_path / "cache", tmp_path)
    batches = [patches.PatchSampler(pairs, config).batch(step) for step in range(8)]
    equal = np.mean([np.mean(source == target) for source, target in batches])
    assert 0.05 < equal < 0.6


def test_photos_too_small_for_one_patch_are_refused(photos: Path, tmp_path: Path, upscale_text: str) -> None:
    config = parse_config(upscale_text.replace("patch = 12", "patch = 120"), "test")
    with pytest.raises(sources.DataError, match="none of 12 photos"):
        patches.load_pairs(sources.find_photos(photos), config, tmp_path / "cache", tmp_path)


def test_noise_is_added_to_the_source_alone(photos: Path, tmp_path: Path, denoise_text: str) -> None:
    config = parse_config(denoise_text.replace("noise = [0, 55]", "noise = [20, 20]"), "test")
    pairs = patches.load_pairs(sources.find_photos(photos), config, tmp_path / "cache", tmp_path)
    source, target = patches.PatchSampler(pairs, config).batch(0)
    assert (source - target).std() * 255 == pytest.approx(20, rel=0.1)
    np.testing.assert_allclose(np.rint(target * 255), target * 255, atol=1e-4)


def test_the_noise_of_cameras_is_another_one_for_each_patch(photos: Path, tmp_path: Path, denoise_text: str) -> None:
    text = denoise_text.replace("noise = [0, 55]", "noise = [4, 20]\nnoise_kind = 'camera'")
    config = parse_config(text.replace("validation_noise = [25]", "validation_noise = [4, 16]"), "test")
    pairs = patches.load_pairs(sources.find_photos(photos), config, tmp_path / "cache", tmp_path)
    sampler = patches.PatchSampler(pairs, config)
    source, target = sampler.batch(0)
    np.testing.assert_array_equal(source, sampler.batch(0)[0])
    noise = (source - target) * 255
    levels = noise.std(axis=(1, 2, 3))
    assert levels.min() > 1
    assert np.ptp(levels) > 0.5
    (light, answers), (heavy, _) = patches.validation_set(pairs, config)
    assert (heavy - answers).std() > 2 * (light - answers).std()


def test_compression_takes_the_place_of_noise(photos: Path, tmp_path: Path, denoise_text: str) -> None:
    text = denoise_text.replace(
        "noise = [0, 55]\nvalidation_noise = [25]", "jpeg = [5, 95]\nvalidation_jpeg = [10, 90]"
    )
    config = parse_config(text, "test")
    pairs = patches.load_pairs(sources.find_photos(photos), config, tmp_path / "cache", tmp_path)
    source, target = patches.PatchSampler(pairs, config).batch(0)
    losses = np.abs(source - target).mean(axis=(1, 2, 3))
    assert np.ptp(losses) > 0.2 * losses.mean()
    np.testing.assert_allclose(np.rint(source * 255), source * 255, atol=1e-4)
    (bad, answers), (good, _) = patches.validation_set(pairs, config)
    np.testing.assert_allclose(bad[0], Jpeg(10)(answers[0], np.random.default_rng(0)))
    assert np.abs(good - answers).mean() < 0.5 * np.abs(bad - answers).mean()


def test_patches_come_from_where_the_detail_is(denoise_text: str) -> None:
    config = parse_config(denoise_text, "test")
    photo = np.full((60, 120, 3), 128, np.uint8)
    photo[:, 60:] = np.random.default_rng(0).integers(0, 256, (60, 60, 3), np.uint8)
    sampler = patches.PatchSampler([patches.Pair(photo, photo)], config)
    spread = [target.std() for step in range(20) for target in sampler.batch(step)[1]]
    assert np.mean(np.array(spread) > 0.05) > 0.95


def test_licences_are_counted_by_family(tmp_path: Path) -> None:
    rows = ["CC BY-SA 4.0 (a set)", "CC BY-SA", "Unsplash/CC0, per debian/copyright", "CC0 1.0"]
    files = []
    lines = ["file,licence,sha256"]
    for number, licence in enumerate(rows):
        digest = hashlib.sha256(bytes([number])).hexdigest()
        lines.append(f'x,"{licence}",{digest}')
        files.append(sources.PhotoFile(tmp_path / "photos" / str(number), digest))
    files.append(sources.PhotoFile(tmp_path / "photos" / "stranger", "0"))
    (tmp_path / "MANIFEST.csv").write_text("\n".join(lines))
    assert licences.summarise(files) == "2 CC BY-SA, 1 Unsplash, 1 CC0, 1 unknown"
