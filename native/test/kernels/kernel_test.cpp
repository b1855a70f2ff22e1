#include "kernels/kernel.h"

#include <stdexcept>

#include "kernels/table.h"
#include "support.h"

namespace slotwise::kernels {
namespace {

constexpr Kernel kAll[] = {Kernel::kPlain, Kernel::kAvx2, Kernel::kAvx512, Kernel::kAvx512Vnni};

TEST(Kernel, NamesGoBothWays) {
  for (const Kernel kernel : kAll) {
    EXPECT_EQ(ParseKernel(Name(kernel)), kernel);
  }
  EXPECT_EQ(ParseKernel("sse"), std::nullopt);
  EXPECT_EQ(ParseKernel(""), std::nullopt);
}

TEST(Kernel, EveryCpuRunsThePlainOne) {
  EXPECT_TRUE(Supports(Kernel::kPlain));
  EXPECT_EQ(SupportedKernels().front(), Kernel::kPlain);
  EXPECT_EQ(SupportedKernels().back(), BestKernel());
}

TEST(Kernel, FunctionsOfUnsupportedOnesAreRefused) {
  for (const Kernel kernel : kAll) {
    if (Supports(kernel)) {
      EXPECT_EQ(&Functions(kernel), &Functions(kernel));
    } else {
      EXPECT_THROW(Functions(kernel), std::invalid_argument);
    }
  }
}

}  // namespace
}  // namespace slotwise::kernels
