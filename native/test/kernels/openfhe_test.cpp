// The kernels against OpenFHE's own arithmetic, residue by residue.
#include <openfhecore.h>

#include "kernels/rescale.h"
#include "kernels/table.h"
#include "kernels/transform.h"
#include "support.h"

namespace slotwise::kernels {
namespace {

using lbcrypto::DCRTPoly;
using lbcrypto::ILDCRTParams;
using lbcrypto::ILNativeParams;
using lbcrypto::NativeInteger;
using lbcrypto::NativePoly;

class OpenFhe : public EachKernel {};

// The limbs that OpenFHE would make: primes near 2^bits with its own roots of unity.
std::shared_ptr<ILDCRTParams<lbcrypto::BigInteger>> MakeParameters(std::size_t n, unsigned limbs,
                                                                   unsigned bits) {
  const auto order = static_cast<usint>(2 * n);
  std::vector<NativeInteger> moduli;
  std::vector<NativeInteger> roots;
  NativeInteger q = lbcrypto::LastPrime<NativeInteger>(bits, order);
  for (unsigned i = 0; i < limbs; ++i) {
    moduli.push_back(q);
    roots.push_back(lbcrypto::RootOfUnity<NativeInteger>(order, q));
    q = lbcrypto::PreviousPrime<NativeInteger>(q, order);
  }
  return std::make_shared<ILDCRTParams<lbcrypto::BigInteger>>(order, moduli, roots);
}

NegacyclicTransform MakeTransform(Kernel kernel, const ILNativeParams &parameters) {
  return NegacyclicTransform(kernel, parameters.GetRingDimension(),
                             MakeModulus(parameters.GetModulus().ConvertToInt()),
                             parameters.GetRootOfUnity().ConvertToInt());
}

AlignedVector<double> Residues(Kernel kernel, const Modulus &modulus, const NativePoly &limb) {
  std::vector<std::uint64_t> integers;
  for (usint i = 0; i < limb.GetLength(); ++i) {
    integers.push_back(limb[i].ConvertToInt());
  }
  AlignedVector<double> centred(integers.size());
  Functions(kernel).residues.from_integers(modulus, integers.data(), centred.data(),
                                           centred.size());
  return centred;
}

void ExpectResidues(const Modulus &modulus, const AlignedVector<double> &actual,
                    const NativePoly &expected) {
  ASSERT_EQ(actual.size(), expected.GetLength());
  for (usint i = 0; i < expected.GetLength(); ++i) {
    ASSERT_EQ(ResidueOf(modulus, actual[i]), expected[i].ConvertToInt()) << i;
  }
}

TEST_P(OpenFhe, TransformsAgreeInBothDirections) {
  for (std::size_t n = 1024; n <= 16384; n *= 2) {
    for (const unsigned bits : {28U, 39U, 41U}) {
      const auto parameters = MakeParameters(n, 1, bits)->GetParams()[0];
      const NegacyclicTransform transform = MakeTransform(GetParam(), *parameters);
      lbcrypto::DiscreteUniformGeneratorImpl<lbcrypto::NativeVector> uniform;
      NativePoly polynomial(uniform, parameters, Format::COEFFICIENT);
      AlignedVector<double> ours = Residues(GetParam(), transform.modulus(), polynomial);
      transform.Forward(ours.data());
      NativePoly values = polynomial;
      values.SwitchFormat();
      ExpectResidues(transform.modulus(), ours, values);
      transform.Inverse(ours.data());
      ExpectResidues(transform.modulus(), ours, polynomial);
    }
  }
}

TEST_P(OpenFhe, RescalingAgreesWithDropLastElementAndScale) {
  constexpr std::size_t kLimbs = 3;
  const auto parameters = MakeParameters(4096, kLimbs, 39);
  lbcrypto::DiscreteUniformGeneratorImpl<lbcrypto::NativeVector> uniform;
  DCRTPoly polynomial(uniform, parameters, Format::EVALUATION);

  // With p the last modulus, OpenFHE wants -1/p and 1/p modulo each of the others.
  const auto &limbs = parameters->GetParams();
  const NativeInteger p = limbs.back()->GetModulus();
  std::vector<NativeInteger> minus_inverses;
  std::vector<NativeInteger> inverses;
  for (std::size_t i = 0; i + 1 < kLimbs; ++i) {
    const NativeInteger q = limbs[i]->GetModulus();
    inverses.push_back(p.ModInverse(q));
    minus_inverses.push_back(q.Sub(inverses.back()));
  }
  DCRTPoly expected = polynomial;
  expected.DropLastElementAndScale(minus_inverses, inverses);

  const NegacyclicTransform dropped = MakeTransform(GetParam(), *limbs.back());
  AlignedVector<double> last =
      Residues(GetParam(), dropped.modulus(), polynomial.GetElementAtIndex(kLimbs - 1));
  Rescaling::Coefficients(dropped, last.data());
  AlignedVector<double> scratch(last.size());
  for (usint i = 0; i + 1 < kLimbs; ++i) {
    const NegacyclicTransform kept = MakeTransform(GetParam(), *limbs[i]);
    AlignedVector<double> limb =
        Residues(GetParam(), kept.modulus(), polynomial.GetElementAtIndex(i));
    Rescaling(dropped, kept).Limb(last.data(), scratch.data(), limb.data());
    ExpectResidues(kept.modulus(), limb, expected.GetElementAtIndex(i));
  }
}

SLOTWISE_FOR_EACH_KERNEL(OpenFhe);

}  // namespace
}  // namespace slotwise::kernels
