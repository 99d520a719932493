"""Writes the models of this folder and their reference gradients: modules of PyTorch, exported by torch.onnx, differentiated twice by autograd.

Run: python3 make_references.py (torch 1.13, onnx 1.12). Each case is NAME.onnx (float32) and NAME.safetensors (float64):
  in.X        inputs                             cot.y       cotangent of the output y
  out.y       the output                         grad.P      gradient of <cot.y, y> in the input or parameter P
  dir.P       random directions                  grad2.P     gradient of sum over P of <dir.P, grad.P>
  grad2.cot.y the same in the cotangent       (first order only where torch has no second)
Inputs and parameters are exactly representable in float32; everything is computed in float64.
"""
import json
import math
import os
import struct
import sys

import onnx
import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))


def save(path, tensors):
    header, data = {}, b""
    for name, t in tensors.items():
        raw = t.detach().contiguous().numpy().tobytes()
        kind = {torch.float64: "F64", torch.float32: "F32", torch.int64: "I64", torch.bool: "BOOL"}[t.dtype]
        header[name] = {"dtype": kind, "shape": list(t.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def rounded(shape, scale=1.0):
    return (torch.randn(shape) * scale).float().double()


def save_node(name, node, inputs, y, opset):
    """One node with the attributes of a torch function that torch.onnx does not export."""
    kind, attributes = node
    info = lambda n, t: onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT if t.is_floating_point() else onnx.TensorProto.INT64, list(t.shape))
    graph = onnx.helper.make_graph([onnx.helper.make_node(kind, list(inputs), ["y"], **attributes)], name, [info(n, t) for n, t in inputs.items()], [info("y", y)])
    onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)], ir_version=8), os.path.join(HERE, name + ".onnx"))


def case(name, module, inputs, opset=17, free=None, node=None, second_order=True):
    """inputs: name -> tensor; free: axes of any length by input; node: the model is this one node instead of what torch exports."""
    if sys.argv[1:] and name not in sys.argv[1:]:
        return
    torch.manual_seed(sum(map(ord, name)))
    module = module.eval()
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(rounded(p.shape, 0.5))
    module = module.float()
    floats = tuple(t.float() if t.is_floating_point() else t for t in inputs.values())
    if node:
        save_node(name, node, inputs, module(*floats), opset)
    else:
        torch.onnx.export(module, floats, os.path.join(HERE, name + ".onnx"), input_names=list(inputs), output_names=["y"], opset_version=opset,
                          do_constant_folding=False, dynamic_axes=free)
    module = module.double()
    inputs = {n: t.detach().clone().requires_grad_(t.is_floating_point()) for n, t in inputs.items()}
    leaves = {n: t for n, t in list(inputs.items()) + list(module.named_parameters()) if t.requires_grad}
    y = module(*inputs.values())
    cot = rounded(y.shape).requires_grad_(True)
    first = torch.autograd.grad((y * cot).sum(), list(leaves.values()), create_graph=True)
    tensors = {"in." + n: t for n, t in inputs.items()}
    tensors.update({"out.y": y, "cot.y": cot})
    tensors.update({"grad." + n: g for n, g in zip(leaves, first)})
    if second_order:
        directions = [rounded(g.shape) for g in first]
        inner = sum((d * g).sum() for d, g in zip(directions, first))
        second = torch.autograd.grad(inner, list(leaves.values()) + [cot], allow_unused=True)
        for n, g, d, h in zip(list(leaves) + ["cot.y"], first + (cot,), directions + [None], second):
            tensors.update({"grad2." + n: torch.zeros_like(g) if h is None else h})
            if d is not None:
                tensors["dir." + n] = d
    save(os.path.join(HERE, name + ".safetensors"), tensors)
    print(name, {n: tuple(t.shape) for n, t in leaves.items()})


class First(nn.Module):
    """The first result of a module that has several."""

    def __init__(self, inner, **arguments):
        super().__init__()
        self.inner, self.arguments = inner, arguments

    def forward(self, *x):
        return self.inner(*x, **self.arguments)[0]


class Call(nn.Module):
    """A function of tensors as a module."""

    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, *x):
        return self.f(*x)


class Classifier(nn.Module):
    """The last state of a recurrent layer, and a linear head."""

    def __init__(self, recurrent, width, classes):
        super().__init__()
        self.recurrent, self.head = recurrent, nn.Linear(width, classes)

    def forward(self, x):
        state = self.recurrent(x)[1]
        return self.head((state[0] if isinstance(state, tuple) else state)[-1])


def attention(q, k, v, mask):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    return torch.softmax(scores.masked_fill(mask, float("-inf")), -1) @ v


torch.manual_seed(1)
case("lstm", First(nn.LSTM(3, 2, num_layers=2, bidirectional=True)), {"x": rounded((4, 2, 3))}, 14)
case("lstm_classifier", Classifier(nn.LSTM(3, 4, batch_first=True), 4, 3), {"x": rounded((2, 5, 3))}, free={"x": {0: "N"}})
case("gru", First(nn.GRU(3, 2, bidirectional=True)), {"x": rounded((4, 2, 3))})
case("gru_classifier", Classifier(nn.GRU(3, 4, batch_first=True), 4, 3), {"x": rounded((2, 5, 3))}, free={"x": {0: "N"}})
case("rnn_relu", First(nn.RNN(3, 4, nonlinearity="relu", bias=False)), {"x": rounded((4, 2, 3))})

