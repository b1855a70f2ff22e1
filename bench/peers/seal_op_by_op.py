"""The bundled network on a batch in Microsoft SEAL, one call for each homomorphic operation: each
ciphertext holds one element of every image. The first squares are relinearised, the second ones not.

usage: seal_op_by_op.py [--images N]
"""

import argparse
import json
from importlib.metadata import version

import numpy as np
import seal

import network
from timing import Phases

# One level for each of the five multiplications; 216 bits of the 218 that 128-bit security allows,
# which SEAL checks. The last prime is key switching's.
RING_DIMENSION = 8192
MODULUS_BITS = [42, 26, 26, 26, 26, 26, 44]
SCALE_BITS = 26


class Peer:
    """SEAL's objects."""

    def __init__(self):
        parameters = seal.EncryptionParameters(seal.scheme_type.ckks)
        parameters.set_poly_modulus_degree(RING_DIMENSION)
        parameters.set_coeff_modulus(seal.CoeffModulus.Create(RING_DIMENSION, MODULUS_BITS))
        context = seal.SEALContext(parameters)
        if not context.parameters_set():
            raise ValueError(context.parameter_error_message())
        keys = seal.KeyGenerator(context)
        self.relinearisation_keys = keys.create_relin_keys()
        self.encoder = seal.CKKSEncoder(context)
        self.encryptor = seal.Encryptor(context, keys.create_public_key())
        self.encryptor.set_secret_key(keys.secret_key())
        self.decryptor = seal.Decryptor(context, keys.secret_key())
        self.evaluator = seal.Evaluator(context)
        self.scale = 2.0**SCALE_BITS

    def encrypt(self, values):
        return self.encryptor.encrypt_symmetric(self.encoder.encode(values, self.scale))

    def encoded(self, value, like, scale):
        plain = self.encoder.encode(value, scale)
        self.evaluator.mod_switch_to_inplace(plain, like.parms_id())
        return plain

    def linear(self, inputs, rows, biases):
        """Each row is a list of pairs of input and weight."""
        outputs = []
        for row, bias in zip(rows, biases):
            total = None
            for index, weight in row:
                plain = self.encoded(weight, inputs[index], self.scale)
                if plain.is_zero():
                    continue  # SEAL refuses products that are zero.
                product = self.evaluator.multiply_plain(inputs[index], plain)
                if total is None:
                    total = product
                else:
                    self.evaluator.add_inplace(total, product)
            self.evaluator.add_plain_inplace(total, self.encoded(bias, total, total.scale()))
            self.evaluator.rescale_to_next_inplace(total)
            outputs.append(total)
        return outputs

    def squared(self, values, relinearise):
        for value in values:
            self.evaluator.square_inplace(value)
            if relinearise:
                self.evaluator.relinearize_inplace(value, self.relinearisation_keys)
            self.evaluator.rescale_to_next_inplace(value)
        return values

    def decrypt(self, value):
        return self.encoder.decode(self.decryptor.decrypt(value))


def convolution(net, image_shape):
    """Rows of the convolution, and a bias for each."""
    size = image_shape[0] * image_shape[1]
    indices = net.windows(np.arange(1, size + 1).reshape(image_shape)) - 1  # -1 is padding
    rows, biases = [], []
    for kernel, bias in zip(net.kernels, net.kernel_bias.tolist()):
        weights = kernel.ravel().tolist()
        for taps in indices.tolist():
            rows.append([(i, w) for i, w in zip(taps, weights) if i >= 0])
            biases.append(bias)
    return rows, biases


def dense(weights):
    return [list(enumerate(row)) for row in weights.tolist()]


def run(images):
    net = network.read_network()
    phases = Phases()
    with phases.phase("keygen"):
        peer = Peer()
    inputs = network.read_images(images)
    with phases.phase("encrypt"):
        values = [peer.encrypt(row) for row in inputs.reshape(images, -1).T.copy()]
    with phases.phase("evaluate"):
        values = peer.squared(peer.linear(values, *convolution(net, inputs.shape[1:])), True)
        values = peer.squared(peer.linear(values, dense(net.hidden), net.hidden_bias.tolist()), False)
        values = peer.linear(values, dense(net.scores), net.scores_bias.tolist())
    with phases.phase("decrypt"):
        scores = np.stack([peer.decrypt(value)[:images] for value in values], axis=1)
    return {
        "peer": f"SEAL by seal-python {version('seal-python')}, op by op",
        "ringDimension": RING_DIMENSION,
        "modulusBits": sum(MODULUS_BITS),
        "scaleBits": SCALE_BITS,
        "threads": 1,
        "images": images,
        "seconds": phases.rounded(),
        "checks": network.checks(inputs, scores),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=4096)
    print(json.dumps(run(parser.parse_args().images)))
