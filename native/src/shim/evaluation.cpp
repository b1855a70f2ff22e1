// Arithmetic on ciphertexts, rescaling and relinearisation.
#include <cmath>

#include "error.h"
#include "evaluation_keys.h"
#include "handle.h"
#include "lock.h"

namespace slotwise {
namespace {

using Ciphertext = lbcrypto::Ciphertext<lbcrypto::DCRTPoly>;

// Checks -----------------------------------------------------------------------------------------

uint64_t degree_of(const sw_ciphertext &operand) {
  return operand.value->GetNoiseScaleDeg();
}
uint64_t degree_of(const sw_plaintext &operand) {
  return operand.value->GetNoiseScaleDeg();
}

template <typename Right>
void require_same_limbs(const sw_ciphertext &left, const Right &right) {
  if (left.data.is_manual() && left.limb_count() != right.limb_count()) {
    invalid_argument("the left operand has ", left.limb_count(), " limbs and the right ",
                     right.limb_count(), ": rescale, drop limbs or encode so that they agree");
  }
}

template <typename Right>
void require_same_degree(const sw_ciphertext &left, const Right &right) {
  if (left.data.is_manual() && degree_of(left) != degree_of(right)) {
    invalid_argument("the left operand has noise scale degree ", degree_of(left), " and the right ",
                     degree_of(right), ": a sum needs equal degrees");
  }
}

void require_same_key(const sw_ciphertext &left, const sw_ciphertext &right) {
  if (left.value->GetKeyTag() != right.value->GetKeyTag()) {
    invalid_argument("the operands were encrypted under different keys, with tags ",
                     left.value->GetKeyTag(), " and ", right.value->GetKeyTag());
  }
}

void require_multipliable(const sw_ciphertext &left, const sw_ciphertext &right) {
  require_same_context(left, right);
  require_same_key(left, right);
  require_same_limbs(left, right);
}

void require_multipliable(const sw_ciphertext &left, const sw_plaintext &right) {
  require_same_context(left, right);
  require_same_limbs(left, right);
}

template <typename Right>
void require_summable(const sw_ciphertext &left, const Right &right) {
  require_multipliable(left, right);
  require_same_degree(left, right);
}

void require_finite(double scalar) {
  if (!std::isfinite(scalar)) invalid_argument("the scalar is ", scalar);
}

/** Checks that keys to bring this many components back to 2 are there; needs the shared lock. */
void require_relinearisation_keys(const sw_ciphertext &operand, size_t components) {
  const std::string &tag = operand.value->GetKeyTag();
  const uint32_t degree = relinearisation_degree(tag);
  if (degree == 0) {
    fail(SW_MISSING_KEY, "this process holds no relinearisation key for the key tag ", tag);
  }
  if (components > degree + size_t{1}) {
    fail(SW_MISSING_KEY, "the relinearisation keys take ciphertexts of up to ", degree + 1,
         " components and this one has ", components,
         ": make the keys with max_relinearisation_degree ", components - 1);
  }
}

// OpenFHE refuses ciphertexts with fewer limbs than scaling factors, as their message overflows.
void require_limbs_after(const sw_ciphertext &operand, uint32_t dropped, uint64_t degree) {
  const uint32_t limbs = operand.limb_count();
  if (dropped >= limbs) {
    invalid_argument("the ciphertext has ", limbs, limbs == 1 ? " limb" : " limbs", " and ",
                     dropped, " of them cannot be dropped: the multiplicative depth is used up");
  }
  if (limbs - dropped < degree) {
    invalid_argument("the ciphertext has ", limbs, " limbs: without ", dropped,
                     " of them it cannot hold noise scale degree ", degree);
  }
}

void require_rescalable(const sw_ciphertext &operand) {
  if (!operand.data.is_manual()) return;
  if (degree_of(operand) < 2) {
    invalid_argument("the ciphertext has noise scale degree 1: there is nothing to rescale");
  }
  require_limbs_after(operand, 1, degree_of(operand) - 1);
}

void require_droppable(const sw_ciphertext &operand, uint32_t limbs) {
  if (!operand.data.is_manual()) {
    invalid_argument("limbs can be dropped under FIXED_MANUAL only");
  }
  require_limbs_after(operand, limbs, degree_of(operand));
}

// Operations -------------------------------------------------------------------------------------

const lbcrypto::CryptoContextImpl<lbcrypto::DCRTPoly> &openfhe(const sw_ciphertext &operand) {
  return *operand.data.context;
}

/** Runs an operation under the shared lock and hands out its result. */
template <typename Operation>
void compute(const sw_ciphertext &operand, sw_ciphertext **result, const Operation &operation) {
  required(result, "result");
  const SharedAccess access(operand.data);
  *result = new sw_ciphertext(operand.data, operation());
}

/** Per limb, the residue of an integer. */
std::vector<lbcrypto::NativeInteger> residues_of(const ContextData &data, uint32_t limbs,
                                                 int64_t integer) {
  const uint64_t magnitude =
      integer < 0 ? uint64_t{0} - static_cast<uint64_t>(integer) : static_cast<uint64_t>(integer);
  std::vector<lbcrypto::NativeInteger> residues;
  residues.reserve(limbs);
  for (uint32_t limb = 0; limb < limbs; ++limb) {
    const uint64_t modulus = data.moduli[limb];
    const uint64_t residue = magnitude % modulus;
    residues.emplace_back(integer < 0 && residue != 0 ? modulus - residue : residue);
  }
  return residues;
}

std::vector<lbcrypto::DCRTPoly> times_integer(const sw_ciphertext &operand, int64_t integer) {
  const auto factors = residues_of(operand.data, operand.limb_count(), integer);
  std::vector<lbcrypto::DCRTPoly> products;
  products.reserve(operand.component_count());
  for (const lbcrypto::DCRTPoly &component : operand.value->GetElements()) {
    products.push_back(component.Times(factors));
  }
  return products;
}

Ciphertext multiply(const sw_ciphertext &left, const sw_ciphertext &right) {
  const size_t components = left.component_count() + right.component_count() - 1;
  require_relinearisation_keys(left, components);
  return components == 3 ? openfhe(left).EvalMult(left.value, right.value)
                         : openfhe(left).EvalMultAndRelinearize(left.value, right.value);
}

Ciphertext square(const sw_ciphertext &operand) {
  const size_t components = 2 * operand.component_count() - 1;
  require_relinearisation_keys(operand, components);
  return components == 3 ? openfhe(operand).EvalSquare(operand.value)
                         : openfhe(operand).EvalMultAndRelinearize(operand.value, operand.value);
}

// OpenFHE's in-place product with a plaintext leaves the old scaling factor behind.
void multiply_in_place(sw_ciphertext &left, const sw_plaintext &right) {
  if (left.data.is_manual()) {
    const double scale = left.value->GetScalingFactor() * right.value->GetScalingFactor();
    left.data.context->GetScheme()->EvalMultInPlace(left.value, right.value);
    left.value->SetScalingFactor(scale);
  } else {
    left.value = openfhe(left).EvalMult(left.value, right.value);
  }
}

}  // namespace
}  // namespace slotwise

