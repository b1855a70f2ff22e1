// A CryptoNets-shaped network on element-wise packed ciphertexts in plain OpenFHE calls, one for
// each homomorphic operation, on one thread: 28x28 inputs, convolution 5x5 with stride 2 and
// padding 1 to 5x13x13, square, dense to 100, square, dense to 10. Prints the seconds of each phase
// as JSON.
//
// usage: op_by_op [--ring-dimension N] [--depth D] [--scaling-bits S] [--first-bits F]
//                 [--key-switch bv|hybrid] [--relinearise before|after] [--seed n]
//                 [--network FILE] [--images FILE] [--scores FILE]
//
// FILEs hold doubles of this machine: of each layer the weights (output by output), then the
// biases; images one after another, at most half the ring dimension; their scores, which are
// written. Without them the network is random, and so is one image, which fills all slots.
//
// --relinearise says whether the squares are relinearised before the dense layer that follows them,
// or its outputs after it: more work in the layer, far fewer key switches. The second square's
// result stays as it is: decryption takes any number of components.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "cryptocontext.h"
#include "gen-cryptocontext.h"
#include "scheme/ckksrns/gen-cryptocontext-ckksrns.h"

namespace {

using lbcrypto::DCRTPoly;
using Ciphertexts = std::vector<lbcrypto::Ciphertext<DCRTPoly>>;
using Context = lbcrypto::CryptoContext<DCRTPoly>;

struct Options {
  uint32_t ring_dimension = 8192;
  uint32_t depth = 5;
  uint32_t scaling_bits = 34;
  uint32_t first_bits = 42;
  lbcrypto::KeySwitchTechnique key_switch = lbcrypto::BV;
  bool relinearise_before = false;
  uint32_t seed = 1;
  std::string network;
  std::string images;
  std::string scores;
};

std::vector<double> read_numbers(const std::string &path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff bytes = file.tellg();
  std::vector<double> numbers(bytes > 0 ? static_cast<size_t>(bytes) / sizeof(double) : 0);
  file.seekg(0);
  file.read(reinterpret_cast<char *>(numbers.data()), bytes);
  if (!file || numbers.empty()) throw std::runtime_error("cannot read numbers from " + path);
  return numbers;
}

void write_numbers(const std::string &path, const std::vector<double> &numbers) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char *>(numbers.data()),
             static_cast<std::streamsize>(numbers.size() * sizeof(double)));
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

// The layers -------------------------------------------------------------------------------------

constexpr int kImage = 28;
constexpr int kKernel = 5;
constexpr int kStride = 2;
constexpr int kPadding = 1;
constexpr int kMaps = 5;
constexpr int kPositions = 13;
constexpr size_t kFirstDense = 100;
constexpr size_t kClasses = 10;

/** One output of a linear layer: which inputs, by what weights. */
struct Row {
  std::vector<size_t> inputs;
  std::vector<double> weights;
  double bias = 0;
};
using Layer = std::vector<Row>;

/** Weights and biases of one layer after another, from a file or random. */
class Weights {
 public:
  explicit Weights(const Options &options) : generator_(options.seed) {
    if (!options.network.empty()) numbers_ = read_numbers(options.network);
  }
  double weight(size_t inputs) {
    if (!numbers_.empty()) return numbers_.at(next_++);
    const double limit = 1.0 / std::sqrt(static_cast<double>(inputs));
    return std::uniform_real_distribution<double>(-limit, limit)(generator_);
  }
  double bias() { return numbers_.empty() ? 0.1 : numbers_.at(next_++); }
  void require_all_used() const {
    if (next_ != numbers_.size()) throw std::runtime_error("the network has too many numbers");
  }

 private:
  std::mt19937 generator_;
  std::vector<double> numbers_;
  size_t next_ = 0;
};

Layer convolution(Weights &source) {
  std::vector<double> weights(size_t{kMaps} * kKernel * kKernel);
  for (double &weight : weights) weight = source.weight(size_t{kKernel} * kKernel);
  Layer layer;
  for (int map = 0; map < kMaps; ++map) {
    const double bias = source.bias();
    for (int position = 0; position < kPositions * kPositions; ++position) {
      Row row;
      row.bias = bias;
      for (int tap = 0; tap < kKernel * kKernel; ++tap) {
        const int y = position / kPositions * kStride - kPadding + tap / kKernel;
        const int x = position % kPositions * kStride - kPadding + tap % kKernel;
        if (y < 0 || y >= kImage || x < 0 || x >= kImage) continue;
        row.inputs.push_back(static_cast<size_t>(y * kImage + x));
        row.weights.push_back(weights[static_cast<size_t>(map * kKernel * kKernel + tap)]);
      }
      layer.push_back(std::move(row));
    }
  }
  return layer;
}

