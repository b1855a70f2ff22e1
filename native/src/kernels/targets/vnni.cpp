// Byte products with AVX-512 VNNI; the build compiles this file for it.
//
// A residue x below 2^40 is d0 + 2^8 d1 + ... + 2^32 d4 with bytes d. One instruction adds, in each
// of 16 lanes, four products of an unsigned byte (digits of four rows) and a signed one (weights).
// With S_i the sum of weights times digits i, the result is S_0 + 2^8 S_1 + ... + 2^32 S_4.
//
// Exactness, where the |weights| of an output add up to at most 2^20 (DigitMatrix sees to it):
// |S_i| <= 255 * 2^20 < 2^28, so no 32-bit sum overflows. S_0 to 2^24 S_3 together are at most
// (2^32 - 1) 2^20 < 2^52, as are all their partial sums: exact in doubles. S_4 times 2^32 mod q is
// (4) of generic/modular.h, of magnitude below q. These two, a bias and a residue that was there
// stay below 2^52 + 3q < 2^53: exact, and Reduce takes them.
#define SLOTWISE_KERNELS_TARGET avx512_vnni

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/digit_kernels.h"
#include "kernels/generic/modular.h"
#include "kernels/table.h"
#include "kernels/targets/targets.h"
#include "kernels/targets/vector_avx512.h"

namespace slotwise::kernels {
namespace avx512_vnni {

constexpr std::size_t kVectors = 5;
constexpr std::size_t kVectorBytes = 64;
static_assert(kVectors * kVectorBytes == kDigitBlockBytes);

// What quads with the number -1 read.
alignas(64) constexpr std::uint8_t kZeroBlock[kDigitBlockBytes] = {};

// The layout of a block, by 128-bit lanes l = 0 to 3 of 4 dwords; a dword is four rows' bytes.
// Vectors 0 to 3: dword d of lane l is digit d of column 2l, 2l + 1, 8 + 2l, 8 + 2l + 1.
// Vector 4: digit 4 of those four columns.

struct EightColumns {
  __m512i even;      // digits 0 to 3 of columns 2l
  __m512i odd;       // digits 0 to 3 of columns 2l + 1
  __m512i top_even;  // digit 4 in dword 0
  __m512i top_odd;
};

SLOTWISE_INLINE __m512i LoadResidues(const Modular<Avx512Vector> &modular, const double *row,
                                     std::size_t first, __mmask16 columns) {
  if (row == nullptr) {
    return _mm512_setzero_si512();
  }
  const auto mask = static_cast<__mmask8>(columns >> first);
  return _mm512_cvtpd_epu64(modular.ToCanonical(_mm512_maskz_loadu_pd(mask, row + first)));
}

// Interleaves the bytes of four rows of 8 residues.
SLOTWISE_INLINE EightColumns Interleave(const __m512i (&rows)[kDigitRows]) {
  const __m512i even01 = _mm512_unpacklo_epi8(rows[0], rows[1]);
  const __m512i even23 = _mm512_unpacklo_epi8(rows[2], rows[3]);
  const __m512i odd01 = _mm512_unpackhi_epi8(rows[0], rows[1]);
  const __m512i odd23 = _mm512_unpackhi_epi8(rows[2], rows[3]);
  return {_mm512_unpacklo_epi16(even01, even23), _mm512_unpacklo_epi16(odd01, odd23),
          _mm512_unpackhi_epi16(even01, even23), _mm512_unpackhi_epi16(odd01, odd23)};
}

void Split(const Modulus &modulus, const double *const rows[kDigitRows], std::size_t columns,
           std::uint8_t *block) {
  const Modular<Avx512Vector> modular(modulus);
  const auto mask = static_cast<__mmask16>((1U << columns) - 1U);
  __m512i low[kDigitRows];
  __m512i high[kDigitRows];
  SLOTWISE_UNROLL
  for (std::size_t i = 0; i < kDigitRows; ++i) {
    low[i] = LoadResidues(modular, rows[i], 0, mask);
    high[i] = LoadResidues(modular, rows[i], 8, mask);
  }
  const EightColumns first = Interleave(low);
  const EightColumns second = Interleave(high);
  const __m512i top_first = _mm512_unpacklo_epi32(first.top_even, first.top_odd);
  const __m512i top_second = _mm512_unpacklo_epi32(second.top_even, second.top_odd);
  _mm512_storeu_si512(block, first.even);
  _mm512_storeu_si512(block + kVectorBytes, first.odd);
  _mm512_storeu_si512(block + 2 * kVectorBytes, second.even);
  _mm512_storeu_si512(block + 3 * kVectorBytes, second.odd);
  _mm512_storeu_si512(block + 4 * kVectorBytes, _mm512_unpacklo_epi64(top_first, top_second));
}

// GCC 12 spills the accumulators of the intrinsic at each use; from assembly it keeps them.
SLOTWISE_INLINE void AddByteProducts(__m512i &sums, __m512i digits, __m512i weights) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sums) : "v"(digits), "v"(weights));
}

