"""Writes the hand-made bundles of these tests: gradients derived by hand, so that they check the runtime independently
of the exporter. Needs Python 3 with numpy and onnx 1.12 or newer; run it in this folder: python3 make.py

  line    regression      y = x W + b, mean squared error, k = 1
  votes   classification  y = (x * scale) W + b, cross-entropy, k = 2; scale is fixed, W and b are adapted
  filter  regression      y = mean over positions of Conv(x, w), mean squared error, k = 2: a convolution, whose weights
                          ONNX Runtime rearranges when it loads a model
"""
import hashlib
import json
import struct
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper

OPSET, IR = 17, 8


class Bundle:
    def __init__(self, name, task, loss, x, y, target, parameters, adapted, steps, rate):
        self.name, self.task, self.loss = name, task, loss
        self.x, self.y, self.target = x, y, target
        self.parameters, self.adapted, self.steps, self.rate = parameters, adapted, steps, rate

    def theta(self):
        header, offset = {}, 0
        for name, value in self.parameters.items():
            header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
            offset += value.nbytes
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-(8 + len(text)) % 64)
        self.start = 8 + len(text)
        self.offsets = {name: self.start + entry["data_offsets"][0] for name, entry in header.items()}
        return struct.pack("<Q", len(text)) + text + b"".join(v.astype("<f4").tobytes() for v in self.parameters.values())

    def external(self, name):
        value = self.parameters[name]
        tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=value.shape, data_location=TensorProto.EXTERNAL)
        for key, text in (("location", "theta.safetensors"), ("offset", self.offsets[name]), ("length", value.nbytes)):
            tensor.external_data.add(key=key, value=str(text))
        return tensor

    def model(self, nodes, inputs, outputs, theta_as_inputs, constants):
        names = {n for node in nodes for n in node.input}
        used = [p for p in self.parameters if p in names]
        if theta_as_inputs:
            nodes = [helper.make_node("Identity", ["theta." + p], [p]) for p in used] + nodes
            inputs = inputs + [info("theta." + p, v.shape) for p, v in self.parameters.items()]
            initializers = []
        else:
            initializers = [self.external(p) for p in used]
        initializers += [helper.make_tensor(n, t, list(s), v) for n, (t, s, v) in constants.items() if n in names]
        graph = helper.make_graph(nodes, self.name, inputs, outputs, initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="make.py")
        model.ir_version = IR
        return model.SerializeToString()

    def adapt(self, gradients, constants, theta_as_inputs):
        """gradients(prefix, values) -> (nodes, loss name, {parameter: gradient name}) at the values of the parameters."""
        nodes, losses, values = [], [], {p: p for p in self.parameters}
        for step in range(self.steps + 1):
            at = f"step{step}/"
            more, loss, grads = gradients(at, values)
            nodes += more + [helper.make_node("Unsqueeze", [loss, "axis0"], [at + "loss1"])]
            losses.append(at + "loss1")
            if step == self.steps:
                break
            for p in self.adapted:
                new = f"adapted.{p}" if step == self.steps - 1 else f"{at}{p}"
                nodes += [helper.make_node("Mul", [grads[p], "rate"], [at + "move/" + p]),
                          helper.make_node("Sub", [values[p], at + "move/" + p], [new])]
                values[p] = new
        nodes.append(helper.make_node("Concat", losses, ["support_loss"], axis=0))
        outputs = [info("adapted." + p, self.parameters[p].shape) for p in self.adapted]
        outputs.append(info("support_loss", [self.steps + 1]))
        kind = TensorProto.INT64 if self.loss == "cross-entropy" else TensorProto.FLOAT
        inputs = [info("support_x", ["S"] + self.x[1:]), info("support_y", ["S"] + self.target[1:], kind)]
        constants = dict(constants, rate=(TensorProto.FLOAT, [], [self.rate]), axis0=(TensorProto.INT64, [1], [0]))
        return self.model(prune(nodes, [o.name for o in outputs]), inputs, outputs, theta_as_inputs, constants)

    def write(self, forward, gradients, constants):
        folder = Path(self.name)
        folder.mkdir(exist_ok=True)
        x, y = [info("x", self.x)], [info("y", self.y)]
        files = {
            "theta.safetensors": self.theta(),
            "forward.onnx": self.model(forward, x, y, False, constants),
            "predict.onnx": self.model(forward, x, y, True, constants),
            "adapt.onnx": self.adapt(gradients, constants, False),
            "continue.onnx": self.adapt(gradients, constants, True),
        }
        spec = lambda name, kind, shape: {"name": name, "type": kind, "shape": shape}
        manifest = {
            "format": 1, "name": self.name, "task": self.task, "opset": OPSET, "minimumOnnxRuntime": "1.14",
            "input": spec("x", "float32", self.x), "output": spec("y", "float32", self.y),
            "target": spec("support_y", "int64" if self.loss == "cross-entropy" else "float32", self.target),
            "symbols": {"N": "examples per prediction", "S": "support examples"},
            "loss": self.loss,
            "inner": {"optimizer": "sgd", "steps": self.steps, "learningRate": self.rate, "momentum": 0,
                      "learningRates": "single", "firstOrder": False},
            "parameters": [dict(spec(p, "float32", list(v.shape)), adapted=p in self.adapted)
                           for p, v in self.parameters.items()],
            "normalization": "none", "metrics": [], "provenance": {"tool": "make.py"},
            "files": {n: {"sha256": hashlib.sha256(b).hexdigest(), "bytes": len(b)} for n, b in files.items()},
        }
        files["manifest.json"] = (json.dumps(manifest, indent=2) + "\n").encode()
        for name, contents in files.items():
            (folder / name).write_bytes(contents)


