#ifndef SLOTWISE_KERNELS_DIGIT_KERNELS_H_
#define SLOTWISE_KERNELS_DIGIT_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "kernels/modulus.h"

namespace slotwise::kernels {

/// Columns that lie together in the form of digits.
inline constexpr std::size_t kDigitColumns = 16;
/// Rows that lie together: a byte product sums four.
inline constexpr std::size_t kDigitRows = 4;
/// Bytes of kDigitRows rows of kDigitColumns residues of 5 digits.
inline constexpr std::size_t kDigitBlockBytes = 5 * kDigitRows * kDigitColumns;
/// The most output rows of a tile of bytes.
inline constexpr std::size_t kMostDigitTileRows = 5;

/// One call of a tile of bytes: some output rows, some quads of input rows, kDigitColumns columns.
struct DigitTile {
  const std::uint32_t *weights;  ///< [quads][tile's rows], each the four signed bytes of a quad
  const std::uint8_t *digits;    ///< blocks of one group of columns
  const std::int32_t *gather;    ///< number of each quad's block, -1 for zeros; null for 0, 1, ...
  std::size_t first_quad;        ///< number of the first block where gather is null
  std::size_t quads;
  std::int32_t *sums;  ///< [tile's rows][5][16], 64-byte aligned, sums kept between calls
};

/// How the sums of a tile become residues.
struct DigitResult {
  const std::int32_t *sums;
  Multiplier top_digit;             ///< 2^32 mod q
  double *out;                      ///< row 0 of the slab that is written, at the first column
  std::size_t out_stride;           ///< doubles between its rows
  std::size_t columns;              ///< how many of the kDigitColumns are wanted
  const std::int32_t *output_rows;  ///< row of each output of the tile
  std::size_t biased_columns;       ///< how many of the columns take the bias
  const double *bias;               ///< centred, one for each output; unread if none is biased
  bool accumulate;                  ///< add to what the output holds
};

/// Functions of kernels that multiply bytes; DigitMatrix (kernels/digit_matrix.h) is what others
/// use.
struct DigitKernels {
  /// Writes the digits of up to four rows (null for zeros) of up to 16 centred residues as a block.
  void (*split)(const Modulus &modulus, const double *const rows[kDigitRows], std::size_t columns,
                std::uint8_t *block);

  /// tiles[n - 1] adds the byte products of n output rows to the sums, or, if `fresh`, replaces
  /// them.
  void (*tiles[kMostDigitTileRows])(const DigitTile &tile, bool fresh);

  /// Turns the sums of `rows` output rows into centred residues.
  void (*join)(const Modulus &modulus, const DigitResult &result, std::size_t rows);
};

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_DIGIT_KERNELS_H_