template <std::size_t kRows>
[[gnu::noinline]] void Tile(const DigitTile &tile, bool fresh) {
  __m512i sums[kRows][kVectors];
  SLOTWISE_UNROLL
  for (std::size_t row = 0; row < kRows; ++row) {
    SLOTWISE_UNROLL
    for (std::size_t j = 0; j < kVectors; ++j) {
      sums[row][j] = fresh ? _mm512_setzero_si512()
                           : _mm512_load_si512(tile.sums + (row * kVectors + j) * kDigitColumns);
    }
  }
  const std::uint32_t *weights = tile.weights;
  for (std::size_t quad = 0; quad < tile.quads; ++quad, weights += kRows) {
    const std::uint8_t *block = tile.digits + (tile.first_quad + quad) * kDigitBlockBytes;
    if (tile.gather != nullptr) {
      const std::int32_t number = tile.gather[quad];
      block = number < 0 ? kZeroBlock
                         : tile.digits + static_cast<std::size_t>(number) * kDigitBlockBytes;
    }
    __m512i digits[kVectors];
    SLOTWISE_UNROLL
    for (std::size_t j = 0; j < kVectors; ++j) {
      digits[j] = _mm512_loadu_si512(block + j * kVectorBytes);
    }
    SLOTWISE_UNROLL
    for (std::size_t row = 0; row < kRows; ++row) {
      const __m512i weight = _mm512_set1_epi32(static_cast<std::int32_t>(weights[row]));
      SLOTWISE_UNROLL
      for (std::size_t j = 0; j < kVectors; ++j) {
        AddByteProducts(sums[row][j], digits[j], weight);
      }
    }
  }
  SLOTWISE_UNROLL
  for (std::size_t row = 0; row < kRows; ++row) {
    SLOTWISE_UNROLL
    for (std::size_t j = 0; j < kVectors; ++j) {
      _mm512_store_si512(tile.sums + (row * kVectors + j) * kDigitColumns, sums[row][j]);
    }
  }
}

// Digit by digit, columns in the order of vector 4 of a block.
SLOTWISE_INLINE void GroupByDigit(const std::int32_t *sums, __m512i (&digits)[kVectors]) {
  const __m512i first_even = _mm512_load_si512(sums);
  const __m512i first_odd = _mm512_load_si512(sums + kDigitColumns);
  const __m512i second_even = _mm512_load_si512(sums + 2 * kDigitColumns);
  const __m512i second_odd = _mm512_load_si512(sums + 3 * kDigitColumns);
  const __m512i first_01 = _mm512_unpacklo_epi32(first_even, first_odd);
  const __m512i first_23 = _mm512_unpackhi_epi32(first_even, first_odd);
  const __m512i second_01 = _mm512_unpacklo_epi32(second_even, second_odd);
  const __m512i second_23 = _mm512_unpackhi_epi32(second_even, second_odd);
  digits[0] = _mm512_unpacklo_epi64(first_01, second_01);
  digits[1] = _mm512_unpackhi_epi64(first_01, second_01);
  digits[2] = _mm512_unpacklo_epi64(first_23, second_23);
  digits[3] = _mm512_unpackhi_epi64(first_23, second_23);
  digits[4] = _mm512_load_si512(sums + 4 * kDigitColumns);
}

