#!/usr/bin/env bash
# Times a meta-iteration of MamlEdge against PyTorch on this machine; arguments go to the benchmark (see --help).
# PYTHON names the interpreter to use; otherwise the first one with torch and functorch is taken.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..

"$root/eng/restore-onnxruntime.sh"
build=$(dotnet build "$here/MamlEdge.Benchmarks" -c Release -v q -nologo -clp:NoSummary) || { echo "$build" >&2; exit 1; }

python=()
for candidate in ${PYTHON:+"$PYTHON"} python3 /usr/bin/python3; do
  if "$candidate" -c 'import functorch, numpy, torch' > /dev/null 2>&1; then python=(--python "$candidate"); break; fi
done
((${#python[@]})) || echo "PyTorch with functorch is not installed: the comparison is skipped, MamlEdge alone is timed." >&2

exec dotnet "$here/MamlEdge.Benchmarks/bin/Release/net10.0/MamlEdge.Benchmarks.dll" "${python[@]}" "$@"
