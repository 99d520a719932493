// Adapts a bundle to a support set and predicts with the adapted parameters, on stock ONNX Runtime alone.
//   node adapt-predict.mjs BUNDLE EXAMPLES.safetensors RESULT.safetensors
// EXAMPLES holds support_x, support_y and x; RESULT gets adapted.<p> for every adapted parameter, support_loss and y.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read, write } from './safetensors.mjs';

process.env.ORT_DISABLE_TELEMETRY ??= '1'; // read once, by ONNX Runtime 1.29 and newer
const ort = await import('onnxruntime-node');

const [bundle, examplesFile, resultFile] = process.argv.slice(2);
if (!resultFile) {
  console.error('usage: node adapt-predict.mjs BUNDLE EXAMPLES.safetensors RESULT.safetensors');
  process.exit(2);
}

const tensor = ({ type, data, dims }) => new ort.Tensor(type, data, dims);
const manifest = JSON.parse(readFileSync(join(bundle, 'manifest.json'), 'utf8'));
const examples = read(examplesFile);
const theta = read(join(bundle, 'theta.safetensors'));

// One thread, because few-shot batches are small, and the results are then the same on every number of cores.
const open = (file, graphOptimizationLevel) => ort.InferenceSession.create(join(bundle, file), { graphOptimizationLevel, intraOpNumThreads: 1 });

// Adaptation graphs were simplified at export; the manifest says where ONNX Runtime's optimisation gains something all the same.
const adapt = await open('adapt.onnx', manifest.optimizeAdapt ? 'all' : 'disabled');
const adapted = await adapt.run({ support_x: tensor(examples.support_x), support_y: tensor(examples.support_y) });

const predict = await open('predict.onnx', 'all');
const parameters = predict.inputNames.filter((name) => name.startsWith('theta.')).map((name) => name.slice('theta.'.length));
const feeds = Object.fromEntries(parameters.map((p) => [`theta.${p}`, adapted[`adapted.${p}`] ?? tensor(theta[p])]));
const predicted = await predict.run({ [manifest.input.name]: tensor(examples.x), ...feeds });

write(resultFile, { ...adapted, y: predicted[manifest.output.name] });
