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

# One level for each of the five multiplications and the two packings. 169 windows of 25 taps, padded
# to 32, do not fit the 4096 slots of ring dimension 8192. 290 bits of the 438 that 128-bit security
# allows at 16384.
RING_DIMENSION = 16384
MODULUS_BITS = [40, 30, 30, 30, 30, 30, 30, 30, 40]
SCALE_BITS = 30


def evaluate(net, encrypted, windows):
    channels = [
        encrypted.conv2d_im2col(kernel.tolist(), windows) + bias
        for kernel, bias in zip(net.kernels, net.kernel_bias.tolist())
    ]
    values = ts.CKKSVector.pack_vectors(channels)
    values.square_()
    values = values.mm(net.hidden.T.tolist()) + net.hidden_bias.tolist()
    values.square_()
    # A product needs its operand repeated over the slots, which the product before it only leaves
    # so for sizes that are powers of two; packing repeats.
    values = ts.CKKSVector.pack_vectors([values])
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
    height, width = net.kernels.shape[1:]
    inputs = network.read_images(images)
    scores = []
    for image in inputs:
        with phases.phase("encrypt"):
            encrypted, windows = ts.im2col_encoding(
                context, net.padded(image).tolist(), height, width, net.stride
            )
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