using namespace slotwise;

// Sums -------------------------------------------------------------------------------------------

sw_status sw_add(const sw_ciphertext *left, const sw_ciphertext *right, sw_ciphertext **result,
                 sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    const sw_ciphertext &b = object(right, "right");
    require_summable(a, b);
    compute(a, result, [&] { return openfhe(a).EvalAdd(a.value, b.value); });
  });
}

sw_status sw_add_in_place(sw_ciphertext *left, const sw_ciphertext *right, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(left, "left");
    const sw_ciphertext &b = object(right, "right");
    require_summable(a, b);
    const SharedAccess access(a.data);
    openfhe(a).EvalAddInPlace(a.value, b.value);
  });
}

sw_status sw_add_plaintext(const sw_ciphertext *left, const sw_plaintext *right,
                           sw_ciphertext **result, sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    const sw_plaintext &b = object(right, "right");
    require_summable(a, b);
    // The scheme's own operations take a plaintext that many threads may use at once.
    compute(a, result, [&] { return openfhe(a).GetScheme()->EvalAdd(a.value, b.value); });
  });
}

sw_status sw_add_plaintext_in_place(sw_ciphertext *left, const sw_plaintext *right,
                                    sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(left, "left");
    const sw_plaintext &b = object(right, "right");
    require_summable(a, b);
    const SharedAccess access(a.data);
    openfhe(a).GetScheme()->EvalAddInPlace(a.value, b.value);
  });
}

