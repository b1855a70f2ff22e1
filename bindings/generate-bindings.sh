#!/usr/bin/env bash
# Regenerates the Java declarations of native/include/slotwise.h (io.slotwise.openfhe.ffi.generated)
# with the jextract found on PATH. Needed only after a change of that header.
#
# jextract comes from https://jdk.java.net/jextract/. Take a build for JDK 22 (22-jextract+6-47 or
# older): later builds write calls that Java 22 does not have. Where libclang does not find the C
# compiler's own headers (stddef.h), name their folder in C_INCLUDE_PATH.
set -euo pipefail

package=io.slotwise.openfhe.ffi.generated
bindings=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
header=slotwise.h
folder=$bindings/src/main/java/${package//.//}

fail() {
  echo "generate-bindings.sh: $1" >&2
  exit 1
}

command -v jextract >/dev/null ||
  fail "jextract is not on PATH; get a build for JDK 22 from https://jdk.java.net/jextract/."
version=$(jextract --version 2>&1 | head -n 1)
[[ $version == "jextract 22"* ]] ||
  fail "a jextract for JDK 22 is needed to write code for Java 22, but this is '$version'."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Run from the header's folder, so that no path of this machine gets into the comments.
cd "$bindings/../native/include"

# Only what this header declares itself; opaque handles need no class.
jextract --dump-includes "$work/all" --output "$work/unused" "$header" 2>/dev/null
grep -E "^--include-(function|constant|struct) +(sw|SW)_.*/$header\$" "$work/all" |
  grep -vE " SW_API | --include-constant SWLOTWISE_H " | sed 's/ *#.*//' >"$work/ours"

jextract --target-package "$package" --header-class-name slotwise_h --output "$work/out" \
  @"$work/ours" "$header" 2>"$work/warnings" || fail "jextract failed: $(cat "$work/warnings")"
# An opaque struct has no layout, which is what we want of it.
grep -v "Skipping sw_[a-z_]* (type Declared" "$work/warnings" | grep -v "max_align_t" >&2 || true

# jextract can load a library by its name or fixed path only; ours comes out of the jar.
main=$work/out/${package//.//}/slotwise_h.java
lookup='static final SymbolLookup SYMBOL_LOOKUP = SymbolLookup.loaderLookup()'
[ "$(grep -cF "$lookup" "$main")" = 1 ] || fail "jextract writes its symbol lookup in another way now; adapt this script."
sed -i "/SYMBOL_LOOKUP = SymbolLookup.loaderLookup()/{
N
s/= .*/= io.slotwise.openfhe.ffi.NativeLibrary.load().symbols();/
}" "$main"

# Calls of restricted methods are the whole point, and javac warns of each.
sed -i 's/^public class /@SuppressWarnings("restricted")\n&/' "$(dirname "$main")"/*.java

declared=$(grep -cE '^SW_API sw_status sw_' "$header")
generated=$(grep -cE '^    public static int sw_[a-z_]*\(' "$main" || true)
[ "$declared" = "$generated" ] ||
  fail "$header declares $declared functions, but jextract wrote $generated."

rm -rf "$folder"
mkdir -p "$folder"
cp "$work/out/${package//.//}"/*.java "$folder/"
echo "$generated functions in $folder" >&2
