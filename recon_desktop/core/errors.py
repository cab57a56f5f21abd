"""What can go wrong, as facts without prose; `ui.words.problems` and the command line turn them into words.

ReconError
|- ImageError              path
|  |- ImageMissing         no such file, or a folder
|  |- ImageForbidden       the system does not let us read it
|  |- ImageUnreadable      not a photo that can be decoded; `detail` says what the decoder met
|  |  `- ImageForeign      of a kind that is not read; `detail` names it
|  |- ImageTruncated       the file ends early; can be opened when asked for what is there
|  `- ImageTooLarge        refused from its header; width, height, limit_megapixels
|- ModelError              model
|  |- ModelUnknown         nearest: ids that look alike
|  |- ModelMissing         its file is not there
|  |- ModelCorrupt         its file is not the one of the card; expected, actual (SHA-256)
|  |- ModelMismatch        it cannot do what is asked (task, scale); offers: what would
|  |- ModelTaken           there is a model of that name already
|  |- ModelShipped         it comes with the program and stays as it is
|  `- ImportRefused        path, reason: a foreign file cannot become a model; nothing was written
|- RunError
|  |- OutOfMemory          the smallest tile did not fit
|  |  `- NotEnoughMemory   refused before the run; needed_mib, free_mib
|  |- ProviderFailed       provider, detail
|  `- BadOutput            model, provider: not-a-number, or constant where the input is not
|- SaveError               path
|  |- OutputExists         kept, unless overwriting was asked for
|  |- OutputFolderMissing
|  |- OutputUnwritable     detail: no permission, disk full
|  `- FormatUnsupported    detail: what the format cannot hold
|- TemplateInvalid         template, detail; nearest and fields: what may stand in it
|- JournalError            path, detail: the journal of a batch cannot be read or written
`- ClusterError            address, reason: the machines that are to share a batch cannot be used
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from recon_desktop.core.geometry import Size


class ReconError(Exception):
    """Anything that is not a bug and has to be told to a person."""

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with all facts, whatever the constructor takes."""
        return _revived, (type(self), self.args, self.__dict__)


def _revived(kind: type[ReconError], arguments: tuple[object, ...], facts: dict[str, object]) -> ReconError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(facts)
    return error


class ImageError(ReconError):
    """A photo cannot be opened."""

    def __init__(self, path: Path, detail: str = "") -> None:
        super().__init__(str(path), detail)
        self.path = path
        self.detail = detail


class ImageMissing(ImageError):
    """There is no such file, or it is a folder."""


class ImageForbidden(ImageError):
    """The person has no permission to read it, or to enter its folder."""


class ImageUnreadable(ImageError):
    """The file is empty, no picture, or broken beyond use."""


class ImageForeign(ImageUnreadable):
    """The file is sound as far as can be seen, but of a kind that is not read."""


class ImageTruncated(ImageError):
    """The file ends before its picture does; what is there can be opened when asked for."""


class ImageTooLarge(ImageError):
    """The header announces more pixels than the limit allows; nothing was decoded."""

    def __init__(self, path: Path, size: Size, limit_megapixels: float) -> None:
        super().__init__(path, f"{size}, limit {limit_megapixels:g} MP")
        self.size = size
        self.limit_megapixels = limit_megapixels


class ModelError(ReconError):
    """A model cannot be used."""

    def __init__(self, model: str, detail: str = "") -> None:
        super().__init__(model, detail)
        self.model = model
        self.detail = detail


class ModelUnknown(ModelError):
    """No card has this id."""

    def __init__(self, model: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(model)
        self.nearest = tuple(nearest)


class ModelMissing(ModelError):
    """The card is there, the file it names is not."""


class ModelCorrupt(ModelError):
    """The card or the file is damaged, or the file is not the one that the card describes."""

    def __init__(self, model: str, detail: str = "", *, expected: str = "", actual: str = "") -> None:
        super().__init__(model, detail)
        self.expected = expected
        self.actual = actual


class ModelMismatch(ModelError):
    """The model does not do this task at this scale."""

    def __init__(self, model: str, detail: str, offers: Sequence[str] = ()) -> None:
        super().__init__(model, detail)
        self.offers = tuple(offers)


class ModelTaken(ModelError):
    """There is a model of that name already."""


class ModelShipped(ModelError):
    """It comes with the program: it is neither removed nor renamed."""


ImportReason = Literal[
    "unreadable",
    "damaged",
    "large",
    "outside",
    "operators",
    "input",
    "output",
    "run",
    "fixed",
    "memory",
    "endless",
    "crash",
    "card",
]
"""Why a foreign file cannot become a model: it is no ONNX file, or cannot be read; its graph is damaged; too large for
one file; it names files outside its folder; operators that onnxruntime does not have; it takes no picture; it gives
none back; it does not run; nor on anything but one size; it takes too much memory, or no end; it brings down the
process that it runs in; its card says what cannot be."""


class ImportRefused(ModelError):
    """A foreign file cannot become a model; nothing was written."""

    def __init__(self, path: Path, reason: ImportReason, detail: str = "") -> None:
        super().__init__(path.name, detail)
        self.path = path
        self.reason: ImportReason = reason


class RunError(ReconError):
    """A model was started and did not deliver."""


class OutOfMemory(RunError):
    """Not even the smallest tile fits."""


class NotEnoughMemory(OutOfMemory):
    """Known before the run: the photo and its result take more than there is."""

    def __init__(self, needed_mib: int, free_mib: int) -> None:
        super().__init__(needed_mib, free_mib)
        self.needed_mib = needed_mib
        self.free_mib = free_mib


class ProviderFailed(RunError):
    """The execution provider cannot be used, or broke during the run."""

    def __init__(self, provider: str, detail: str) -> None:
        super().__init__(provider, detail)
        self.provider = provider
        self.detail = detail


class BadOutput(RunError):
    """A tile came back as not-a-number, or constant although its input is not."""

    def __init__(self, model: str, provider: str) -> None:
        super().__init__(model, provider)
        self.model = model
        self.provider = provider


class SaveError(ReconError):
    """A result cannot be written; nothing was left behind."""

    def __init__(self, path: Path, detail: str = "") -> None:
        super().__init__(str(path), detail)
        self.path = path
        self.detail = detail


class OutputExists(SaveError):
    """The file is there already and was kept."""


class OutputFolderMissing(SaveError):
    """The folder to write into does not exist."""


class OutputUnwritable(SaveError):
    """The system refused: permission, disk full, name too long."""


class FormatUnsupported(SaveError):
    """The format is unknown, or cannot hold this photo (size, depth)."""


class TemplateInvalid(ReconError):
    """A naming template makes no file names."""

    def __init__(self, template: str, detail: str, nearest: Sequence[str] = (), fields: Sequence[str] = ()) -> None:
        super().__init__(template, detail)
        self.template = template
        self.detail = detail
        self.nearest = tuple(nearest)
        self.fields = tuple(fields)


class JournalError(ReconError):
    """The journal of a batch cannot be read or written."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(str(path), detail)
        self.path = path
        self.detail = detail


ClusterReason = Literal["missing", "unreachable", "empty", "unsuited", "lost"]
"""Dask is not installed; there is no scheduler at the address; it has no workers; none of them can be used; they have
gone on the way."""


class ClusterError(ReconError):
    """The machines that are to share a batch cannot be used."""

    def __init__(self, address: str, reason: ClusterReason, detail: str = "") -> None:
        super().__init__(address, reason, detail)
        self.address = address
        self.reason: ClusterReason = reason
        self.detail = detail