Layer dense(Weights &source, size_t inputs, size_t outputs) {
  Layer layer(outputs);
  for (Row &row : layer) {
    for (size_t input = 0; input < inputs; ++input) {
      row.inputs.push_back(input);
      row.weights.push_back(source.weight(inputs));
    }
  }
  for (Row &row : layer) row.bias = source.bias();
  return layer;
}

// Homomorphic evaluation -------------------------------------------------------------------------

Ciphertexts evaluate(const Context &context, const Layer &layer, const Ciphertexts &inputs,
                     bool relinearise) {
  Ciphertexts outputs;
  for (const Row &row : layer) {
    auto sum = context->EvalMult(inputs[row.inputs[0]], row.weights[0]);
    for (size_t i = 1; i < row.inputs.size(); ++i) {
      context->EvalAddInPlace(sum, context->EvalMult(inputs[row.inputs[i]], row.weights[i]));
    }
    context->EvalAddInPlace(sum, row.bias);
    // Before the rescale, which then divides the noise of the key switch too.
    if (relinearise) context->RelinearizeInPlace(sum);
    context->RescaleInPlace(sum);
    outputs.push_back(std::move(sum));
  }
  return outputs;
}

void square(const Context &context, Ciphertexts &values, bool relinearise) {
  for (auto &value : values) {
    value = relinearise ? context->EvalSquare(value) : context->GetScheme()->EvalSquare(value);
    context->RescaleInPlace(value);
  }
}

// Plain evaluation of an image, for the error ----------------------------------------------------

std::vector<double> evaluate(const Layer &layer, const std::vector<double> &inputs) {
  std::vector<double> outputs;
  for (const Row &row : layer) {
    double sum = row.bias;
    for (size_t i = 0; i < row.inputs.size(); ++i) sum += inputs[row.inputs[i]] * row.weights[i];
    outputs.push_back(sum);
  }
  return outputs;
}

std::vector<double> squared(std::vector<double> values) {
  for (double &value : values) value *= value;
  return values;
}

// The program ------------------------------------------------------------------------------------

/** Images, pixel by pixel: those of the file, or a random one. */
std::vector<std::vector<double>> read_images(const Options &options) {
  constexpr size_t kPixels = size_t{kImage} * kImage;
  std::vector<double> pixels(kPixels);
  if (options.images.empty()) {
    std::mt19937 generator(options.seed);
    for (double &pixel : pixels) pixel = std::uniform_real_distribution<double>(0, 1)(generator);
  } else {
    pixels = read_numbers(options.images);
  }
  if (pixels.size() % kPixels != 0 || pixels.size() / kPixels > options.ring_dimension / 2) {
    throw std::runtime_error(options.images + " does not hold 1 to " +
                             std::to_string(options.ring_dimension / 2) + " images");
  }
  std::vector<std::vector<double>> images;
  for (auto start = pixels.begin(); start != pixels.end(); start += kPixels) {
    images.emplace_back(start, start + kPixels);
  }
  return images;
}

/** One pixel of all images, from the first again where slots are left. */
std::vector<double> slots(const std::vector<std::vector<double>> &images, size_t pixel,
                          size_t count) {
  std::vector<double> values(count);
  for (size_t slot = 0; slot < count; ++slot) values[slot] = images[slot % images.size()][pixel];
  return values;
}

uint32_t number(const std::string &text) {
  size_t end = 0;
  const unsigned long value = std::stoul(text, &end);
  if (end != text.size()) throw std::invalid_argument(text + " is not a number");
  return static_cast<uint32_t>(value);
}

bool choose(const std::string &text, const std::string &yes, const std::string &no) {
  if (text != yes && text != no) throw std::invalid_argument(text + ": " + yes + " or " + no);
  return text == yes;
}

Options parse(int count, char **arguments) {
  Options options;
  for (int i = 1; i < count; i += 2) {
    const std::string name = arguments[i];
    if (i + 1 == count) throw std::invalid_argument(name + " needs a value");
    const std::string value = arguments[i + 1];
    if (name == "--ring-dimension") {
      options.ring_dimension = number(value);
    } else if (name == "--depth") {
      options.depth = number(value);
    } else if (name == "--scaling-bits") {
      options.scaling_bits = number(value);
    } else if (name == "--first-bits") {
      options.first_bits = number(value);
    } else if (name == "--key-switch") {
      options.key_switch = choose(value, "bv", "hybrid") ? lbcrypto::BV : lbcrypto::HYBRID;
    } else if (name == "--relinearise") {
      options.relinearise_before = choose(value, "before", "after");
    } else if (name == "--seed") {
      options.seed = number(value);
    } else if (name == "--network") {
      options.network = value;
    } else if (name == "--images") {
      options.images = value;
    } else if (name == "--scores") {
      options.scores = value;
    } else {
      throw std::invalid_argument("there is no option " + name);
    }
  }
  return options;
}

