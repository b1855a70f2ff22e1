"""The bundled network in TenSEAL, image by image, in the way of TenSEAL's own tutorial: im2col on the
client, one ciphertext an image, a matrix product by rotations for each dense layer.

usage: tenseal_single_image.py [--images N] [--threads N]
"""

import argparse
import json

import numpy as np
import tenseal as ts

import network
from timing import Phases

# One level for each of the five multiplications and one for packing. 170 windows of 25 taps, padded to
# 32, do not fit the 4096 slots of ring dimension 8192. 360 bits of the 438 that 128-bit security allows
# at 16384; primes of 40 bits, as with 30 those near the scale are too far from it.
RING_DIMENSION = 16384
MODULUS_BITS = [60, 40, 40, 40, 40, 40, 40, 60]
SCALE_BITS = 40


def encrypt(context, net, image):
    """The windows of the convolution, and a window of ones, laid out as an image of one column."""
    height, width = net.kernels.shape[1:]
    windows = np.vstack([net.windows(image), np.ones(height * width)])
    return ts.im2col_encoding(
        context, windows.reshape(-1, width).tolist(), height, width, height
    )


def hidden_weights(net):
    """Weights for positions and the window of ones, shape (inputs, outputs).

    A product needs its operand repeated over the slots, which adding a bias would break. So the
    hidden layer's bias is a weight of what the window of ones becomes in one of the maps.
    """
    ones = (net.kernels.sum(axis=(1, 2)) + net.kernel_bias) ** 2
    best = ones.argmax()
    extra = np.zeros((len(net.hidden), len(net.kernels), 1))
    extra[:, best, 0] = net.hidden_bias / ones[best]
    weights = net.hidden.reshape(len(net.hidden), len(net.kernels), -1)
    return np.concatenate([weights, extra], axis=2).reshape(len(net.hidden), -1).T


def evaluate(net, encrypted, windows):
    channels = [
        encrypted.conv2d_im2col(kernel.tolist(), windows) + bias
        for kernel, bias in zip(net.kernels, net.kernel_bias.tolist())
    ]
    values = ts.CKKSVector.pack_vectors(channels)
    values.square_()
    values = values.mm(hidden_weights(net).tolist())
    values.square_()
    return values.mm(net.scores.T.tolist()) + net.scores_bias.tolist()


def run(images, threads):
    net = network.read_network()
    phases = Phases()
    with phases.phase("keygen"):
        context = ts.context(
            ts.SCHEME_TYPE.CKKS, RING_DIMENSION, coeff_mod_bit_sizes=MODULUS_BITS, n_threads=threads
        )
        context.global_scale = 2**SCALE_BITS
        context.generate_galois_keys()
    inputs = network.read_images(images)
    scores = []
    for image in inputs:
        with phases.phase("encrypt"):
            encrypted, windows = encrypt(context, net, image)
        with phases.phase("evaluate"):
            result = evaluate(net, encrypted, windows)
        with phases.phase("decrypt"):
            scores.append(result.decrypt())
    keygen = phases.seconds.pop("keygen")
    return {
        "peer": f"TenSEAL {ts.__version__}, single image",
        "ringDimension": RING_DIMENSION,
        "modulusBits": sum(MODULUS_BITS),
        "scaleBits": SCALE_BITS,
        "threads": threads,
        "images": images,
        "keygenSeconds": round(keygen, 3),
        "secondsPerImage": phases.rounded(images),
        "checks": network.checks(inputs, np.array(scores)),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=4)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    print(json.dumps(run(arguments.images, arguments.threads)))