sw_status sw_add_scalar(const sw_ciphertext *left, double right, sw_ciphertext **result,
                        sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    require_finite(right);
    compute(a, result, [&] { return openfhe(a).EvalAdd(a.value, right); });
  });
}

sw_status sw_add_scalar_in_place(sw_ciphertext *left, double right, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(left, "left");
    require_finite(right);
    const SharedAccess access(a.data);
    openfhe(a).EvalAddInPlace(a.value, right);
  });
}

// Differences ------------------------------------------------------------------------------------

sw_status sw_subtract(const sw_ciphertext *left, const sw_ciphertext *right, sw_ciphertext **result,
                      sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    const sw_ciphertext &b = object(right, "right");
    require_summable(a, b);
    compute(a, result, [&] { return openfhe(a).EvalSub(a.value, b.value); });
  });
}

sw_status sw_subtract_in_place(sw_ciphertext *left, const sw_ciphertext *right, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(left, "left");
    const sw_ciphertext &b = object(right, "right");
    require_summable(a, b);
    const SharedAccess access(a.data);
    openfhe(a).EvalSubInPlace(a.value, b.value);
  });
}

sw_status sw_subtract_plaintext(const sw_ciphertext *left, const sw_plaintext *right,
                                sw_ciphertext **result, sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    const sw_plaintext &b = object(right, "right");
    require_summable(a, b);
    compute(a, result, [&] { return openfhe(a).GetScheme()->EvalSub(a.value, b.value); });
  });
}

sw_status sw_subtract_plaintext_in_place(sw_ciphertext *left, const sw_plaintext *right,
                                         sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(left, "left");
    const sw_plaintext &b = object(right, "right");
    require_summable(a, b);
    const SharedAccess access(a.data);
    openfhe(a).GetScheme()->EvalSubInPlace(a.value, b.value);
  });
}

sw_status sw_subtract_scalar(const sw_ciphertext *left, double right, sw_ciphertext **result,
                             sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    require_finite(right);
    compute(a, result, [&] { return openfhe(a).EvalSub(a.value, right); });
  });
}

sw_status sw_subtract_scalar_in_place(sw_ciphertext *left, double right, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(left, "left");
    require_finite(right);
    const SharedAccess access(a.data);
    openfhe(a).EvalSubInPlace(a.value, right);
  });
}

sw_status sw_negate(const sw_ciphertext *operand, sw_ciphertext **result, sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(operand, "operand");
    compute(a, result, [&] { return openfhe(a).EvalNegate(a.value); });
  });
}

sw_status sw_negate_in_place(sw_ciphertext *operand, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(operand, "operand");
    const SharedAccess access(a.data);
    openfhe(a).EvalNegateInPlace(a.value);
  });
}

// Products ---------------------------------------------------------------------------------------

sw_status sw_multiply(const sw_ciphertext *left, const sw_ciphertext *right, sw_ciphertext **result,
                      sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    const sw_ciphertext &b = object(right, "right");
    require_multipliable(a, b);
    compute(a, result, [&] { return multiply(a, b); });
  });
}

sw_status sw_multiply_no_relin(const sw_ciphertext *left, const sw_ciphertext *right,
                               sw_ciphertext **result, sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    const sw_ciphertext &b = object(right, "right");
    require_multipliable(a, b);
    compute(a, result, [&] { return openfhe(a).EvalMultNoRelin(a.value, b.value); });
  });
}

