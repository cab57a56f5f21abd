"""The parts of a batch that run nothing: names, folders, the queue, what is planned and what it will cost."""

from __future__ import annotations

import datetime
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from recon_desktop.core.errors import TemplateInvalid
from recon_desktop.core.geometry import Size
from recon_desktop.core.mix import Mix
from recon_desktop.engine.batch.folders import collect
from recon_desktop.engine.batch.naming import FIELDS, check_template, fill
from recon_desktop.engine.batch.plan import depths_of, estimate, example_of, plan
from recon_desktop.engine.batch.queue import FORMS, Change, Found, Item, Job, Output, Queue, replayed
from recon_desktop.engine.order import Order

TODAY = datetime.date(2026, 11, 20)
ORDER = Order("upscale", ("upscale-fine-x2",), scale=2)


def queue(*names: str) -> Queue:
    made = Queue()
    made.add(Found(Path("/photos") / name) for name in names)
    return made


def names(made: Queue) -> list[str]:
    return [item.source.name for item in made.items]


def targets(*sources: Path, output: Output, root: Path | None = None) -> list[str]:
    made = Queue()
    made.add(Found(source, root) for source in sources)
    return [str(item.job.target) for item in plan(made.items, ORDER, output, today=TODAY) if item.job]


# -------------------------------------------------------------------- names


def test_every_field_is_filled() -> None:
    template = "_".join(f"{{{field}}}" for field in FIELDS)
    (target,) = targets(Path("/trip/a.b.jpg"), output=Output(template=template))
    assert target == "/trip/a.b_a.b.jpg_trip_upscale-fine-x2_2_upscale_2026-11-20_1.jpg"


@pytest.mark.parametrize(
    ("template", "nearest", "words"),
    [
        ("{stem}_{modell}", ("model",), "{modell}"),
        ("{Stem}", ("stem",), "{Stem}"),
        ("{}", (), "{}"),
        ("{stem", (), "brace"),
        ("stem}", (), "brace"),
        ("{{stem}}", (), "brace"),
        ("{stem:>9}", (), "{stem:>9}"),
        ("a/{stem}", (), "/"),
        ("{stem}?", (), "?"),
        ("{stem}\t", (), "\\t"),
        (" . ", (), "empty"),
        ("", (), "empty"),
    ],
)
def test_templates_that_make_no_names(template: str, nearest: tuple[str, ...], words: str) -> None:
    with pytest.raises(TemplateInvalid) as caught:
        check_template(template)
    assert words in caught.value.detail
    assert caught.value.nearest == nearest or not nearest


@pytest.mark.parametrize("template", ["{stem}", "사진 {number} ({scale}x)", "result"])
def test_templates_that_do(template: str) -> None:
    check_template(template)


def test_what_no_file_name_may_hold_is_taken_out_of_values() -> None:
    assert fill("{parent}", {"parent": "a/b"}) == "a_b"


def test_no_two_results_share_a_name_whatever_the_case() -> None:
    sources = [Path("/a/cat.png"), Path("/b/cat.png"), Path("/c/CAT.png")]
    made = targets(*sources, output=Output(Path("/out"), template="{stem}"))
    assert made == ["/out/cat.png", "/out/cat-2.png", "/out/CAT-3.png"]


def test_no_photo_of_the_batch_is_the_place_of_a_result() -> None:
    sources = [Path("/a/cat.png"), Path("/a/cat-2.png"), Path("/a/cat_upscale-fine-x2.png")]
    assert targets(*sources, output=Output(template="{stem}")) == [
        "/a/cat-3.png",
        "/a/cat-2-2.png",
        "/a/cat_upscale-fine-x2-2.png",
    ]
    assert targets(*sources[::2], output=Output())[0] == "/a/cat_upscale-fine-x2-2.png"


