// Failures inside the library, and the one place where exceptions become statuses.
#pragma once

#include <exception>
#include <sstream>
#include <stdexcept>
#include <string>

#include "slotwise.h"

namespace slotwise {

/** A failure whose status is known where it is found. */
class Failure : public std::runtime_error {
 public:
  Failure(sw_status status, const std::string &message)
      : std::runtime_error(message), status_(status) {}
  sw_status status() const noexcept { return status_; }

 private:
  sw_status status_;
};

/** Throws a Failure whose message is the parts, printed one after another. */
template <typename... Parts>
[[noreturn]] void fail(sw_status status, const Parts &...parts) {
  std::ostringstream message;
  (message << ... << parts);
  throw Failure(status, message.str());
}

template <typename... Parts>
[[noreturn]] void invalid_argument(const Parts &...parts) {
  fail(SW_INVALID_ARGUMENT, parts...);
}

/** Turns the exception being handled into a status, with the details in `error` unless null. */
sw_status describe_current_exception(sw_error *error) noexcept;

/** The message of an OpenFHE exception without the place in OpenFHE's sources. */
std::string openfhe_message(const std::exception &exception);

/** Runs the body of an entry: no exception passes. */
template <typename Body>
sw_status guarded(sw_error *error, const Body &body) noexcept {
  try {
    body();
    return SW_OK;
  } catch (...) {
    return describe_current_exception(error);
  }
}

}  // namespace slotwise
