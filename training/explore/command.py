"""``python -m training explore``: from names to a page."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import keras
from rich.console import Console

from training.config import RUNS, ConfigError
from training.explore import datasets
from training.explore.datasets import Dataset
from training.explore.learning import Bench
from training.explore.lessons import LESSONS, photos
from training.explore.names import choose
from training.explore.page import Section, check_free, publish
from training.explore.repeats import repeated
from training.explore.settings import Changes, check, known, turned
from training.fit import commit

ALL = "all"
PHOTOS = "photos"


@dataclass(frozen=True)
class Request:
    """What a person asked for."""

    lesson: str
    data: str | None = None
    data_folder: Path | None = None
    photos: Path | None = None
    changes: Changes = field(default_factory=dict)
    out: Path | None = None


def explore(request: Request, console: Console) -> Path:
    """Run a lesson, or all of them, and write the page.

    Args:
        request: What to do.
        console: Is told of the progress.

    Returns:
        The page.

    Raises:
        ConfigError: A lesson or data set is unknown, arguments do not go together, or the page cannot be written.
        DataError: Pictures or photos cannot be used.
    """
    _check(request)
    out = request.out or RUNS / f"explore-{request.lesson}"
    check_free(out)
    bench, load = Bench(console), _loader(request, console)
    names = list(LESSONS) if request.lesson == ALL else [request.lesson] if request.lesson in LESSONS else []
    # All data first, then the photos: a broken file shall not be found after minutes of training.
    tasks = [(LESSONS[name], dataset) for name in names for dataset in _data_for(name, request, load)]
    made = {f"{dataset.title} from": dataset.source for _, dataset in tasks}
    runs = [(partial(lesson.run, bench, dataset), lesson.settings(dataset.name)) for lesson, dataset in tasks]
    if request.photos is not None:
        runs.append((partial(photos.run, bench, request.photos), photos.SETTINGS))
    sections = [repeated(run, turned(taught, request.changes)) for run, taught in runs]
    page = publish(out, _title(request.lesson, sections), sections, {**_versions(), **made})
    console.out(str(page), highlight=False)
    return page


def listing() -> str:
    """Return all lessons in words, each with what it is about."""
    about = {name: _about(lesson.run) for name, lesson in LESSONS.items()} | {
        PHOTOS: f"{_about(photos.run)} Needs --photos DIR.",
        ALL: "All of them on one page.",
    }
    width = max(map(len, about))
    lines = [f"  {name:{width}}  {text}" for name, text in about.items()]
    return "\n".join(["python -m training explore LESSON, of", *lines])


def _about(run: Callable[..., Section]) -> str:
    """Return the first line of what a lesson's module says of itself."""
    return (sys.modules[run.__module__].__doc__ or "").splitlines()[0]


def _check(request: Request) -> None:
    choose(request.lesson, dict.fromkeys([*LESSONS, PHOTOS, ALL]), "lesson")
    if request.lesson == PHOTOS and request.photos is None:
        raise ConfigError("the lesson photos needs --photos DIR")
    if request.lesson == PHOTOS and (request.data or request.data_folder):
        raise ConfigError("the lesson photos learns from --photos DIR; --data and --data-folder belong to the others")
    if request.photos is not None and request.lesson not in (PHOTOS, ALL):
        raise ConfigError(f"--photos belongs to the lesson {PHOTOS}, not to {request.lesson}")
    check(request.changes)
    _check_knobs(request)
    if request.data is not None:
        choose(request.data, datasets.DATASETS, "data set")


def _check_knobs(request: Request) -> None:
    """Refuse what no lesson that is asked for has a knob for."""
    names = [name for name in LESSONS if request.lesson in (name, ALL)]
    there = {knob for name in names for taught in LESSONS[name].taught.values() for knob in known(taught)}
    there |= set(known(photos.SETTINGS)) if request.photos is not None else set()
    for name in request.changes:
        if name not in there:
            raise ConfigError(f"the lesson {request.lesson} has no {name}; it has {', '.join(sorted(there))}")


def _data_for(lesson: str, request: Request, load: Callable[[str], Dataset]) -> list[Dataset]:
    names = tuple(LESSONS[lesson].taught) if request.data is None else (request.data,)
    return list({dataset.name: dataset for dataset in map(load, names)}.values())


def _loader(request: Request, console: Console) -> Callable[[str], Dataset]:
    """Return what loads a set once, and the embedded one in place of a set that no one asked for and no one can get."""

    @cache
    def load(name: str) -> Dataset:
        try:
            return datasets.load(name, request.data_folder)
        except datasets.DownloadError as error:
            if request.data is not None:
                raise
            console.out(f"{error}\nTaking {datasets.EMBEDDED} instead.", highlight=False)
            return load(datasets.EMBEDDED)

    return load


def _title(lesson: str, sections: list[Section]) -> str:
    return "What a network keeps: the autoencoder laboratory" if lesson == ALL else sections[0].title


def _versions() -> dict[str, str]:
    return {"commit": commit(), "Keras": f"{keras.version()} on {keras.backend.backend()}"}
