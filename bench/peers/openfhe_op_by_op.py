"""OpenFHE in C++, op by op: runs bench/cpp/op_by_op on the bundled network and the bundled images."""

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np

import network

PROGRAM = Path(__file__).resolve().parents[2] / "native/build/package/bench/op_by_op"
# Those that the planner chooses for the bundled network.
PARAMETERS = ["--scaling-bits", "35", "--first-bits", "41", "--relinearise", "before"]
# OpenFHE allocates megabytes all the time; glibc is not to hand each back to the system.
MALLOC = {
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "1073741824",
    "MALLOC_TOP_PAD_": "67108864",
}


def numbers(net):
    """Weights and biases of one layer after another, as the program reads them."""
    if net.kernels.shape != (5, 5, 5) or net.stride != 2 or tuple(net.pads[:2]) != (1, 1):
        raise ValueError("the program knows one convolution only: 5 of 5x5, stride 2, padding 1")
    layers = [net.kernels, net.kernel_bias, net.hidden, net.hidden_bias, net.scores, net.scores_bias]
    return np.concatenate([layer.ravel() for layer in layers])


def run(program, images):
    inputs = network.read_images(images)
    with tempfile.TemporaryDirectory() as folder:
        files = {name: str(Path(folder) / name) for name in ("network", "images", "scores")}
        numbers(network.read_network()).astype(np.float64).tofile(files["network"])
        inputs.astype(np.float64).tofile(files["images"])
        options = [word for name, file in files.items() for word in (f"--{name}", file)]
        result = subprocess.run(
            [program, *PARAMETERS, *options],
            env={**os.environ, **MALLOC},
            stdout=subprocess.PIPE,
            check=True,
        )
        scores = np.fromfile(files["scores"]).reshape(images, -1)
    told = json.loads(result.stdout)
    return {
        "peer": "OpenFHE in C++, op by op",
        **{name: told[name] for name in ("ringDimension", "depth", "scalingBits", "firstBits")},
        "threads": 1,
        "images": images,
        "seconds": told["seconds"],
        "checks": network.checks(inputs, scores),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--images", type=int, default=4096)
    arguments = parser.parse_args()
    print(json.dumps(run(arguments.program, arguments.images)))
