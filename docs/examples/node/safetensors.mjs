// Reads and writes safetensors files: 8 bytes of header length, a JSON header, then the tensors' bytes.
import { readFileSync, writeFileSync } from 'node:fs';

const arrays = { F32: Float32Array, I64: BigInt64Array };
const types = { F32: 'float32', I64: 'int64' };

/** The tensors of a file by name, each { type, data, dims } as ONNX Runtime's Tensor takes them. */
export function read(path) {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start));
  delete header.__metadata__;
  return Object.fromEntries(Object.entries(header).map(([name, { dtype, shape, data_offsets: [from, to] }]) => {
    if (!arrays[dtype]) throw new Error(`${path}: tensor '${name}' is ${dtype}, expected F32 or I64`);
    // A copy, because typed arrays need aligned memory.
    const data = new Uint8Array(bytes.subarray(start + from, start + to)).buffer;
    return [name, { type: types[dtype], data: new arrays[dtype](data), dims: shape }];
  }));
}

/** Writes float32 tensors { data, dims } by name. */
export function write(path, tensors) {
  const header = {};
  const blobs = [];
  let offset = 0;
  for (const [name, { data, dims }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [offset, offset + data.byteLength] };
    blobs.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(path, Buffer.concat([length, text, ...blobs]));
}
