#ifndef SLOTWISE_KERNELS_TARGETS_VECTOR_AVX2_H_
#define SLOTWISE_KERNELS_TARGETS_VECTOR_AVX2_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/generic/target.h"

namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET {

/// Four doubles with AVX2 and FMA; what the functions do stands at PlainVector.
struct Avx2Vector {
  static constexpr std::size_t kWidth = 4;
  using Lanes = __m256d;

  SLOTWISE_INLINE static Lanes Load(const double *p) { return _mm256_loadu_pd(p); }
  SLOTWISE_INLINE static void Store(double *p, Lanes x) { _mm256_storeu_pd(p, x); }
  SLOTWISE_INLINE static Lanes Set(double x) { return _mm256_set1_pd(x); }
  SLOTWISE_INLINE static Lanes Zero() { return _mm256_setzero_pd(); }
  SLOTWISE_INLINE static Lanes Add(Lanes a, Lanes b) { return _mm256_add_pd(a, b); }
  SLOTWISE_INLINE static Lanes Subtract(Lanes a, Lanes b) { return _mm256_sub_pd(a, b); }
  SLOTWISE_INLINE static Lanes Multiply(Lanes a, Lanes b) { return _mm256_mul_pd(a, b); }
  SLOTWISE_INLINE static Lanes Maximum(Lanes a, Lanes b) { return _mm256_max_pd(a, b); }
  SLOTWISE_INLINE static Lanes MultiplyAdd(Lanes a, Lanes b, Lanes c) {
    return _mm256_fmadd_pd(a, b, c);
  }
  SLOTWISE_INLINE static Lanes MultiplySubtract(Lanes a, Lanes b, Lanes c) {
    return _mm256_fmsub_pd(a, b, c);
  }
  SLOTWISE_INLINE static Lanes SubtractProduct(Lanes c, Lanes a, Lanes b) {
    return _mm256_fnmadd_pd(a, b, c);
  }
  SLOTWISE_INLINE static Lanes ExactMultiplyAdd(Lanes a, Lanes b, Lanes c) {
    return _mm256_fmadd_pd(a, b, c);
  }

  SLOTWISE_INLINE static Lanes AddIfNegative(Lanes x, Lanes y) {
    const Lanes negative = _mm256_cmp_pd(x, _mm256_setzero_pd(), _CMP_LT_OQ);
    return _mm256_add_pd(x, _mm256_and_pd(negative, y));
  }
  SLOTWISE_INLINE static Lanes SubtractIfGreater(Lanes x, Lanes limit, Lanes y) {
    const Lanes greater = _mm256_cmp_pd(x, limit, _CMP_GT_OQ);
    return _mm256_sub_pd(x, _mm256_and_pd(greater, y));
  }

  // 2^52 + n has n as its low 52 bits.
  SLOTWISE_INLINE static Lanes FromIntegers(const std::uint64_t *p) {
    return FromIntegerLanes(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(p)));
  }
  SLOTWISE_INLINE static void ToIntegers(std::uint64_t *p, Lanes x) {
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(p), ToIntegerLanes(x));
  }

  // Two residues, 10 of the 16 bytes, in each 128-bit lane.
  static constexpr std::size_t kPackedOverrun = 6;
  SLOTWISE_INLINE static Lanes FromPacked(const std::uint8_t *p) {
    const __m256i bytes =
        _mm256_inserti128_si256(_mm256_castsi128_si256(LoadBytes(p)), LoadBytes(p + 10), 1);
    const __m256i spread = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 2, 3, 4, -1, -1, -1, 5, 6, 7, 8, 9, -1, -1, -1));
    return FromIntegerLanes(_mm256_shuffle_epi8(bytes, spread));
  }
  SLOTWISE_INLINE static void ToPacked(std::uint8_t *p, Lanes x) {
    const __m256i squeeze = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 2, 3, 4, 8, 9, 10, 11, 12, -1, -1, -1, -1, -1, -1));
    const __m256i bytes = _mm256_shuffle_epi8(ToIntegerLanes(x), squeeze);
    StoreBytes(p, _mm256_castsi256_si128(bytes));  // the next store mends what this overran
    StoreBytes(p + 10, _mm256_extracti128_si256(bytes, 1));
  }

  SLOTWISE_INLINE static void Transpose(Lanes (&rows)[4]) {
    const Lanes even01 = _mm256_unpacklo_pd(rows[0], rows[1]);
    const Lanes odd01 = _mm256_unpackhi_pd(rows[0], rows[1]);
    const Lanes even23 = _mm256_unpacklo_pd(rows[2], rows[3]);
    const Lanes odd23 = _mm256_unpackhi_pd(rows[2], rows[3]);
    rows[0] = _mm256_permute2f128_pd(even01, even23, 0x20);
    rows[1] = _mm256_permute2f128_pd(odd01, odd23, 0x20);
    rows[2] = _mm256_permute2f128_pd(even01, even23, 0x31);
    rows[3] = _mm256_permute2f128_pd(odd01, odd23, 0x31);
  }

 private:
  static constexpr double kTwoTo52 = 4503599627370496.0;

  SLOTWISE_INLINE static Lanes FromIntegerLanes(__m256i x) {
    const Lanes base = _mm256_set1_pd(kTwoTo52);
    return _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(x, _mm256_castpd_si256(base))), base);
  }
  SLOTWISE_INLINE static __m256i ToIntegerLanes(Lanes x) {
    const Lanes base = _mm256_set1_pd(kTwoTo52);
    return _mm256_castpd_si256(_mm256_xor_pd(_mm256_add_pd(x, base), base));
  }
  SLOTWISE_INLINE static __m128i LoadBytes(const std::uint8_t *p) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
  }
  SLOTWISE_INLINE static void StoreBytes(std::uint8_t *p, __m128i x) {
    _mm_storeu_si128(reinterpret_cast<__m128i *>(p), x);
  }
};

}  // namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET

#endif  // SLOTWISE_KERNELS_TARGETS_VECTOR_AVX2_H_
