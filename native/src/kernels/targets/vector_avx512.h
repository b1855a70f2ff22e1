#ifndef SLOTWISE_KERNELS_TARGETS_VECTOR_AVX512_H_
#define SLOTWISE_KERNELS_TARGETS_VECTOR_AVX512_H_

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/generic/target.h"

namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET {

/// Eight doubles with AVX-512 F, DQ and BW; what the functions do stands at PlainVector.
struct Avx512Vector {
  static constexpr std::size_t kWidth = 8;
  using Lanes = __m512d;

  SLOTWISE_INLINE static Lanes Load(const double *p) { return _mm512_loadu_pd(p); }
  SLOTWISE_INLINE static void Store(double *p, Lanes x) { _mm512_storeu_pd(p, x); }
  SLOTWISE_INLINE static Lanes Set(double x) { return _mm512_set1_pd(x); }
  SLOTWISE_INLINE static Lanes Zero() { return _mm512_setzero_pd(); }
  SLOTWISE_INLINE static Lanes Add(Lanes a, Lanes b) { return _mm512_add_pd(a, b); }
  SLOTWISE_INLINE static Lanes Subtract(Lanes a, Lanes b) { return _mm512_sub_pd(a, b); }
  SLOTWISE_INLINE static Lanes Multiply(Lanes a, Lanes b) { return _mm512_mul_pd(a, b); }
  SLOTWISE_INLINE static Lanes Maximum(Lanes a, Lanes b) { return _mm512_max_pd(a, b); }
  SLOTWISE_INLINE static Lanes MultiplyAdd(Lanes a, Lanes b, Lanes c) {
    return _mm512_fmadd_pd(a, b, c);
  }
  SLOTWISE_INLINE static Lanes MultiplySubtract(Lanes a, Lanes b, Lanes c) {
    return _mm512_fmsub_pd(a, b, c);
  }
  SLOTWISE_INLINE static Lanes SubtractProduct(Lanes c, Lanes a, Lanes b) {
    return _mm512_fnmadd_pd(a, b, c);
  }
  SLOTWISE_INLINE static Lanes ExactMultiplyAdd(Lanes a, Lanes b, Lanes c) {
    return _mm512_fmadd_pd(a, b, c);
  }

  SLOTWISE_INLINE static Lanes AddIfNegative(Lanes x, Lanes y) {
    return _mm512_mask_add_pd(x, _mm512_cmp_pd_mask(x, _mm512_setzero_pd(), _CMP_LT_OQ), x, y);
  }
  SLOTWISE_INLINE static Lanes SubtractIfGreater(Lanes x, Lanes limit, Lanes y) {
    return _mm512_mask_sub_pd(x, _mm512_cmp_pd_mask(x, limit, _CMP_GT_OQ), x, y);
  }

  SLOTWISE_INLINE static Lanes FromIntegers(const std::uint64_t *p) {
    return _mm512_cvtepu64_pd(_mm512_loadu_si512(p));
  }
  SLOTWISE_INLINE static void ToIntegers(std::uint64_t *p, Lanes x) {
    _mm512_storeu_si512(p, _mm512_cvtpd_epu64(x));
  }

  // Two residues, 10 of the 16 bytes, in each 128-bit lane.
  static constexpr std::size_t kPackedOverrun = 6;
  SLOTWISE_INLINE static Lanes FromPacked(const std::uint8_t *p) {
    __m512i bytes = _mm512_castsi128_si512(LoadBytes(p));
    bytes = _mm512_inserti32x4(bytes, LoadBytes(p + 10), 1);
    bytes = _mm512_inserti32x4(bytes, LoadBytes(p + 20), 2);
    bytes = _mm512_inserti32x4(bytes, LoadBytes(p + 30), 3);
    const __m512i spread =
        _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, 3, 4, -1, -1, -1, 5, 6, 7, 8, 9, -1, -1, -1));
    return _mm512_cvtepu64_pd(_mm512_shuffle_epi8(bytes, spread));
  }
  SLOTWISE_INLINE static void ToPacked(std::uint8_t *p, Lanes x) {
    const __m512i squeeze = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 1, 2, 3, 4, 8, 9, 10, 11, 12, -1, -1, -1, -1, -1, -1));
    const __m512i bytes = _mm512_shuffle_epi8(_mm512_cvtpd_epu64(x), squeeze);
    StoreBytes(p, _mm512_castsi512_si128(bytes));  // each store mends what the last overran
    StoreBytes(p + 10, _mm512_extracti32x4_epi32(bytes, 1));
    StoreBytes(p + 20, _mm512_extracti32x4_epi32(bytes, 2));
    StoreBytes(p + 30, _mm512_extracti32x4_epi32(bytes, 3));
  }

  // A butterfly of exchanges: single lanes, then pairs, then halves.
  SLOTWISE_INLINE static void Transpose(Lanes (&rows)[8]) {
    Lanes pairs[8];
    SLOTWISE_UNROLL
    for (std::size_t i = 0; i < 8; i += 2) {
      pairs[i] = _mm512_unpacklo_pd(rows[i], rows[i + 1]);
      pairs[i + 1] = _mm512_unpackhi_pd(rows[i], rows[i + 1]);
    }
    const __m512i low_pairs = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13);
    const __m512i high_pairs = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
    Lanes quads[8];
    SLOTWISE_UNROLL
    for (std::size_t half = 0; half < 8; half += 4) {
      SLOTWISE_UNROLL
      for (std::size_t i = half; i < half + 2; ++i) {
        quads[i] = _mm512_permutex2var_pd(pairs[i], low_pairs, pairs[i + 2]);
        quads[i + 2] = _mm512_permutex2var_pd(pairs[i], high_pairs, pairs[i + 2]);
      }
    }
    SLOTWISE_UNROLL
    for (std::size_t i = 0; i < 4; ++i) {
      rows[i] = _mm512_shuffle_f64x2(quads[i], quads[i + 4], 0x44);
      rows[i + 4] = _mm512_shuffle_f64x2(quads[i], quads[i + 4], 0xee);
    }
  }

 private:
  SLOTWISE_INLINE static __m128i LoadBytes(const std::uint8_t *p) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
  }
  SLOTWISE_INLINE static void StoreBytes(std::uint8_t *p, __m128i x) {
    _mm_storeu_si128(reinterpret_cast<__m128i *>(p), x);
  }
};

}  // namespace slotwise::kernels::SLOTWISE_KERNELS_TARGET

#endif  // SLOTWISE_KERNELS_TARGETS_VECTOR_AVX512_H_