causal = torch.triu(torch.ones(4, 4, dtype=torch.bool), 1)
case("multihead_attention", First(nn.MultiheadAttention(6, 2, batch_first=True)), {"q": rounded((2, 4, 6)), "k": rounded((2, 3, 6)), "v": rounded((2, 3, 6))}, 14)
case("multihead_attention_causal", First(nn.MultiheadAttention(6, 3), attn_mask=causal), {"q": (x := rounded((4, 2, 6))), "k": x + 0.5, "v": x - 0.25}, 16)
case("multihead_attention_padded", First(nn.MultiheadAttention(4, 2, batch_first=True)),
     {"q": rounded((2, 3, 4)), "k": rounded((2, 3, 4)), "v": rounded((2, 3, 4)), "padding": torch.tensor([[False, False, True], [False, True, True]])}, 17)
case("transformer_layer", nn.TransformerEncoderLayer(6, 2, 8, dropout=0.0, activation="gelu", batch_first=True), {"x": rounded((2, 3, 6))}, 17)
case("transformer_layer_first", nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, activation=torch.tanh, norm_first=True), {"x": rounded((3, 2, 4))}, 14)
case("masked_attention", Call(attention), {"q": rounded((2, 2, 4, 3)), "k": rounded((2, 2, 4, 3)), "v": rounded((2, 2, 4, 3)), "mask": causal}, 15)

# Ties and zeros: where the conventions of PyTorch decide.
repeated = torch.tensor([[0, 0, 2, 1, 1], [1, 1, 0, 2, 2]])
data, updates = torch.tensor([[1.0, -2, 3], [0.5, 2, -1]]).double(), torch.tensor([[1.0, 1, 4, -2, -3], [2, 2, 0.5, -1, -1]]).double()
for ours, theirs in {"max": "amax", "min": "amin", "mul": "prod", "add": "sum"}.items():
    case("scatter_" + ours, Call(lambda x, i, u, r=theirs: x.scatter_reduce(1, i, u, r, include_self=True)), {"x": data, "i": repeated, "u": updates}, 18,
         node=("ScatterElements", {"axis": 1, "reduction": ours}))
case("scatter_mul_zeros", Call(lambda x, i, u: x.scatter_reduce(1, i, u, "prod", include_self=True)), {"x": data * (data != 0.5), "i": repeated, "u": updates * (updates.abs() != 2)}, 18,
     node=("ScatterElements", {"axis": 1, "reduction": "mul"}), second_order=False)
case("scatter", Call(lambda x, i, u: x.scatter(1, i, u)), {"x": rounded((2, 4)), "i": torch.tensor([[3, 1], [0, 2]]), "u": rounded((2, 2))})
case("index_put", Call(lambda x, u: x.index_put((torch.tensor([0, 2]), torch.tensor([1, 1])), u * x.sum())), {"x": rounded((3, 2)), "u": rounded((2,))}, 16)
case("boolean_mask", Call(lambda x: x[x > 0] ** 3), {"x": rounded((3, 4))}, 14, second_order=False)
case("topk", Call(lambda x: torch.topk(x, 2, dim=1)[0] ** 2), {"x": rounded((3, 4))})
border = torch.tensor([[[-1.0, 1], [1, -1], [-1.25, 0.5], [0.25, 1.5]], [[0, 0], [2.5, -3.25], [0.75, -0.5], [-0.25, 0.125]]]).double().reshape(2, 2, 2, 2)
grids = [("bilinear", padding, align) for padding in ["zeros", "border", "reflection"] for align in [False, True]]
for mode, padding, align in grids + [("bicubic", "border", True), ("bicubic", "reflection", False), ("nearest", "reflection", False)]:
    case(f"grid_{mode}_{padding}{'_corners' if align else ''}", Call(lambda x, grid, m=mode, p=padding, a=align: nn.functional.grid_sample(x, grid, m, p, a)),
         {"x": rounded((2, 1, 3, 4)), "grid": border}, 16, second_order=False)

# Shape arithmetic that PyTorch writes with ends of -(2^63 - 1).
case("flip", Call(lambda x: torch.flip(x * x, [1])), {"x": rounded((2, 3, 4))})
case("pad_constant", Call(lambda x: nn.functional.pad(x * x, (1, -1, 2, 0))), {"x": rounded((2, 3, 4))})
case("pad_reflect", nn.Conv1d(2, 2, 3, padding=2, padding_mode="reflect"), {"x": rounded((2, 2, 5))}, free={"x": {0: "N"}})
case("lrn", nn.LocalResponseNorm(3), {"x": rounded((2, 5, 2, 2))}, free={"x": {0: "N"}})
