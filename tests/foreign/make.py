#!/usr/bin/env python3
"""Writes the models of models/ with their references. Needs torch 1.13 and onnx 1.12; see README.md."""
import fnmatch
import io
import itertools
import json
import pathlib
import sys
import warnings

import numpy as np
import onnx
import torch
from onnx import external_data_helper, numpy_helper

import formula
import layouts
import pytorch_models as pytorch
import reference
import tensorflow_models as tensorflow

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / 'benchmarks'))
import safetensors_file  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent / 'models'
SAMPLES = 16
GENERATED = {'mobilenet'}  # too large to keep: weights from a formula, references as samples
FOLDED, KEPT = torch.onnx.TrainingMode.EVAL, torch.onnx.TrainingMode.PRESERVE

# name: (model, options of the export, input of an example, inner loop)
CASES = {
    'residual': (pytorch.ResNet, dict(opset_version=17, training=KEPT), [3, 16, 16], dict(loss='cross-entropy', lr=0.1)),
    'mobilenet': (pytorch.MobileNet, dict(opset_version=13, training=KEPT), [3, 32, 32], dict(loss='cross-entropy', lr=1.0)),
    'transformer': (pytorch.Transformer, dict(opset_version=17, training=FOLDED), [12, 6], dict(loss='cross-entropy', lr=0.1)),
    'lstm': (pytorch.LstmClassifier, dict(opset_version=14, training=FOLDED), [9, 5], dict(loss='cross-entropy', lr=0.5)),
    'gru': (pytorch.GruClassifier, dict(opset_version=11, training=FOLDED), [9, 5], dict(loss='cross-entropy', lr=0.5)),
    'sensor': (pytorch.SensorNet, dict(opset_version=11, training=FOLDED), [3, 60], dict(loss='cross-entropy', lr=0.1)),
    'unet': (pytorch.UNet, dict(opset_version=13, training=KEPT), [1, 16, 16], dict(loss='cross-entropy', lr=1.0)),
    'keras-cnn': (tensorflow.keras_cnn, None, [16, 16, 3], dict(loss='cross-entropy', lr=0.1)),
    'keras-separable': (tensorflow.keras_separable, None, [12, 12, 4], dict(loss='bce', lr=0.3, parameters=['*ReadVariableOp*'])),
    'keras-sequence': (tensorflow.keras_sequence, None, [8, 6], dict(loss='mse', lr=0.03)),
}


def exported(module_of, options, shape):
    """The ONNX model of a module with random weights, and the module as it was exported."""
    torch.manual_seed(0)
    module = module_of().eval()
    with torch.no_grad():
        for n, t in module.state_dict().items():
            if t.is_floating_point():
                centre, spread = formula.centre_and_spread(n, t.shape)
                t.copy_(centre + spread * (2 * torch.rand(t.shape) - 1))
    file = io.BytesIO()
    names = dict(input_names=['x'], output_names=['y'], dynamic_axes={'x': {0: 'N'}, 'y': {0: 'N'}})
    torch.onnx.export(module, torch.randn(2, *shape), file, **names, **options)
    if options['training'] == FOLDED:
        module = folded(module)
    return onnx.load_from_string(file.getvalue()), module


def folded(module):
    """The module with each batch norm that follows a convolution taken into it, as the exporter does by default."""
    for name, child in module.named_children():
        setattr(module, name, folded(child))
    if isinstance(module, torch.nn.Sequential):
        for a, b in zip(list(module), list(module)[1:]):
            if isinstance(b, torch.nn.modules.batchnorm._BatchNorm):
                i = list(module).index(a)
                module[i], module[i + 1] = torch.nn.utils.fusion.fuse_conv_bn_eval(a, b), torch.nn.Identity()
    return module


