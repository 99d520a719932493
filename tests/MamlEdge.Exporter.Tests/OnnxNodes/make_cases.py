"""Writes the node tests of ONNX itself, with their inputs and expected outputs, to cases.tar.gz, and to excluded.txt what stays out and why.

Run: python3 make_cases.py (onnx 1.12). Inside the archive things lie as in ONNX's own test data:
  NAME/model.onnx    NAME/input_N.pb    NAME/output_N.pb
A model of an older opset is raised to 11 where its operators are the same there.
"""
import gzip
import io
import os
import tarfile
import warnings

import numpy as np

warnings.filterwarnings("ignore")
for name, kind in [("float", float), ("int", int), ("bool", bool), ("object", object)]:
    setattr(np, name, kind)  # names that onnx 1.12 uses and later versions of numpy lack

import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

HERE = os.path.dirname(os.path.abspath(__file__))
FIRST_OPSET = 11
MOST_BYTES = 32_000
FLOATS = (np.float16, np.float32, np.float64)


def raised(model):
    """The model at opset 11 or later, or None where an operator of it differs there."""
    version = model.opset_import[0].version
    if version < FIRST_OPSET:
        if any(onnx.defs.get_schema(n.op_type, FIRST_OPSET).since_version > version for n in model.graph.node):
            return None
        model.opset_import[0].version = FIRST_OPSET
    return model


def reason(model, values, sides):
    """Why a case stays out, or None."""
    if any(o.domain not in ("", "ai.onnx") for o in model.opset_import):
        return "an operator of another domain"
    if any(v is None or isinstance(v, (list, dict)) for v in values):
        return "a sequence or an optional value"
    if any(np.asarray(v).dtype.kind in "OUS" for v in values):
        return "texts"
    if any(not any(np.asarray(v).dtype in FLOATS for v in side) for side in sides):
        return "no floating-point input or output: nothing to differentiate"
    if raised(model) is None:
        return "an operator of an opset before 11 that has changed since"
    if len(model.SerializeToString()) + sum(np.asarray(v).nbytes for v in values) > MOST_BYTES:
        return f"more than {MOST_BYTES} bytes; smaller cases have the same operator"
    return None


def add(archive, name, data):
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


cases = sorted({c.name: c for c in collect_testcases(None)}.values(), key=lambda c: c.name)
excluded, buffer = [], io.BytesIO()
with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
    for case in cases:
        inputs, outputs = case.data_sets[0]
        why = reason(case.model, [*inputs, *outputs], (inputs, outputs))
        name = case.name.removeprefix("test_")
        if why:
            excluded.append(f"{name}: {why}")
            continue
        case.model.producer_name = ""
        add(archive, f"{name}/model.onnx", case.model.SerializeToString())
        for kind, values in [("input", inputs), ("output", outputs)]:
            for i, value in enumerate(values):
                add(archive, f"{name}/{kind}_{i}.pb", numpy_helper.from_array(np.asarray(value)).SerializeToString())

with open(os.path.join(HERE, "cases.tar.gz"), "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
    packed.write(buffer.getvalue())
with open(os.path.join(HERE, "excluded.txt"), "w", encoding="utf-8") as file:
    file.write("\n".join(excluded) + "\n")
print(len(cases), "cases,", len(excluded), "excluded,", os.path.getsize(os.path.join(HERE, "cases.tar.gz")), "bytes")
