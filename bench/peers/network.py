"""The network and the images that peers evaluate: those that Slotwise bundles, read from its files."""

import gzip
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import onnxruntime

BUNDLE = Path(__file__).resolve().parents[2] / "ppnn/cli/src/main/resources/io/slotwise/cli/demo"
MODEL = BUNDLE / "mnist-cryptonets-square.onnx"
IMAGES = BUNDLE / "t10k-4096-images-idx3-ubyte.gz"
LABELS = BUNDLE / "t10k-4096-labels-idx1-ubyte.gz"


@dataclass
class Network:
    """A convolution, a square, a dense layer, a square, a dense layer."""

    kernels: np.ndarray  # (maps, height, width)
    kernel_bias: np.ndarray
    stride: int
    pads: tuple  # top, left, bottom, right
    hidden: np.ndarray  # (outputs, inputs)
    hidden_bias: np.ndarray
    scores: np.ndarray  # (outputs, inputs)
    scores_bias: np.ndarray

    def padded(self, image):
        """An image with the zeros around it that the convolution asks for."""
        top, left, bottom, right = self.pads
        return np.pad(image, ((top, bottom), (left, right)))

    def windows(self, image):
        """What each position of the convolution sees, shape (positions, taps)."""
        size = self.kernels.shape[1:]
        all_windows = np.lib.stride_tricks.sliding_window_view(self.padded(image), size)
        some = all_windows[:: self.stride, :: self.stride]
        return some.reshape(-1, size[0] * size[1])


def read_network():
    """Reads the bundled model; refuses one of another shape."""
    model = onnx.load(MODEL)
    nodes = list(model.graph.node)
    kinds = [node.op_type for node in nodes]
    if kinds != ["Conv", "Mul", "Flatten", "Gemm", "Mul", "Gemm"]:
        raise ValueError(f"{MODEL.name} is not of the shape that this reads: {kinds}")
    arrays = {i.name: onnx.numpy_helper.to_array(i).astype(float) for i in model.graph.initializer}
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in nodes[0].attribute}
    if any(onnx.helper.get_attribute_value(a) != 1 for n in (nodes[3], nodes[5]) for a in n.attribute):
        raise ValueError("dense layers are read as x times the transposed weights")
    convolution, hidden, scores = ([arrays[n] for n in nodes[i].input[1:]] for i in (0, 3, 5))
    return Network(
        kernels=convolution[0][:, 0],
        kernel_bias=convolution[1],
        stride=attributes["strides"][0],
        pads=tuple(attributes["pads"]),
        hidden=hidden[0],
        hidden_bias=hidden[1],
        scores=scores[0],
        scores_bias=scores[1],
    )


def read_images(count):
    """The first images, scaled to 0 to 1, shape (count, 28, 28)."""
    with gzip.open(IMAGES) as file:
        _, _, height, width = struct.unpack(">4I", file.read(16))
        pixels = np.frombuffer(file.read(count * height * width), dtype=np.uint8)
    return pixels.reshape(count, height, width) / 255


def read_labels(count):
    """The digits of the first images."""
    with gzip.open(LABELS) as file:
        file.read(8)
        return np.frombuffer(file.read(count), dtype=np.uint8)


def plaintext_scores(images):
    """What ONNX Runtime makes of images, shape (count, 10)."""
    session = onnxruntime.InferenceSession(str(MODEL), providers=["CPUExecutionProvider"])
    inputs = images.astype(np.float32)[:, np.newaxis]
    return session.run(None, {session.get_inputs()[0].name: inputs})[0]


def checks(images, scores):
    """How a peer's scores, shape (count, 10), compare with plaintext and with labels."""
    expected = plaintext_scores(images)
    labels = read_labels(len(images))
    return {
        "maxScoreError": float(np.abs(scores - expected).max()),
        "scoreRange": float(expected.max() - expected.min()),
        "labelDisagreements": int((scores.argmax(1) != expected.argmax(1)).sum()),
        "accuracy": float((scores.argmax(1) == labels).mean()),
    }
