"""A batch on several machines: two workers of a local cluster, one of which is killed in the middle."""

from __future__ import annotations

import datetime
import os
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from recon_desktop.cli.cluster_worker import ENTRY
from recon_desktop.core.errors import ClusterError, ImageUnreadable, OutputExists, ReconError
from recon_desktop.core.progress import SILENT, Cancelled, CancelToken, Reporter
from recon_desktop.engine.batch import queue
from recon_desktop.engine.batch.plan import plan
from recon_desktop.engine.batch.queue import Found, Queue
from recon_desktop.engine.batch.run import Finished, run_item
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.cluster.spread import Cluster, Entry
from recon_desktop.engine.cluster.task import (
    Kit,
    Restored,
    Setting,
    Task,
    Unseen,
    Unsuited,
    difference,
    kit_of,
    restored,
)
from recon_desktop.engine.restore import Restorer
from recon_desktop.engine.runtime import Runtime
from recon_desktop.resources import model_folders

distributed = pytest.importorskip("distributed", reason="Dask is not installed; the extra is called cluster")
pytestmark = pytest.mark.filterwarnings("default")  # what Dask warns of is its own

MODEL = "upscale-espcn-x2"
SETTING = Setting("cpu", None, None, None, 300.0, False)


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    """Two workers, each a process of one thread."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        )
        with cluster:
            yield cluster


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(model_folders())


def _batch(folder: Path, out: Path, count: int, **how: Any) -> Queue:
    folder.mkdir(exist_ok=True)
    out.mkdir(exist_ok=True)
    rng = np.random.default_rng(0)
    found = []
    for number in range(count):
        path = folder / f"{number}.png"
        Image.fromarray(rng.integers(0, 256, (80, 90 + number, 3), np.uint8)).save(path)
        found.append(Found(path))
    batch = Queue()
    batch.add(found)
    order = queue.Order("upscale", (MODEL,), 2)
    output = replace(queue.Output(folder=out), **how)
    batch.put(plan(batch.items, order, output, today=datetime.date(2026, 1, 1)))
    return batch


def _run(
    cluster: Cluster, batch: Queue, after: Callable[[], object] = lambda: None
) -> dict[str, Finished | ReconError]:
    """Take in a batch, as `recon restore` does."""
    results: dict[str, Finished | ReconError] = {}
    while (item := batch.next()) is not None:
        batch.begin(item.number)
        try:
            results[item.source.name] = cluster.run(item, batch, SILENT)
        except ReconError as error:
            results[item.source.name] = error
        after()
    return results


def test_results_are_those_of_one_machine_and_a_worker_that_dies_loses_nothing(
    local: Any, catalog: Catalog, tmp_path: Path
) -> None:
    batch = _batch(tmp_path / "photos", tmp_path / "out", 8)
    (tmp_path / "photos" / "3.png").write_bytes(b"no photo")
    doomed = [next(iter(local.workers.values())).pid]
    with closing(Cluster(local.scheduler_address, ENTRY, kit_of(catalog, [MODEL]), SETTING)) as cluster:
        results = _run(cluster, batch, lambda: doomed and os.kill(doomed.pop(), signal.SIGKILL))
    assert cluster.told == []
    assert len(results) == 8
    assert isinstance(results.pop("3.png"), ImageUnreadable)
    assert all(isinstance(result, Finished) for result in results.values())
    with_one = _batch(tmp_path / "photos", tmp_path / "one", 8)
    runtime = Runtime("cpu")
    for item in with_one.items:
        run_item(Restorer(catalog, runtime), item)
    runtime.close()
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    for name in set(names) - {f"3_{MODEL}.png"}:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()
    assert not (tmp_path / "out" / f"3_{MODEL}.png").exists()


def test_photos_that_workers_do_not_see_are_sent_and_what_exists_is_kept(
    local: Any, catalog: Catalog, tmp_path: Path
) -> None:
    batch = _batch(tmp_path / "photos", tmp_path / "out", 2)
    first, second = batch.items
    assert second.job is not None
    second.job.target.write_bytes(b"mine")
    blind = Entry(_restored_without_eyes, ENTRY.check)
    with closing(Cluster(local.scheduler_address, blind, kit_of(catalog, [MODEL]), SETTING)) as cluster:
        results = _run(cluster, batch)
    assert isinstance(results[first.source.name], Finished)
    assert isinstance(results[second.source.name], OutputExists)
    assert second.job.target.read_bytes() == b"mine"


def _restored_without_eyes(task: Task) -> Any:
    return Unseen() if task.content is None else ENTRY.restore(task)


def test_a_worker_that_comes_with_another_kit_is_set_aside(local: Any, catalog: Catalog, tmp_path: Path) -> None:
    batch = _batch(tmp_path / "photos", tmp_path / "out", 3)
    late = Entry(_of_another_age, ENTRY.check)
    with closing(Cluster(local.scheduler_address, late, kit_of(catalog, [MODEL]), SETTING)) as cluster:
        results = _run(cluster, batch)
        told = cluster.told
    assert all(isinstance(result, Finished) for result in results.values())
    assert len(results) == 3
    assert len(told) == 1
    assert told[0].endswith("is not used: it is of another age")


def _of_another_age(task: Task) -> Any:
    worker = distributed.get_worker()
    return Unsuited("it is of another age", worker.address) if str(worker.name) == "0" else ENTRY.restore(task)


def _no_restorer(setting: Setting) -> Restorer:
    raise AssertionError("nothing is restored before the kit is looked at")


def test_a_cancelled_run_leaves_nothing(local: Any, catalog: Catalog, tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()
    batch = _batch(tmp_path / "photos", tmp_path / "out", 2)
    with (
        closing(Cluster(local.scheduler_address, ENTRY, kit_of(catalog, [MODEL]), SETTING)) as cluster,
        pytest.raises(Cancelled),
    ):
        cluster.run(batch.items[0], batch, Reporter(lambda _: None, token))
    assert not list((tmp_path / "out").iterdir())


def test_a_cluster_that_cannot_be_used_is_told(local: Any, catalog: Catalog) -> None:
    kit = kit_of(catalog, [MODEL])
    with pytest.raises(ClusterError) as unsuited:
        Cluster(local.scheduler_address, ENTRY, replace(kit, recon="0.0.1"), SETTING)
    assert unsuited.value.reason == "unsuited"
    assert "not 0.0.1" in unsuited.value.detail
    with pytest.raises(ClusterError) as without_gpu:
        Cluster(local.scheduler_address, ENTRY, kit, replace(SETTING, device="cuda"))
    assert (without_gpu.value.reason, without_gpu.value.detail) == ("unsuited", "no worker has the resource GPU")


def test_no_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recon_desktop.engine.cluster.spread._CONNECT", 0.5)
    for address in ("tcp://127.0.0.1:9", "nonsense"):
        with pytest.raises(ClusterError) as gone:
            Cluster(address, ENTRY, Kit("1", "1", ()), SETTING)
        assert gone.value.reason == "unreachable"


def test_a_worker_knows_what_it_has_otherwise(catalog: Catalog, tmp_path: Path) -> None:
    kit = kit_of(catalog, [MODEL])
    assert difference(catalog, kit) == ""
    assert [model for model, _ in kit.models] == [MODEL]
    assert len(kit_of(catalog, ["auto"]).models) == len(catalog.models)
    assert "onnxruntime 0" not in difference(catalog, kit)
    assert "not 0.0" in difference(catalog, replace(kit, onnxruntime="0.0"))
    assert "another one" in difference(catalog, replace(kit, models=((MODEL, "0" * 64),)))
    assert "has no model" in difference(catalog, replace(kit, models=(("no-such", "0" * 64),)))
    (item,) = _batch(tmp_path / "photos", tmp_path / "out", 1).items
    task = Task(item, SETTING, replace(kit, recon="0"), "0" * 64)
    assert isinstance(restored(task, _no_restorer, ENTRY.check), Unsuited)
    assert isinstance(ENTRY.restore(replace(task, kit=kit)), Unseen), "the file has another hash"
    sent = ENTRY.restore(replace(task, kit=kit, content=item.source.read_bytes()))
    assert isinstance(sent, Restored)
    assert sent.content[:4] == b"\x89PNG"
