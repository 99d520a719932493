"""
Models as tf2onnx writes them from Keras, node by node: images are channels-last, kernels are turned already, names are paths of
the TensorFlow graph. Each comes with the same function in PyTorch, written by hand.
"""
import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

DENSE, CONV, BIAS = '{}/MatMul/ReadVariableOp:0', '{}/Conv2D/ReadVariableOp:0', '{}/BiasAdd/ReadVariableOp:0'


class Writer:
    """Collects the nodes and initializers of a model."""

    def __init__(self, seed):
        self.nodes, self.initializers, self.random = [], [], np.random.default_rng(seed)

    def node(self, op, inputs, name, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [name + ':0'], name=name, **attributes))
        return name + ':0'

    def constant(self, name, values, dtype=np.int64):
        self.initializers.append(numpy_helper.from_array(np.array(values, dtype), name))
        return name

    def weight(self, name, *shape, centre=0.0):
        spread = 0.2 if len(shape) == 1 else np.sqrt(3 / np.prod(shape[1:] if len(shape) == 4 else shape[:1]))
        return self.constant(name, centre + spread * self.random.uniform(-1, 1, shape), np.float32)

    def model(self, x, y, outputs, opset=13):
        value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, ['unk__6', *shape])
        graph = helper.make_graph(self.nodes, 'tf2onnx', [value('x', x)], [value(y, outputs)], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', opset)], ir_version=7, producer_name='tf2onnx')
        onnx.checker.check_model(model)
        return model

    def dense(self, x, name, inputs, outputs):
        y = self.node('MatMul', [x, self.weight(DENSE.format(name), inputs, outputs)], name + '/MatMul')
        return self.node('Add', [y, self.weight(BIAS.format(name), outputs)], name + '/BiasAdd')


def keras_cnn():
    """Conv2D(relu), BatchNormalization, MaxPooling2D, Conv2D(relu), GlobalAveragePooling2D, Dense; padding 'same' is asymmetric."""
    w = Writer(1)
    c1, c2, bn, d = 'sequential/conv2d', 'sequential/conv2d_1', 'sequential/batch_normalization', 'sequential/dense'
    y = w.node('Transpose', ['x'], c1 + '/Conv2D__6', perm=[0, 3, 1, 2])
    y = w.node('Conv', [y, w.weight(CONV.format(c1), 8, 3, 3, 3), w.weight(BIAS.format(c1), 8)], c1 + '/BiasAdd', strides=[2, 2], pads=[0, 0, 1, 1], kernel_shape=[3, 3], group=1)
    y = w.node('Relu', [y], c1 + '/Relu')
    statistics = [w.weight(f'{bn}/{part}:0', 8, centre=centre) for part, centre in
                  [('ReadVariableOp', 1), ('ReadVariableOp_1', 0), ('FusedBatchNormV3/ReadVariableOp', 0), ('FusedBatchNormV3/ReadVariableOp_1', 1)]]
    y = w.node('BatchNormalization', [y, *statistics], bn + '/FusedBatchNormV3', epsilon=0.001)
    y = w.node('MaxPool', [y], 'sequential/max_pooling2d/MaxPool', strides=[2, 2], kernel_shape=[2, 2])
    y = w.node('Conv', [y, w.weight(CONV.format(c2), 12, 8, 3, 3), w.weight(BIAS.format(c2), 12)], c2 + '/BiasAdd', auto_pad='SAME_UPPER', kernel_shape=[3, 3])
    y = w.node('Relu', [y], c2 + '/Relu')
    y = w.node('GlobalAveragePool', [y], 'sequential/global_average_pooling2d/Mean')
    y = w.node('Squeeze', [y, w.constant('const_axes__24', [2, 3])], 'sequential/global_average_pooling2d/Mean_Squeeze__25')
    y = w.dense(y, d, 12, 5)

    def forward(p, x):
        y = F.relu(F.conv2d(F.pad(x.permute(0, 3, 1, 2), (0, 1, 0, 1)), p[CONV.format(c1)], p[BIAS.format(c1)], stride=2))
        scale, shift, mean, variance = (p[s] for s in statistics)
        y = F.max_pool2d(F.batch_norm(y, mean, variance, scale, shift, eps=0.001), 2)
        y = F.relu(F.conv2d(y, p[CONV.format(c2)], p[BIAS.format(c2)], padding=1)).mean((2, 3))
        return y @ p[DENSE.format(d)] + p[BIAS.format(d)]

    return w.model([16, 16, 3], y, [5]), forward


def keras_separable():
    """DepthwiseConv2D, 1x1 Conv2D, hard swish, mean over positions, Dense; transposes around each convolution, and a constant of rank 1."""
    w = Writer(2)
    depth, point, d = 'model/depthwise_conv2d', 'model/conv2d', 'model/dense'
    kernel, bias = depth + '/depthwise/ReadVariableOp:0', BIAS.format(depth)
    y = w.node('Transpose', ['x'], depth + '/depthwise__5', perm=[0, 3, 1, 2])
    y = w.node('Conv', [y, w.weight(kernel, 8, 1, 3, 3)], depth + '/depthwise', strides=[2, 2], pads=[0, 0, 1, 1], kernel_shape=[3, 3], dilations=[1, 1], group=4)
    y = w.node('Transpose', [y], depth + '/depthwise__8', perm=[0, 2, 3, 1])
    y = w.node('Add', [y, w.weight(bias, 8)], depth + '/BiasAdd')
    y = w.node('Transpose', [y], point + '/Conv2D__10', perm=[0, 3, 1, 2])
    y = w.node('Conv', [y, w.weight(CONV.format(point), 10, 8, 1, 1), w.weight(BIAS.format(point), 10)], point + '/BiasAdd', kernel_shape=[1, 1])
    z = w.node('Add', [y, w.constant('const_fold_opt__31', [3.0], np.float32)], 'model/tf.__operators__.add/AddV2')
    z = w.node('Clip', [z, w.constant('zero__12', 0, np.float32), w.constant('six__13', 6, np.float32)], 'model/re_lu/Relu6')
    y = w.node('Mul', [w.node('Mul', [z, w.constant('sixth__14', 1 / 6, np.float32)], 'model/tf.math.multiply/Mul'), y], 'model/multiply/mul')
    y = w.node('ReduceMean', [y], 'model/tf.math.reduce_mean/Mean', axes=[2, 3], keepdims=0)
    y = w.dense(y, d, 10, 3)

    def forward(p, x):
        y = F.conv2d(F.pad(x.permute(0, 3, 1, 2), (0, 1, 0, 1)), p[kernel], p[bias], stride=2, groups=4)
        y = F.hardswish(F.conv2d(y, p[CONV.format(point)], p[BIAS.format(point)])).mean((2, 3))
        return y @ p[DENSE.format(d)] + p[BIAS.format(d)]

    return w.model([12, 12, 4], y, [3], opset=12), forward


def keras_sequence():
    """Dense over a sequence (Tensordot with its shape arithmetic), gelu, LayerNormalization from its parts, Flatten, Dense."""
    w = Writer(3)
    t, norm, d = 'model/dense/Tensordot', 'model/layer_normalization', 'model/dense_1'
    kernel, bias = t + '/ReadVariableOp:0', BIAS.format('model/dense')
    gamma, beta = norm + '/batchnorm/mul/ReadVariableOp:0', norm + '/batchnorm/ReadVariableOp:0'
    shape = w.node('Cast', [w.node('Shape', ['x'], t + '/Shape')], t + '/Shape__7', to=TensorProto.INT32)
    free = w.node('Gather', [shape, w.constant('free__8', [0, 1], np.int32)], t + '/GatherV2', axis=0)
    rows = w.node('Unsqueeze', [w.node('ReduceProd', [free], t + '/Prod', axes=[0], keepdims=0), w.constant('const_axes__9', [0])], t + '/stack_Unsqueeze__10')
    flat = w.node('Concat', [rows, w.constant('width__11', [6], np.int32)], t + '/stack', axis=0)
    y = w.node('Reshape', ['x', w.node('Cast', [flat], t + '/Reshape__12', to=TensorProto.INT64)], t + '/Reshape')
    y = w.node('MatMul', [y, w.weight(kernel, 6, 12)], t + '/MatMul')
    target = w.node('Concat', [free, w.constant('width__13', [12], np.int32)], t + '/concat_1', axis=0)
    y = w.node('Reshape', [y, w.node('Cast', [target], t + '__14', to=TensorProto.INT64)], t)
    y = w.node('Add', [y, w.weight(bias, 12)], 'model/dense/BiasAdd')
    z = w.node('Erf', [w.node('Mul', [y, w.constant('rsqrt2', 0.5 ** 0.5, np.float32)], 'model/gelu/truediv')], 'model/gelu/Erf')
    z = w.node('Add', [z, w.constant('one', 1, np.float32)], 'model/gelu/add')
    y = w.node('Mul', [w.node('Mul', [y, w.constant('half', 0.5, np.float32)], 'model/gelu/mul'), z], 'model/gelu/mul_1')
    mean = w.node('ReduceMean', [y], norm + '/moments/mean', axes=[2], keepdims=1)
    difference = w.node('Sub', [y, mean], norm + '/moments/SquaredDifference')
    variance = w.node('ReduceMean', [w.node('Mul', [difference, difference], norm + '/moments/SquaredDifference__20')], norm + '/moments/variance', axes=[2], keepdims=1)
    root = w.node('Sqrt', [w.node('Add', [variance, w.constant('epsilon', 0.001, np.float32)], norm + '/batchnorm/add')], norm + '/batchnorm/Sqrt')
    factor = w.node('Mul', [w.node('Reciprocal', [root], norm + '/batchnorm/Rsqrt'), w.weight(gamma, 12, centre=1)], norm + '/batchnorm/mul')
    shift = w.node('Sub', [w.weight(beta, 12), w.node('Mul', [mean, factor], norm + '/batchnorm/mul_2')], norm + '/batchnorm/sub')
    y = w.node('Add', [w.node('Mul', [y, factor], norm + '/batchnorm/mul_1'), shift], norm + '/batchnorm/add_1')
    y = w.node('Reshape', [y, w.constant('const_fold_opt__40', [-1, 96])], 'model/flatten/Reshape')
    y = w.dense(y, d, 96, 2)

    def forward(p, x):
        y = F.layer_norm(F.gelu(x @ p[kernel] + p[bias]), (12,), p[gamma], p[beta], eps=0.001)
        return y.flatten(1) @ p[DENSE.format(d)] + p[BIAS.format(d)]

    return w.model([8, 6], y, [2]), forward
