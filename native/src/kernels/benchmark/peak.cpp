#include "kernels/benchmark/peak.h"

#include <immintrin.h>

#include <cstddef>

#include "kernels/benchmark/best_seconds.h"

namespace slotwise::kernels {
namespace {

constexpr std::size_t kRounds = 1000000;

// Enough independent sums to hide the latency of every CPU at two operations a cycle. Assembly
// keeps the compiler from simplifying the loop; the values are of no interest.
#define SLOTWISE_EIGHT_TIMES(operation) \
  operation(0);                         \
  operation(1);                         \
  operation(2);                         \
  operation(3);                         \
  operation(4);                         \
  operation(5);                         \
  operation(6);                         \
  operation(7)

std::size_t RunPlain() {
  double sums[8] = {};
  double factor = 0.5;
  asm volatile("" : "+x"(factor));
  for (std::size_t i = 0; i < kRounds; ++i) {
#define SLOTWISE_ADD(k)                \
  sums[k] = factor * factor + sums[k]; \
  asm volatile("" : "+x"(sums[k]))
    SLOTWISE_EIGHT_TIMES(SLOTWISE_ADD);
#undef SLOTWISE_ADD
  }
  return kRounds * 8;
}

[[gnu::target("avx2,fma")]] std::size_t RunAvx2() {
  __m256d sums[8] = {};
  const __m256d factor = _mm256_set1_pd(0.5);
  for (std::size_t i = 0; i < kRounds; ++i) {
#define SLOTWISE_ADD(k) asm volatile("vfmadd231pd %1, %1, %0" : "+x"(sums[k]) : "x"(factor))
    SLOTWISE_EIGHT_TIMES(SLOTWISE_ADD);
#undef SLOTWISE_ADD
  }
  return kRounds * 8 * 4;
}

[[gnu::target("avx512f")]] std::size_t RunAvx512() {
  __m512d sums[8] = {};
  const __m512d factor = _mm512_set1_pd(0.5);
  for (std::size_t i = 0; i < kRounds; ++i) {
#define SLOTWISE_ADD(k) asm volatile("vfmadd231pd %1, %1, %0" : "+v"(sums[k]) : "v"(factor))
    SLOTWISE_EIGHT_TIMES(SLOTWISE_ADD);
#undef SLOTWISE_ADD
  }
  return kRounds * 8 * 8;
}

[[gnu::target("avx512f")]] std::size_t RunVnni() {
  __m512i sums[8] = {};
  const __m512i factor = _mm512_set1_epi32(0x01010101);
  for (std::size_t i = 0; i < kRounds; ++i) {
#define SLOTWISE_ADD(k) asm volatile("vpdpbusd %1, %1, %0" : "+v"(sums[k]) : "v"(factor))
    SLOTWISE_EIGHT_TIMES(SLOTWISE_ADD);
#undef SLOTWISE_ADD
  }
  return kRounds * 8 * 64 / 5;
}

std::size_t Run(Kernel kernel, bool bytes) {
  if (bytes) {
    return kernel == Kernel::kAvx512Vnni ? RunVnni() : 0;
  }
  switch (kernel) {
    case Kernel::kPlain:
      return RunPlain();
    case Kernel::kAvx2:
      return RunAvx2();
    default:
      return RunAvx512();
  }
}

}  // namespace

double PeakGigaMultiplyAdds(Kernel kernel, bool bytes) {
  std::size_t count = 0;
  const double seconds = BestSeconds([&] { count = Run(kernel, bytes); }, 20);
  return static_cast<double>(count) / seconds * 1e-9;
}

}  // namespace slotwise::kernels
