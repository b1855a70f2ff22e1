#include "error.h"

#include <cstring>
#include <new>

#include "utils/exception.h"

namespace slotwise {
namespace {

sw_status report(sw_error *error, sw_status status, const char *message) noexcept {
  if (error != nullptr) {
    error->status = status;
    const size_t length = strnlen(message, SW_ERROR_MESSAGE_CAPACITY - 1);
    std::memcpy(error->message, message, length);
    error->message[length] = '\0';
  }
  return status;
}

}  // namespace

std::string openfhe_message(const std::exception &exception) {
  // OpenFHE writes "file:l.line:function(): what is wrong".
  const std::string message = exception.what();
  const std::string separator = "(): ";
  const size_t end = message.find(separator);
  return end == std::string::npos ? message : message.substr(end + separator.size());
}

sw_status describe_current_exception(sw_error *error) noexcept {
  try {
    try {
      throw;
    } catch (const Failure &failure) {
      return report(error, failure.status(), failure.what());
    } catch (const lbcrypto::OpenFHEException &exception) {
      return report(error, SW_OPENFHE_ERROR, openfhe_message(exception).c_str());
    } catch (const std::bad_alloc &) {
      return report(error, SW_OUT_OF_MEMORY, "memory ran out");
    } catch (const std::exception &exception) {
      return report(error, SW_INTERNAL_ERROR, exception.what());
    } catch (...) {
      return report(error, SW_INTERNAL_ERROR, "an exception of unknown type");
    }
  } catch (...) {
    return report(error, SW_OUT_OF_MEMORY, "memory ran out while an error was described");
  }
}

}  // namespace slotwise
