#!/usr/bin/env bash
# Times MamlEdge on this machine, as ratios within one run; arguments go to the benchmark (see --help):
#   run.sh                a meta-iteration against PyTorch
#   run.sh engines        both engines, and PyTorch: perceptron and conv4-64, k = 1 and 5 (TorchSharp=cpu for the engine torch)
#   run.sh agreement DIR  how far both engines agree along a training on Omniglot (TorchSharp=cpu; --trainings-alone is quicker, --outer-rate R and others change settings)
#   run.sh meta-batch     several tasks a run against task by task
#   run.sh since COMMIT   meta-iterations against an earlier version of the trainer, built from that commit
#   run.sh adapt          adaptation against one matrix product; loading
#   run.sh optimisation   graphs loaded with ONNX Runtime's optimisation on and off
#   run.sh head-only      adapting the head of a deep net against one forward pass
#   run.sh many-steps     export, file size and loading for k = 1, 10, 100
#   run.sh personal       personal predictions and adaptations against ONNX Runtime called directly, and PyTorch (--device cuda with Ort=gpu)
#   run.sh guards BUNDLE  held-out check and added classes on generated characters
#   run.sh memory         the manifest's figures of memory against the process
#   run.sh optimised-models BUNDLE  loading with and without a folder of optimised graphs
#   run.sh soak ...       long runs of the runtime library (see soak --help)
#   run.sh sampling       drawing the tasks of a meta-batch against the meta-iteration (--omniglot FOLDER)
#   run.sh states         personal states: files, a store, an encrypted store (--folder DIR)
#   run.sh start          the command for devices: start of the process to the first prediction, and memory
# PYTHON names the interpreter to use; otherwise the first one with torch and functorch is taken.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..

"$root/eng/restore-onnxruntime.sh"
build=$(dotnet build "$here/MamlEdge.Benchmarks" -c Release -v q -nologo -clp:NoSummary) || { echo "$build" >&2; exit 1; }

if [[ ${1:-} == start ]]; then
  shift
  device=$root/artifacts/published/MamlEdge.Device
  published=$(dotnet publish "$root/runtime/MamlEdge.Device" -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" \
    --artifacts-path "$root/artifacts/ahead-of-time" -o "$device" -v q -nologo) || { echo "$published" >&2; exit 1; }
  exec dotnet "$here/MamlEdge.Benchmarks/bin/Release/net10.0/MamlEdge.Benchmarks.dll" start "$device/maml-edge-device" "$root/models/omniglot-5w1s" "$@"
fi

if [[ ${1:-} == since ]]; then
  commit=$(git -C "$root" rev-parse --short "${2:?a commit}")
  shift 2
  earlier=$root/artifacts/earlier/$commit
  trainer=$earlier/trainer/MamlEdge.Trainer/bin/Release/net10.0
  if [[ ! -f $trainer/MamlEdge.Trainer.dll ]]; then
    mkdir -p "$earlier"
    git -C "$root" archive "$commit" | tar -x -C "$earlier"
    "$earlier/eng/restore-onnxruntime.sh"
    built=$(dotnet build "$earlier/trainer/MamlEdge.Trainer" -c Release -v q -nologo -clp:NoSummary) || { echo "$built" >&2; exit 1; }
  fi
  exec dotnet "$here/MamlEdge.Benchmarks/bin/Release/net10.0/MamlEdge.Benchmarks.dll" since "$trainer" "$@"
fi

python=()
for candidate in ${PYTHON:+"$PYTHON"} python3 /usr/bin/python3; do
  if "$candidate" -c 'import functorch, numpy, torch' > /dev/null 2>&1; then python=(--python "$candidate"); break; fi
done
((${#python[@]})) || echo "PyTorch with functorch is not installed: the comparison is skipped, MamlEdge alone is timed." >&2

exec dotnet "$here/MamlEdge.Benchmarks/bin/Release/net10.0/MamlEdge.Benchmarks.dll" "${python[@]}" "$@"
