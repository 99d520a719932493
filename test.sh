#!/usr/bin/env bash
# Builds everything and runs every test project in Release. The last line says how it went:
#   N passed, N failed[, N skipped]
# The exit code is 0 only where everything built, every project ran at least one test, and none failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

results=artifacts/test-results
passed=0 failed=0 skipped=0

summary() {
  if ((skipped)); then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
}

give_up() { echo "error: $1" >&2; failed=$((failed + 1)); summary; exit 1; }

counter() { sed -n "s/.*<Counters .*\b$2=\"\([0-9]*\)\".*/\1/p" "$1"; }

run_project() { # run_project CSPROJ: runs it and adds its counts
  local name total=0 executed=0 succeeded=0 code=0
  name=$(basename "$1" .csproj)
  dotnet test "$(dirname "$1")/bin/Release/net10.0/$name.dll" --logger "trx;LogFileName=$name.trx" \
    --logger "console;verbosity=minimal" --results-directory "$results" \
    --blame-hang-timeout 10m --blame-hang-dump-type none || code=$?
  if [[ -f $results/$name.trx ]]; then
    total=$(counter "$results/$name.trx" total) executed=$(counter "$results/$name.trx" executed)
    succeeded=$(counter "$results/$name.trx" passed)
  fi
  passed=$((passed + succeeded)) skipped=$((skipped + total - executed)) failed=$((failed + executed - succeeded))
  # A crash or an empty project fails no test by name; it counts as one.
  if ((total == 0)); then
    echo "error: $name ran no test" >&2; failed=$((failed + 1))
  elif ((code != 0 && executed == succeeded)); then
    echo "error: $name ended with exit code $code" >&2; failed=$((failed + 1))
  fi
}

eng/restore-onnxruntime.sh || give_up "ONNX Runtime packages are missing, see above"
dotnet build MamlEdge.sln -c Release -v q -nologo -clp:NoSummary || give_up "the solution does not build, see above"

rm -rf "$results"
for project in tests/*.Tests/*.Tests.csproj; do run_project "$project"; done
summary
((failed == 0))