def info(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, list(shape))


def prune(nodes, outputs):
    needed, kept = set(outputs), []
    for node in reversed(nodes):
        if any(o in needed for o in node.output):
            kept.append(node)
            needed.update(node.input)
    return kept[::-1]


def node(operator, inputs, output, **attributes):
    return helper.make_node(operator, inputs, [output], **attributes)


def line():
    def predict(x, w, b, y, at=""):
        return [node("MatMul", [x, w], at + "xw"), node("Add", [at + "xw", b], y)]

    def gradients(at, values):
        # loss = mean (y - t)^2; dy = 2 (y - t) / count; dW = x^T dy; db = sum dy
        nodes = predict("support_x", values["weight"], values["bias"], at + "y", at) + [
            node("Sub", [at + "y", "support_y"], at + "error"),
            node("Mul", [at + "error", at + "error"], at + "square"),
            node("ReduceMean", [at + "square"], at + "loss", keepdims=0),
            node("Size", [at + "error"], at + "size"), node("Cast", [at + "size"], at + "count", to=TensorProto.FLOAT),
            node("Div", ["two", at + "count"], at + "scale"), node("Mul", [at + "error", at + "scale"], at + "dy"),
            node("Transpose", ["support_x"], at + "xt", perm=[1, 0]), node("MatMul", [at + "xt", at + "dy"], at + "dw"),
            node("ReduceSum", [at + "dy", "axis0"], at + "db", keepdims=0)]
        return nodes, at + "loss", {"weight": at + "dw", "bias": at + "db"}

    parameters = {"weight": np.array([[0.5], [-0.25]], np.float32), "bias": np.array([0.125], np.float32)}
    bundle = Bundle("line", "regression", "mse", ["N", 2], ["N", 1], ["S", 1], parameters, ["weight", "bias"], 1, 0.125)
    bundle.write(predict("x", "weight", "bias", "y"), gradients, {"two": (TensorProto.FLOAT, [], [2.0])})


