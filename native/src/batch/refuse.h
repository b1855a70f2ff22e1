#ifndef SLOTWISE_BATCH_REFUSE_H_
#define SLOTWISE_BATCH_REFUSE_H_

#include <sstream>
#include <stdexcept>

namespace slotwise::batch {

/// Throws std::invalid_argument whose message is the parts, printed one after another.
template <typename... Parts>
[[noreturn]] void Refuse(const Parts &...parts) {
  std::ostringstream message;
  (message << ... << parts);
  throw std::invalid_argument(message.str());
}

}  // namespace slotwise::batch

#endif  // SLOTWISE_BATCH_REFUSE_H_
