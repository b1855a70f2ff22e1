#!/usr/bin/env bash
# Runs every peer once on the bundled network, one after another, and writes one JSON object a line.
# usage: run_all.sh OUTPUT.jsonl [folder for virtual environments]
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
output=${1:?usage: run_all.sh OUTPUT.jsonl [folder for virtual environments]}
environments=${2:-$here/build}

python_of() { # the Python of the peer's own environment, made on first use
  local environment=$environments/$1
  if [ ! -x "$environment/bin/python" ]; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install -q -r "$here/$1-requirements.txt"
  fi
  echo "$environment/bin/python"
}

tenseal=$(python_of tenseal)
seal=$(python_of seal)
(
  cd "$here/../../native"
  cmake --preset package -DSLOTWISE_BUILD_BENCHMARK=ON
  cmake --build --preset package --target op_by_op
) >&2
: > "$output"
for command in \
  "$tenseal $here/side_by_side.py --images 2 --rounds 3" \
  "$tenseal $here/tenseal_tutorial.py --images 4" \
  "$tenseal $here/tenseal_batched.py" \
  "$seal $here/seal_op_by_op.py" \
  "$seal $here/openfhe_op_by_op.py"; do
  echo "$command" >&2
  $command | tee -a "$output"
done