SLOTWISE_INLINE __m512d JoinDigits(const Modular<Avx512Vector> &modular,
                                   const Factor<Avx512Vector> &top_digit,
                                   const __m256i (&digits)[kVectors]) {
  __m512d sum = _mm512_cvtepi32_pd(digits[0]);
  sum = _mm512_fmadd_pd(_mm512_cvtepi32_pd(digits[1]), _mm512_set1_pd(256.0), sum);
  sum = _mm512_fmadd_pd(_mm512_cvtepi32_pd(digits[2]), _mm512_set1_pd(65536.0), sum);
  sum = _mm512_fmadd_pd(_mm512_cvtepi32_pd(digits[3]), _mm512_set1_pd(16777216.0), sum);
  return _mm512_add_pd(sum, modular.MultiplyReduce(_mm512_cvtepi32_pd(digits[4]), top_digit));
}

SLOTWISE_INLINE void Finish(const Modular<Avx512Vector> &modular, const DigitResult &result,
                            std::size_t row, std::size_t first_column, __m512d sum) {
  const auto wanted = static_cast<__mmask8>(((1U << result.columns) - 1U) >> first_column);
  const auto biased = static_cast<__mmask8>(((1U << result.biased_columns) - 1U) >> first_column);
  double *out = result.out + static_cast<std::size_t>(result.output_rows[row]) * result.out_stride +
                first_column;
  if (biased != 0) {
    sum = _mm512_mask_add_pd(sum, biased, sum, _mm512_set1_pd(result.bias[row]));
  }
  if (result.accumulate) {
    sum = _mm512_add_pd(sum, _mm512_maskz_loadu_pd(wanted, out));
  }
  _mm512_mask_storeu_pd(out, wanted, modular.Reduce(sum));
}

void Join(const Modulus &modulus, const DigitResult &result, std::size_t rows) {
  const Modular<Avx512Vector> modular(modulus);
  const Factor<Avx512Vector> top_digit = Broadcast<Avx512Vector>(result.top_digit);
  const __m512i first_columns = _mm512_setr_epi64(0, 1, 4, 5, 8, 9, 12, 13);
  const __m512i last_columns = _mm512_setr_epi64(2, 3, 6, 7, 10, 11, 14, 15);
  for (std::size_t row = 0; row < rows; ++row) {
    __m512i digits[kVectors];
    GroupByDigit(result.sums + row * kVectors * kDigitColumns, digits);
    __m256i low[kVectors];
    __m256i high[kVectors];
    SLOTWISE_UNROLL
    for (std::size_t j = 0; j < kVectors; ++j) {
      low[j] = _mm512_castsi512_si256(digits[j]);
      high[j] = _mm512_extracti64x4_epi64(digits[j], 1);
    }
    const __m512d low_sum = JoinDigits(modular, top_digit, low);    // columns 0 1 8 9 2 3 10 11
    const __m512d high_sum = JoinDigits(modular, top_digit, high);  // columns 4 5 12 13 6 7 14 15
    Finish(modular, result, row, 0, _mm512_permutex2var_pd(low_sum, first_columns, high_sum));
    Finish(modular, result, row, 8, _mm512_permutex2var_pd(low_sum, last_columns, high_sum));
  }
}

constexpr DigitKernels kDigits = {Split, {Tile<1>, Tile<2>, Tile<3>, Tile<4>, Tile<5>}, Join};

}  // namespace avx512_vnni

const KernelTable &Avx512VnniFunctions() {
  static const KernelTable table = [] {
    KernelTable extended = Avx512Functions();
    extended.digits = &avx512_vnni::kDigits;
    return extended;
  }();
  return table;
}

}  // namespace slotwise::kernels
