// What every file that is compiled once per instruction set needs.
//
// The same source is compiled into several translation units with different -m flags. Were an
// inline function of two of them to have one name, the linker would keep either, and a CPU could
// meet instructions that it lacks. So each translation unit defines SLOTWISE_KERNELS_TARGET, the
// namespace of all that it compiles, and uses no inline functions from elsewhere (no standard
// library beyond types, no member functions of Modulus and the like).
#ifndef SLOTWISE_KERNELS_GENERIC_TARGET_H_
#define SLOTWISE_KERNELS_GENERIC_TARGET_H_

#ifndef SLOTWISE_KERNELS_TARGET
#error "Define SLOTWISE_KERNELS_TARGET, a namespace of its own for each translation unit."
#endif

#ifdef __FAST_MATH__
#error "The kernels rely on IEEE arithmetic: build them without -ffast-math."
#endif

#define SLOTWISE_INLINE [[gnu::always_inline]] inline

// Before a loop of fixed length whose variables are to live in registers.
#ifdef __clang__
#define SLOTWISE_UNROLL _Pragma("clang loop unroll(full)")
#else
#define SLOTWISE_UNROLL _Pragma("GCC unroll 32")
#endif

#endif  // SLOTWISE_KERNELS_GENERIC_TARGET_H_
