"""The bundled network on a batch in TenSEAL's CKKSTensor: each element of the tensor is a ciphertext
that holds that element for every image. The client sends the windows of the convolution (im2col), as
TenSEAL has no convolution on tensors; the convolution is then a matrix product.

usage: tenseal_batched.py [--images N] [--threads N]
"""

import argparse
import json

import numpy as np
import tenseal as ts

import network
from timing import Phases

# One level for each of the five multiplications; 216 bits of the 218 that 128-bit security allows.
RING_DIMENSION = 8192
MODULUS_BITS = [40, 27, 27, 27, 27, 27, 41]
SCALE_BITS = 27


def evaluate(net, values):
    maps = net.kernels.shape[0]
    positions = values.shape[0]
    values = values.mm(net.kernels.reshape(maps, -1).T.tolist())
    values = values + np.tile(net.kernel_bias, (positions, 1)).tolist()
    values.square_()
    # Positions by maps here, maps by positions in the model.
    hidden = net.hidden.reshape(-1, maps, positions).transpose(0, 2, 1).reshape(len(net.hidden), -1)
    values = values.reshape([1, positions * maps])
    values = values.mm(hidden.T.tolist()) + [net.hidden_bias.tolist()]
    values.square_()
    return values.mm(net.scores.T.tolist()) + [net.scores_bias.tolist()]


def run(images, threads):
    net = network.read_network()
    phases = Phases()
    with phases.phase("keygen"):
        context = ts.context(
            ts.SCHEME_TYPE.CKKS, RING_DIMENSION, coeff_mod_bit_sizes=MODULUS_BITS, n_threads=threads
        )
        context.global_scale = 2**SCALE_BITS
    inputs = network.read_images(images)
    with phases.phase("encrypt"):
        windows = np.stack([net.windows(image) for image in inputs])
        encrypted = ts.ckks_tensor(context, windows.tolist(), batch=True)
    with phases.phase("evaluate"):
        result = evaluate(net, encrypted)
    with phases.phase("decrypt"):
        scores = np.array(result.decrypt().tolist()).reshape(images, -1)
    return {
        "peer": f"TenSEAL {ts.__version__}, CKKSTensor",
        "ringDimension": RING_DIMENSION,
        "modulusBits": sum(MODULUS_BITS),
        "scaleBits": SCALE_BITS,
        "threads": threads,
        "images": images,
        "seconds": phases.rounded(),
        "checks": network.checks(inputs, scores),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=4096)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    print(json.dumps(run(arguments.images, arguments.threads)))