def votes():
    def predict(x, scale, w, b, y, at=""):
        return [node("Mul", [x, scale], at + "h"), node("MatMul", [at + "h", w], at + "hw"), node("Add", [at + "hw", b], y)]

    def gradients(at, values):
        # loss = -mean log softmax(y)[label]; dy = (softmax(y) - onehot) / S; dW = h^T dy; db = sum dy
        nodes = predict("support_x", values["scale"], values["weight"], values["bias"], at + "y", at) + [
            node("OneHot", ["support_y", "ways", "off_on"], at + "hot", axis=-1),
            node("LogSoftmax", [at + "y"], at + "log", axis=-1), node("Mul", [at + "log", at + "hot"], at + "picked"),
            node("ReduceSum", [at + "picked", "axis1"], at + "each", keepdims=0),
            node("ReduceMean", [at + "each"], at + "mean", keepdims=0), node("Neg", [at + "mean"], at + "loss"),
            node("Exp", [at + "log"], at + "p"), node("Sub", [at + "p", at + "hot"], at + "d"),
            node("Size", ["support_y"], at + "size"), node("Cast", [at + "size"], at + "count", to=TensorProto.FLOAT),
            node("Div", [at + "d", at + "count"], at + "dy"),
            node("Transpose", [at + "h"], at + "ht", perm=[1, 0]), node("MatMul", [at + "ht", at + "dy"], at + "dw"),
            node("ReduceSum", [at + "dy", "axis0"], at + "db", keepdims=0)]
        return nodes, at + "loss", {"weight": at + "dw", "bias": at + "db"}

    random = np.random.RandomState(1)
    parameters = {"scale": np.array([1, 0.5, 2, 1], np.float32),
                  "weight": random.randn(4, 3).astype(np.float32), "bias": np.zeros(3, np.float32)}
    bundle = Bundle("votes", "classification", "cross-entropy", ["N", 4], ["N", 3], ["S"], parameters,
                    ["weight", "bias"], 2, 0.5)
    bundle.write(predict("x", "scale", "weight", "bias", "y"), gradients, {
        "ways": (TensorProto.INT64, [], [3]), "off_on": (TensorProto.FLOAT, [2], [0.0, 1.0]),
        "axis1": (TensorProto.INT64, [1], [1])})


def filters():
    def predict(x, w, y):
        return [node("Conv", [x, w], "conv", kernel_shape=[3, 3]), node("GlobalAveragePool", ["conv"], "pool"),
                node("Flatten", ["pool"], y)]

    def gradients(at, values):
        # Linear in w: y[n, o] = sum over c, i, j of w[o, c, i, j] m[n, c, i, j], m = mean of x over windows of 6 x 6
        w = values["weight"]
        nodes = [
            node("AveragePool", ["support_x"], at + "m4", kernel_shape=[6, 6]), node("Flatten", [at + "m4"], at + "m"),
            node("Reshape", [w, "rows"], at + "w"), node("Transpose", [at + "w"], at + "wt", perm=[1, 0]),
            node("MatMul", [at + "m", at + "wt"], at + "y"), node("Sub", [at + "y", "support_y"], at + "error"),
            node("Mul", [at + "error", at + "error"], at + "square"),
            node("ReduceMean", [at + "square"], at + "loss", keepdims=0),
            node("Size", [at + "error"], at + "size"), node("Cast", [at + "size"], at + "count", to=TensorProto.FLOAT),
            node("Div", ["two", at + "count"], at + "scale"), node("Mul", [at + "error", at + "scale"], at + "dy"),
            node("Transpose", [at + "dy"], at + "dyt", perm=[1, 0]), node("MatMul", [at + "dyt", at + "m"], at + "dw2"),
            node("Reshape", [at + "dw2", "like_w"], at + "dw")]
        return nodes, at + "loss", {"weight": at + "dw"}

    parameters = {"weight": (np.random.RandomState(2).randn(16, 4, 3, 3) / 6).astype(np.float32)}
    bundle = Bundle("filter", "regression", "mse", ["N", 4, 8, 8], ["N", 16], ["S", 16], parameters, ["weight"], 2, 1.0)
    bundle.write(predict("x", "weight", "y"), gradients, {
        "two": (TensorProto.FLOAT, [], [2.0]), "rows": (TensorProto.INT64, [2], [16, 36]),
        "like_w": (TensorProto.INT64, [4], [16, 4, 3, 3])})


line()
votes()
filters()