def test_a_result_whose_file_exists_gets_a_number_where_that_is_chosen(tmp_path: Path) -> None:
    for name in ("cat.png", "cat-2.png", "eye.png"):
        (tmp_path / name).touch()
    made = Queue()
    made.add(Found(Path("/a") / name) for name in ("cat.png", "dog.png", "eye.png"))
    output = Output(tmp_path, template="{stem}", existing="number")
    items = plan(made.items, ORDER, output, today=TODAY)
    assert [item.job.target.name for item in items if item.job] == ["cat-3.png", "dog.png", "eye-2.png"]
    assert example_of(made.items, ORDER, output, TODAY) == "cat-3.png"
    assert example_of(made.items, ORDER, replace(output, existing="replace"), TODAY) == "cat.png"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_no_photo_of_the_batch_is_replaced_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("a.png", "b.png", "out/original.png"):
        (tmp_path / name).touch()
    (tmp_path / "out" / "a.png").symlink_to(tmp_path / "b.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "out" / "original.png")
    (tmp_path / "original.png").touch()
    sources = [tmp_path / name for name in ("a.png", "b.png", "link.png", "original.png")]
    output = Output(tmp_path / "out", template="{stem}", existing="replace")
    made = [Path(target).name for target in targets(*sources, output=output)]
    assert made == ["a-2.png", "b.png", "link.png", "original-2.png"]


def test_the_depths_that_every_photo_can_have_in_a_format() -> None:
    assert {form: depths_of(form) for form in FORMS} == {
        "same": ("same", "8"),
        "JPEG": ("same", "8"),
        "PNG": ("same", "8", "16"),
        "TIFF": ("same", "8", "16", "float"),
        "WebP": ("same", "8"),
        "AVIF": ("same", "8", "10", "12"),
        "JPEG XL": ("same", "8", "16", "float"),
        "BMP": ("same", "8"),
    }


def test_formats_and_suffixes() -> None:
    def suffixes(output: Output) -> list[str]:
        sources = (Path(f"/a/1{suffix}") for suffix in (".JPG", ".jpeg", ".png", ".gif", ".tiff"))
        return [Path(target).suffix for target in targets(*sources, output=output)]

    assert suffixes(Output()) == [".JPG", ".jpeg", ".png", ".png", ".tiff"]
    assert suffixes(Output(form="JPEG")) == [".JPG", ".jpeg", ".jpg", ".jpg", ".jpg"]
    assert suffixes(Output(form="TIFF")) == [".tif", ".tif", ".tif", ".tif", ".tiff"]
    assert suffixes(Output(form="WebP")) == [".webp"] * 5


def test_folders_can_be_mirrored_and_numbers_are_as_wide_as_the_last() -> None:
    sources = [Path("/trip/day 1/cat.png"), *(Path(f"/trip/{n}.png") for n in range(9))]
    output = Output(Path("/out"), mirror=True, template="{number}")
    made = targets(*sources, output=output, root=Path("/trip"))
    assert (made[0], made[1], made[-1]) == ("/out/day 1/01.png", "/out/02.png", "/out/10.png")
    assert targets(*sources, output=replace(output, mirror=False))[0] == "/out/01.png"


def test_only_what_waits_is_planned_and_what_was_done_keeps_its_name() -> None:
    made = queue("a.png", "b.png")
    output = Output(Path("/out"), template="same")
    made.put(plan(made.items, ORDER, output, today=TODAY))
    made.done(1, 1.0, 10)
    made.add([Found(Path("/photos/c.png"))])
    made.put(plan(made.items, ORDER, output, today=TODAY))
    jobs = [item.job for item in made.items]
    assert [job.target.name for job in jobs if job] == ["same.png", "same-2.png", "same-3.png"]


def test_a_batch_that_was_broken_off_keeps_names_and_what_is_done() -> None:
    first = queue("a.png", "b.png")
    output = Output(Path("/out"), template="{stem} {date}")
    first.put(plan(first.items, ORDER, output, today=TODAY))
    first.done(1, 1.0, 10)
    first.end(2, "failed", "no")
    again = queue("b.png", "a.png", "c.png")
    tomorrow = TODAY + datetime.timedelta(1)
    again.put(plan(again.items, ORDER, output, today=tomorrow, earlier=first.items))
    found = {item.source.name: (item.state, item.job.target.name) for item in again.items if item.job}
    assert found == {
        "a.png": ("done", "a 2026-11-20.png"),
        "b.png": ("waiting", "b 2026-11-20.png"),
        "c.png": ("waiting", "c 2026-11-21.png"),
    }
    other = queue("a.png")
    other.put(plan(other.items, replace(ORDER, mix=Mix(0.5, 0.5)), output, today=tomorrow, earlier=first.items))
    assert other.items[0].state == "waiting", "asked for something else"


# -------------------------------------------------------------------- folders


def test_photos_in_folders_come_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b.JPG", "A.png", "notes.txt", ".hidden.png", "sub/z.tif", "sub/.git/x.png", "alpha/c.webp", "e.raw"):
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "photos" / "folder.png").mkdir()
    root = tmp_path / "photos"

    def found(*paths: Path, **options: bool) -> list[str]:
        return [str(each.path.relative_to(tmp_path)) for each in collect(paths, **options)]

    everything = ["photos/A.png", "photos/b.JPG", "photos/alpha/c.webp", "photos/sub/z.tif"]
    assert found(root) == everything
    assert found(root, recursive=False) == everything[:2]
    assert found(root / "sub", root)[0] == "photos/sub/z.tif"
    assert len(found(root / "sub", root)) == 4
    assert found(root / "notes.txt", root / "gone.jpg") == ["photos/notes.txt", "photos/gone.jpg"]
    assert [each.root for each in collect([root / "sub", root / "b.JPG"])] == [root / "sub", None]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_in_circles_and_folders_that_are_closed(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "cat.png").touch()
    (inner / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert [each.path for each in collect([tmp_path])] == [inner / "cat.png"]


def test_results_inside_the_folder_are_not_taken_as_photos(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("cat.png", "out/cat_denoise.png"):
        (tmp_path / name).touch()
    assert [each.path.name for each in collect([tmp_path], leave_out=tmp_path / "out")] == ["cat.png"]
    assert [each.path.name for each in collect([tmp_path / "out"], leave_out=tmp_path / "out")] == ["cat_denoise.png"]


# -------------------------------------------------------------------- the queue


def test_a_photo_is_taken_once() -> None:
    made = queue("a.png", "b.png", "a.png")
    assert made.add([Found(Path("/photos/b.png"))]) == Change()
    assert names(made) == ["a.png", "b.png"]


def test_moving() -> None:
    made = queue(*"abcde")
    made.move({4, 2}, 1)
    assert names(made) == [*"bdace"]
    made.move({4, 1}, None)
    assert names(made) == [*"bceda"]
    assert made.move({1}, None) == Change()
    made.shift({4, 5}, -1)
    assert names(made) == [*"bedca"]


def test_shifting_stops_at_the_ends() -> None:
    made = queue(*"abcd")
    made.shift({3}, -1)
    assert names(made) == [*"acbd"]
    for _ in range(3):
        made.shift({3}, -1)
    assert names(made) == [*"cabd"]
    for _ in range(5):
        made.shift({1, 3}, 1)
    assert names(made) == [*"bdca"]
    assert made.shift(set(), 1) == Change()


def test_what_runs_is_not_removed_and_what_is_gone_comes_not_next() -> None:
    made = queue(*"abc")
    assert made.next() is None, "nothing is planned yet"
    made.put(plan(made.items, ORDER, Output(), today=TODAY))
    made.begin(1)
    made.remove([1, 2])
    assert names(made) == [*"ac"]
    following = made.next()
    assert following
    assert following.source.name == "c"


def test_retry_takes_what_has_no_result() -> None:
    made = queue(*"abcde")
    made.put(plan(made.items, ORDER, Output(), today=TODAY))
    made.done(1, 1.0, 1)
    for number, state in ((2, "failed"), (3, "skipped"), (4, "cancelled")):
        made.end(number, state, "no")  # type: ignore[arg-type]
    made.retry({2})
    assert [item.state for item in made.items] == ["done", "waiting", "skipped", "cancelled", "waiting"]
    made.retry()
    assert [item.state for item in made.items] == ["done", *["waiting"] * 4]
    assert not any(item.message for item in made.items)
    made.clear_done()
    assert names(made) == [*"bcde"]


def test_the_changes_told_lead_to_the_same_items() -> None:
    rng = random.Random(0)
    made = Queue()
    changes: list[Change] = []
    for step in range(600):
        numbers = [item.number for item in made.items]
        some = rng.sample(numbers, min(len(numbers), rng.randint(0, 3)))
        act = rng.randrange(7)
        if act == 0:
            changes.append(made.add([Found(Path(f"/{step}")), Found(Path(f"/{step}b"))]))
        elif act == 1:
            changes.append(made.remove(some[:1]))
        elif act == 2:
            changes.append(made.move(some, rng.choice([None, *numbers])))
        elif act == 3:
            changes.append(made.shift(some, rng.choice([-1, 1])))
        elif act == 4:
            changes.extend(made.end(number, "failed", "no") for number in some)
        elif act == 5:
            changes.extend(made.begin(number) for number in some[:1])
        else:
            changes.append(made.retry(some))
    assert len(made.items) > 20
    assert replayed(changes) == made.items


# -------------------------------------------------------------------- the estimate


def item(number: int, **facts: object) -> Item:
    made = Item(number, Path(f"/{number}.jpg"), size=Size(1000, 1000), job=Job(ORDER, Output(), Path("/x.jpg")))
    return replace(made, **facts)  # type: ignore[arg-type]


def test_an_estimate_follows_what_was_measured() -> None:
    todo = [item(1), item(2, state="running"), item(3, state="failed"), item(4, size=None)]
    assert estimate(todo, ORDER, Output(), None).seconds is None
    before = estimate(todo, ORDER, Output(), 3.0)
    assert (before.photos, before.seconds) == (2, pytest.approx(6.0))
    assert 1e5 < before.result_bytes < 1e7
    done = item(5, state="done", seconds=10.0, result_bytes=3_000_000, size=Size(2000, 1000))
    after = estimate([*todo, done], ORDER, Output(), 3.0)
    assert after.seconds == pytest.approx(10.0)
    assert after.result_bytes == pytest.approx(3_000_000, rel=1e-6)
    elsewhere = replace(ORDER, models=("upscale-slow-x2",))
    other = replace(done, job=Job(elsewhere, Output(), Path("/x.jpg")))
    assert estimate([*todo, other], ORDER, Output(), 3.0) == before, "other models tell nothing"


def test_what_systems_keep_for_themselves_is_no_photo(tmp_path: Path) -> None:
    names = ("a.jpg", "@eaDir/a.jpg/SYNOFILE_THUMB_M.jpg", "#recycle/b.jpg", "$RECYCLE.BIN/c.jpg", "__MACOSX/._a.jpg")
    names += ("M4ROOT/THMBNL/d.jpg", "SYNOPHOTO_THUMB_XL.jpg", "Previews.lrdata/e.jpg", "Trip/f.jpg")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [found.path.name for found in collect([tmp_path])] == ["a.jpg", "f.jpg"]
    assert [found.path.name for found in collect([tmp_path / "#recycle"])] == ["b.jpg"]
