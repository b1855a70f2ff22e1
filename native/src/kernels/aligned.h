#ifndef SLOTWISE_KERNELS_ALIGNED_H_
#define SLOTWISE_KERNELS_ALIGNED_H_

#include <cstddef>
#include <new>
#include <vector>

namespace slotwise::kernels {

/// Hands out memory that starts at a cache line, which is also the widest vector.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U> & /*other*/) noexcept {}  // NOLINT: as containers ask

  T *allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) {
      throw std::bad_array_new_length();
    }
    return static_cast<T *>(::operator new(count * sizeof(T), kAlignment));
  }
  void deallocate(T *memory, std::size_t /*count*/) noexcept {
    ::operator delete(memory, kAlignment);
  }

  template <class U>
  bool operator==(const AlignedAllocator<U> & /*other*/) const noexcept {
    return true;
  }
  template <class U>
  bool operator!=(const AlignedAllocator<U> & /*other*/) const noexcept {
    return false;
  }
};

/// A vector whose data starts at a cache line.
template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

}  // namespace slotwise::kernels

#endif  // SLOTWISE_KERNELS_ALIGNED_H_
