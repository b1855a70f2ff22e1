#!/bin/sh
# Builds the native library and puts it, OpenFHE's libraries and slotwise-native.properties into one
# folder. Fast when nothing changed. Called by the build of the bindings module.
#
# usage: build-native.sh STAGING_DIR
#
# Environment: OpenFHE_DIR (an installed OpenFHE to use), CXX, CMAKE_BUILD_PARALLEL_LEVEL.
set -eu

if [ $# -ne 1 ]; then
  echo "usage: build-native.sh STAGING_DIR" >&2
  exit 2
fi
staging=$1
here=$(cd "$(dirname "$0")" && pwd)
native=$here/../native
build=$native/build/package

# require WHAT HOW_TO_GET_IT COMMAND...: passes if one of the commands exists.
require() {
  what=$1
  how=$2
  shift 2
  for command in "$@"; do
    if command -v "$command" >/dev/null 2>&1; then return 0; fi
  done
  echo "$what is missing, which builds Slotwise's native library: install it ($how)." >&2
  exit 1
}

require "CMake 3.20 or later" "Debian, Ubuntu: apt install cmake; Fedora: dnf install cmake" cmake
require "A C++17 compiler (GCC 12 or later, Clang 14 or later)" \
  "Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++" ${CXX:-c++ g++ clang++}
require "Ninja or make" \
  "Debian, Ubuntu: apt install ninja-build; Fedora: dnf install ninja-build" ninja make

# Python is needed to download OpenFHE's SDK; CMake itself says so when it comes to that.
generator=Ninja
command -v ninja >/dev/null 2>&1 || generator="Unix Makefiles"

# Prints the output of a command only if it fails.
quietly() {
  if ! output=$("$@" 2>&1); then
    printf '%s\n' "$output" >&2
    exit 1
  fi
}

configure() {
  cmake -S "$native" -B "$build" -G "$generator" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
    ${OpenFHE_DIR:+"-DOpenFHE_DIR=$OpenFHE_DIR"}
}

# The sentence of the first CMake error, without the lines that CMake wraps it in.
first_error() {
  printf '%s\n' "$1" | awk '
    /^CMake Error/ { inside = 1; next }
    inside && /^Call Stack/ { exit }
    inside && /^  ./ { sub(/^ +/, ""); sentence = sentence (sentence == "" ? "" : " ") $0 }
    inside && sentence != "" && /^$/ { exit }
    END { print sentence }'
}

fresh=false
[ -f "$build/CMakeCache.txt" ] || fresh=true
if ! output=$(configure 2>&1); then
  sentence=$(first_error "$output")
  printf '%s\n' "${sentence:-$output}" >&2
  if $fresh; then rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"; fi
  exit 1
fi
printf '%s\n' "$output" | sed -n 's/^-- \(OpenFHE .*\)/\1/p'
quietly cmake --build "$build" --target slotwise --parallel
quietly cmake --install "$build" --prefix "$staging" --strip