def generated(name, model, module):
    """Replaces every weight by one from the formula, in a file that is not kept; the table that the formula needs is."""
    table = [formula.entry(i.name, i.dims) for i in model.graph.initializer]
    lines = ',\n'.join(' ' + json.dumps(t) for t in table)
    (FOLDER / f'{name}.weights.json').write_text(f'[\n{lines}\n]\n')
    values, state, place = formula.weights(table), module.state_dict(), 0
    for i in model.graph.initializer:
        state[i.name].copy_(torch.from_numpy(values[i.name]))
        i.CopyFrom(numpy_helper.from_array(values[i.name], i.name))
        external_data_helper.set_external_data(i, name + '.weights', place, len(i.raw_data))
        place += len(i.raw_data)
        i.ClearField('raw_data')
    return {n: torch.from_numpy(t) for n, t in values.items()}


def sampled(results, theta):
    """Instead of each tensor: some of its elements, the length of its change, and the projection of that on a sign pattern."""
    for name, result in list(results.items()):
        parameter = name.split('.', 1)[1] if name.startswith(('adapted.', 'meta.')) else None
        if parameter is None:
            continue
        value = result.flatten()
        change = value - theta[parameter].flatten() if name.startswith('adapted.') else value
        signs = torch.from_numpy(np.sign(formula.uniform(len(value))))
        at = torch.arange(min(SAMPLES, len(value))) * len(value) // min(SAMPLES, len(value))
        results[name] = value[at]
        results['measure.' + name] = torch.stack([change.norm(), (change * signs).sum()])
    return results


def examples(part, count, shape, y, loss):
    """Random examples, with targets for outputs like y."""
    outputs = [count, *y.shape[1:]]
    target = {
        'cross-entropy': lambda: torch.randint(y.shape[1], [count, *y.shape[2:]]),
        'bce': lambda: torch.rand(outputs).round(),
        'mse': lambda: torch.randn(outputs),
    }[loss]()
    return {part + '_x': torch.randn(count, *shape), part + '_y': target}


def make(name):
    model_of, options, shape, loop = CASES[name]
    case = dict(name=name, steps=3, parameters=[], generated=name in GENERATED) | loop
    model, module = (model_of()[0], None) if options is None else exported(module_of=model_of, options=options, shape=shape)
    tensors = generated(name, model, module) if case['generated'] else {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in model.graph.initializer}
    statistics = {i for n in model.graph.node if n.op_type == 'BatchNormalization' for i in n.input[3:]}
    floats = {n: t.double() for n, t in tensors.items() if t.is_floating_point() and t.dim() > 0}
    globs = case['parameters']
    parameters = {n: t for n, t in floats.items() if (any(fnmatch.fnmatchcase(n, g) for g in globs) if globs else n not in statistics)}
    if module is None:
        written = model_of()[1]
        forward = lambda p, x: written({**{n: t.to(x.dtype) for n, t in floats.items()}, **p}, x)
    else:
        forward = layouts.forward_of(module, parameters)

    y = forward(parameters, torch.randn(1, *shape).double())
    for seed in itertools.count(1):
        torch.manual_seed(seed)
        data = examples('support', 4, shape, y, case['loss']) | examples('query', 3, shape, y, case['loss'])
        results = reference.adapt_and_differentiate(forward, parameters, case, data)
        if reference.is_smooth(forward, parameters, case, data, results):
            break
    print(f"{name}: seed {seed}, {sum(t.numel() for t in parameters.values())} parameters, loss {[round(float(v), 4) for v in results['support_loss']]} and {float(results['query_loss']):.4f}")
    if case['generated']:
        results = sampled(results, parameters)
    onnx.save(model, str(FOLDER / f'{name}.onnx'))
    safetensors_file.write(FOLDER / f'{name}.safetensors', {n: t.detach().numpy() for n, t in {**data, **results}.items()})
    return case


if __name__ == '__main__':
    warnings.filterwarnings('ignore')
    FOLDER.mkdir(exist_ok=True)
    index = FOLDER / 'index.json'
    cases = {c['name']: c for c in json.loads(index.read_text())['cases']} if index.exists() else {}
    for name in sys.argv[1:] or CASES:
        cases[name] = make(name)
    lines = ',\n'.join('  ' + json.dumps(cases[n]) for n in CASES if n in cases)
    index.write_text(f'{{"torch": "{torch.__version__}", "onnx": "{onnx.__version__}", "cases": [\n{lines}\n]}}\n')
