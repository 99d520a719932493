"""Adapts a MamlEdge bundle and predicts with it on stock ONNX Runtime, without any code of MamlEdge.

    pip install onnxruntime numpy safetensors
    python personalise.py BUNDLE EXAMPLES.safetensors QUERIES.safetensors [STATE.safetensors]

EXAMPLES holds x and y, QUERIES x. STATE keeps what was learned; where it exists, learning goes on from it. The same steps run in
docs/examples/node, which the tests of MamlEdge check against its own runtime; this file is not run by them, because not every
machine that tests can install ONNX Runtime for Python.
"""
import json
import os
import sys

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read once, by ONNX Runtime 1.29 and newer

import numpy as np
import onnxruntime as ort
from safetensors.numpy import load_file, save_file


def open_graph(bundle, name):
    options = ort.SessionOptions()
    if name in ("adapt.onnx", "continue.onnx"):  # simplified at export: optimising them again only takes time
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    return ort.InferenceSession(os.path.join(bundle, name), options, providers=["CPUExecutionProvider"])


def adapt(bundle, support_x, support_y, state=None):
    """Adapted parameters by name, and the support loss before each step and after the last."""
    inner = json.load(open(os.path.join(bundle, "manifest.json"), encoding="utf-8"))["inner"]
    feeds, losses = {"support_x": support_x, "support_y": support_y}, []
    theta = load_file(os.path.join(bundle, "theta.safetensors"))
    graph = open_graph(bundle, "continue.onnx" if state else "adapt.onnx")
    # A run of adapt.onnx takes all steps of the bundle, one of continue.onnx may take fewer.
    for _ in range(inner["steps"] // inner.get("continueSteps", inner["steps"]) if state else 1):
        if state:
            feeds |= {i.name: state.get(i.name[6:], theta.get(i.name[6:])) for i in graph.get_inputs() if i.name.startswith("theta.")}
        outputs = dict(zip([o.name for o in graph.get_outputs()], graph.run(None, feeds)))
        state = {name[8:]: value for name, value in outputs.items() if name.startswith("adapted.")}
        losses += list(outputs["support_loss"])[1 if losses else 0:]  # a run begins where the last one ended
    return state, losses


def predict(bundle, x, state):
    manifest = json.load(open(os.path.join(bundle, "manifest.json"), encoding="utf-8"))
    theta = load_file(os.path.join(bundle, "theta.safetensors"))
    graph = open_graph(bundle, "predict.onnx")
    feeds = {i.name: state.get(i.name[6:], theta.get(i.name[6:])) for i in graph.get_inputs() if i.name.startswith("theta.")}
    return graph.run([manifest["output"]["name"]], {manifest["input"]["name"]: x, **feeds})[0]


if __name__ == "__main__":
    bundle, examples, queries, *rest = sys.argv[1:]
    support, query = load_file(examples), load_file(queries)
    before = load_file(rest[0]) if rest and os.path.exists(rest[0]) else None
    learned, losses = adapt(bundle, support["x"], support["y"], before)
    print("support loss", " -> ".join(f"{loss:.4f}" for loss in losses))
    print(np.array2string(predict(bundle, query["x"], learned), precision=4))
    if rest:
        save_file(learned, rest[0])