sw_status sw_multiply_plaintext(const sw_ciphertext *left, const sw_plaintext *right,
                                sw_ciphertext **result, sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    const sw_plaintext &b = object(right, "right");
    require_multipliable(a, b);
    compute(a, result, [&] { return openfhe(a).EvalMult(a.value, b.value); });
  });
}

sw_status sw_multiply_plaintext_in_place(sw_ciphertext *left, const sw_plaintext *right,
                                         sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(left, "left");
    const sw_plaintext &b = object(right, "right");
    require_multipliable(a, b);
    const SharedAccess access(a.data);
    multiply_in_place(a, b);
  });
}

sw_status sw_multiply_scalar(const sw_ciphertext *left, double right, sw_ciphertext **result,
                             sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    require_finite(right);
    compute(a, result, [&] { return openfhe(a).EvalMult(a.value, right); });
  });
}

sw_status sw_multiply_scalar_in_place(sw_ciphertext *left, double right, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(left, "left");
    require_finite(right);
    const SharedAccess access(a.data);
    openfhe(a).EvalMultInPlace(a.value, right);
  });
}

sw_status sw_multiply_integer(const sw_ciphertext *left, int64_t right, sw_ciphertext **result,
                              sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(left, "left");
    compute(a, result, [&] {
      Ciphertext product = a.value->CloneEmpty();
      product->SetElements(times_integer(a, right));
      return product;
    });
  });
}

sw_status sw_multiply_integer_in_place(sw_ciphertext *left, int64_t right, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(left, "left");
    const SharedAccess access(a.data);
    a.value->SetElements(times_integer(a, right));
  });
}

sw_status sw_square(const sw_ciphertext *operand, sw_ciphertext **result, sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(operand, "operand");
    compute(a, result, [&] { return square(a); });
  });
}

sw_status sw_square_in_place(sw_ciphertext *operand, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(operand, "operand");
    const SharedAccess access(a.data);
    a.value = square(a);
  });
}

sw_status sw_square_no_relin(const sw_ciphertext *operand, sw_ciphertext **result,
                             sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(operand, "operand");
    compute(a, result, [&] { return openfhe(a).GetScheme()->EvalSquare(a.value); });
  });
}

// Relinearisation, rescaling ---------------------------------------------------------------------

sw_status sw_relinearise(const sw_ciphertext *operand, sw_ciphertext **result, sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(operand, "operand");
    compute(a, result, [&] {
      if (a.component_count() <= 2) return a.value->Clone();
      require_relinearisation_keys(a, a.component_count());
      return openfhe(a).Relinearize(a.value);
    });
  });
}

sw_status sw_relinearise_in_place(sw_ciphertext *operand, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(operand, "operand");
    if (a.component_count() <= 2) return;
    const SharedAccess access(a.data);
    require_relinearisation_keys(a, a.component_count());
    openfhe(a).RelinearizeInPlace(a.value);
  });
}

sw_status sw_rescale(const sw_ciphertext *operand, sw_ciphertext **result, sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(operand, "operand");
    require_rescalable(a);
    compute(a, result, [&] { return openfhe(a).Rescale(a.value); });
  });
}

sw_status sw_rescale_in_place(sw_ciphertext *operand, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(operand, "operand");
    require_rescalable(a);
    const SharedAccess access(a.data);
    openfhe(a).RescaleInPlace(a.value);
  });
}

sw_status sw_drop_limbs(const sw_ciphertext *operand, uint32_t limbs, sw_ciphertext **result,
                        sw_error *error) {
  return guarded(error, [&] {
    const sw_ciphertext &a = object(operand, "operand");
    require_droppable(a, limbs);
    compute(a, result, [&] { return openfhe(a).LevelReduce(a.value, nullptr, limbs); });
  });
}

sw_status sw_drop_limbs_in_place(sw_ciphertext *operand, uint32_t limbs, sw_error *error) {
  return guarded(error, [&] {
    sw_ciphertext &a = object(operand, "operand");
    require_droppable(a, limbs);
    if (limbs == 0) return;
    const SharedAccess access(a.data);
    openfhe(a).LevelReduceInPlace(a.value, nullptr, limbs);
  });
}
