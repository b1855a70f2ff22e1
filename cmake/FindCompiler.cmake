# Says in one sentence that there is no C++ compiler, before CMake's own search says it in many.
macro(slotwise_require_compiler)
  if(NOT CMAKE_CXX_COMPILER AND "$ENV{CXX}" STREQUAL "")
    find_program(SLOTWISE_ANY_CXX NAMES c++ g++ clang++)
    if(NOT SLOTWISE_ANY_CXX)
      message(FATAL_ERROR "A C++17 compiler is missing: install GCC 12 or later or Clang 14 or later "
                          "(Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++).")
    endif()
  endif()
endmacro()
