"""The network of TenSEAL's tutorial on encrypted convolution, with random weights: a convolution of
1 to 4 maps, 7x7 with stride 3, a square, a dense layer 256 to 64, a square, a dense layer 64 to 10,
in the tutorial's parameters.

usage: tenseal_tutorial.py [--images N] [--threads N]
"""

import argparse
import json

import numpy as np
import tenseal as ts

import network
from timing import Phases

RING_DIMENSION = 8192
MODULUS_BITS = [31, 26, 26, 26, 26, 26, 26, 31]
SCALE_BITS = 26
KERNEL = 7
STRIDE = 3


def weights(generator, *shape):
    limit = 1 / np.sqrt(np.prod(shape[:-1]))
    return generator.uniform(-limit, limit, shape)


def plaintext(image, kernels, hidden, scores):
    windows = np.lib.stride_tricks.sliding_window_view(image, (KERNEL, KERNEL))[::STRIDE, ::STRIDE]
    values = np.einsum("yxij,cij->cyx", windows, kernels).ravel() + 0.1
    values = values**2 @ hidden + 0.1
    return values**2 @ scores + 0.1


def run(images, threads):
    generator = np.random.default_rng(1)
    kernels = weights(generator, KERNEL, KERNEL, 4).transpose(2, 0, 1)
    hidden = weights(generator, 256, 64)
    scores = weights(generator, 64, 10)
    phases = Phases()
    with phases.phase("keygen"):
        context = ts.context(
            ts.SCHEME_TYPE.CKKS, RING_DIMENSION, coeff_mod_bit_sizes=MODULUS_BITS, n_threads=threads
        )
        context.global_scale = 2**SCALE_BITS
        context.generate_galois_keys()
    error = 0
    for image in network.read_images(images):
        with phases.phase("encrypt"):
            encrypted, windows = ts.im2col_encoding(
                context, image.tolist(), KERNEL, KERNEL, STRIDE
            )
        with phases.phase("evaluate"):
            channels = [encrypted.conv2d_im2col(kernel.tolist(), windows) + 0.1 for kernel in kernels]
            values = ts.CKKSVector.pack_vectors(channels)
            values.square_()
            values = values.mm(hidden.tolist()) + [0.1] * 64
            values.square_()
            values = values.mm(scores.tolist()) + [0.1] * 10
        with phases.phase("decrypt"):
            result = np.array(values.decrypt())
        error = max(error, np.abs(result - plaintext(image, kernels, hidden, scores)).max())
    keygen = phases.seconds.pop("keygen")
    return {
        "peer": f"TenSEAL {ts.__version__}, its tutorial's network",
        "ringDimension": RING_DIMENSION,
        "modulusBits": sum(MODULUS_BITS),
        "scaleBits": SCALE_BITS,
        "threads": threads,
        "images": images,
        "keygenSeconds": round(keygen, 3),
        "secondsPerImage": phases.rounded(images),
        "checks": {"maxScoreError": float(error)},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=4)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    print(json.dumps(run(arguments.images, arguments.threads)))
