"""Reads and writes safetensors files with NumPy: 8 bytes of header length, a JSON header, then the tensors' bytes."""
import json
import struct

import numpy as np

DTYPES = {"F32": np.dtype("<f4"), "I64": np.dtype("<i8")}


def read(path):
    """Returns (tensors by name, metadata)."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[start:end], DTYPES[entry["dtype"]]).reshape(entry["shape"]).copy()
    return tensors, metadata


def write(path, tensors):
    """Writes arrays by name: int64 as they are, all others as float32."""
    header, blobs, offset = {}, [], 0
    for name, array in tensors.items():
        dtype = "I64" if array.dtype == np.int64 else "F32"
        blob = np.ascontiguousarray(array, DTYPES[dtype]).tobytes()
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))