Context create(const Options &options) {
  lbcrypto::CCParams<lbcrypto::CryptoContextCKKSRNS> parameters;
  parameters.SetSecurityLevel(lbcrypto::HEStd_128_classic);
  parameters.SetScalingTechnique(lbcrypto::FIXEDMANUAL);
  parameters.SetKeySwitchTechnique(options.key_switch);
  parameters.SetRingDim(options.ring_dimension);
  parameters.SetMultiplicativeDepth(options.depth);
  parameters.SetScalingModSize(options.scaling_bits);
  parameters.SetFirstModSize(options.first_bits);
  Context context = lbcrypto::GenCryptoContext(parameters);
  for (const auto feature : {lbcrypto::PKE, lbcrypto::KEYSWITCH, lbcrypto::LEVELEDSHE}) {
    context->Enable(feature);
  }
  return context;
}

/** Runs a phase and prints its seconds. */
double timed(const char *phase, const std::function<void()> &body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("    \"%s\": %.3f,\n", phase, seconds.count());
  std::fflush(stdout);
  return seconds.count();
}

void run(const Options &options) {
  Weights weights(options);
  const Layer first = convolution(weights);
  const Layer second = dense(weights, first.size(), kFirstDense);
  const Layer third = dense(weights, kFirstDense, kClasses);
  weights.require_all_used();
  const std::vector<std::vector<double>> images = read_images(options);

  const Context context = create(options);
  const auto keys = context->KeyGen();
  context->EvalMultKeyGen(keys.secretKey);

  std::printf(
      "{\n  \"ringDimension\": %u, \"depth\": %u, \"scalingBits\": %u, \"firstBits\": %u,\n",
      options.ring_dimension, options.depth, options.scaling_bits, options.first_bits);
  std::printf("  \"relinearise\": \"%s\",\n  \"seconds\": {\n",
              options.relinearise_before ? "before" : "after");

  Ciphertexts values;
  timed("encrypt", [&] {
    for (size_t pixel = 0; pixel < images[0].size(); ++pixel) {
      const auto plaintext =
          context->MakeCKKSPackedPlaintext(slots(images, pixel, options.ring_dimension / 2));
      values.push_back(context->Encrypt(keys.publicKey, plaintext));
    }
  });

  double total = 0;
  const std::clock_t cpu_start = std::clock();
  total += timed("convolution", [&] { values = evaluate(context, first, values, false); });
  total += timed("firstSquare", [&] { square(context, values, options.relinearise_before); });
  total += timed("firstDense",
                 [&] { values = evaluate(context, second, values, !options.relinearise_before); });
  total += timed("secondSquare", [&] { square(context, values, false); });
  total += timed("secondDense", [&] { values = evaluate(context, third, values, false); });

  const double cpu = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;

  std::vector<double> scores(images.size() * values.size());
  timed("decrypt", [&] {
    for (size_t score = 0; score < values.size(); ++score) {
      lbcrypto::Plaintext decrypted;
      context->Decrypt(keys.secretKey, values[score], &decrypted);
      const std::vector<double> decoded = decrypted->GetRealPackedValue();
      for (size_t image = 0; image < images.size(); ++image) {
        scores[image * values.size() + score] = decoded[image];
      }
    }
  });
  if (!options.scores.empty()) write_numbers(options.scores, scores);

  double error = 0;
  for (size_t image = 0; image < images.size(); ++image) {
    const std::vector<double> hidden = squared(evaluate(first, images[image]));
    const std::vector<double> expected = evaluate(third, squared(evaluate(second, hidden)));
    for (size_t score = 0; score < expected.size(); ++score) {
      error = std::max(error, std::abs(scores[image * values.size() + score] - expected[score]));
    }
  }
  std::printf("    \"evaluate\": %.3f,\n    \"evaluateCpu\": %.3f\n  },\n", total, cpu);
  std::printf("  \"maxScoreError\": %.3g\n}\n", error);
}

}  // namespace

int main(int count, char **arguments) {
  try {
    run(parse(count, arguments));
    return EXIT_SUCCESS;
  } catch (const std::invalid_argument &error) {
    std::fprintf(stderr, "op_by_op: %s\n", error.what());
    return 2;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "op_by_op: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
