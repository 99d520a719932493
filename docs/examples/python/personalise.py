"""Adapts a MamlEdge bundle and predicts with it on stock ONNX Runtime, without any code of MamlEdge.

    pip install onnxruntime numpy safetensors
    python personalise.py BUNDLE EXAMPLES.safetensors QUERIES.safetensors PREDICTIONS.safetensors [STATE.safetensors]

EXAMPLES holds x and y, QUERIES x; PREDICTIONS gets y. STATE keeps what was learned; where it exists, learning goes on from it.
"""
import json
import os
import sys

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read once, by ONNX Runtime 1.29 and newer

import onnxruntime as ort
from safetensors.numpy import load_file, save_file


def read_manifest(bundle):
    with open(os.path.join(bundle, "manifest.json"), encoding="utf-8") as file:
        return json.load(file)


def open_graph(bundle, name):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1  # few-shot batches are small; and the results are then the same on every number of cores
    # Adaptation graphs were simplified at export; the manifest says where ONNX Runtime's optimisation gains something all the same.
    flag = {"adapt.onnx": "optimizeAdapt", "continue.onnx": "optimizeContinue"}.get(name)
    optimised = name == "predict.onnx" or read_manifest(bundle).get(flag, False)
    options.graph_optimization_level = getattr(ort.GraphOptimizationLevel, "ORT_ENABLE_ALL" if optimised else "ORT_DISABLE_ALL")
    return ort.InferenceSession(os.path.join(bundle, name), options, providers=["CPUExecutionProvider"])


def theta_inputs(bundle, graph, state):
    """All parameters as inputs of a graph: those that were learned on the device, and the meta-learned rest."""
    theta = load_file(os.path.join(bundle, "theta.safetensors")) | state
    return {i.name: theta[i.name[6:]] for i in graph.get_inputs() if i.name.startswith("theta.")}


def adapt(bundle, support_x, support_y, state=None):
    """Adapted parameters by name, and the support loss before each step and after the last."""
    inner = read_manifest(bundle)["inner"]
    graph = open_graph(bundle, "continue.onnx" if state else "adapt.onnx")
    losses = []
    # A run of adapt.onnx takes all steps of the bundle, one of continue.onnx may take fewer.
    for _ in range(inner["steps"] // inner.get("continueSteps", inner["steps"]) if state else 1):
        feeds = {"support_x": support_x, "support_y": support_y} | (theta_inputs(bundle, graph, state) if state else {})
        outputs = dict(zip([o.name for o in graph.get_outputs()], graph.run(None, feeds)))
        state = {name[8:]: value for name, value in outputs.items() if name.startswith("adapted.")}
        losses += list(outputs["support_loss"])[1 if losses else 0:]  # a run begins where the last one ended
    return state, losses


def predict(bundle, x, state):
    manifest, graph = read_manifest(bundle), open_graph(bundle, "predict.onnx")
    return graph.run([manifest["output"]["name"]], {manifest["input"]["name"]: x} | theta_inputs(bundle, graph, state))[0]


if __name__ == "__main__":
    if len(sys.argv) not in (5, 6):
        sys.exit("usage: python personalise.py BUNDLE EXAMPLES.safetensors QUERIES.safetensors PREDICTIONS.safetensors [STATE.safetensors]")
    bundle, examples, queries, predictions, *kept = sys.argv[1:]
    support = load_file(examples)
    before = load_file(kept[0]) if kept and os.path.exists(kept[0]) else None
    learned, losses = adapt(bundle, support["x"], support["y"], before)
    print("support loss", " -> ".join(f"{loss:.4f}" for loss in losses))
    save_file({"y": predict(bundle, load_file(queries)["x"], learned)}, predictions)
    if kept:
        save_file(learned, kept[0])
