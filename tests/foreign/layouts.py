"""Where the exporter put each parameter of a PyTorch module: found by its values, which must be random."""
import torch

GATES = {'LSTM': (4, [0, 2, 3, 1]), 'GRU': (3, [1, 0, 2])}  # ONNX orders them i o f c and z r h, PyTorch i f g o and r z n


def views(tensor):
    """The functions of an initializer that a parameter of PyTorch may be."""
    yield lambda t: t
    if tensor.dim() == 2:
        yield lambda t: t.t()
    for count, order in GATES.values():
        for direction in range(tensor.shape[0]):
            if tensor.dim() == 3 and tensor.shape[1] % count == 0:
                yield lambda t, d=direction, c=count, o=order: reordered(t[d], c, o)
            if tensor.dim() == 2 and tensor.shape[1] % (2 * count) == 0:
                for half in (0, 1):
                    yield lambda t, d=direction, h=half, c=count, o=order: reordered(t[d].chunk(2)[h], c, o)


def reordered(tensor, count, order):
    blocks = tensor.chunk(count)
    return torch.cat([blocks[i] for i in order])


def forward_of(module, initializers):
    """forward(initializers, x): the module with its parameters taken from tensors by initializer name."""
    found = {}
    for name, parameter in module.named_parameters():
        matches = [(i, view) for i, t in initializers.items() for view in views(t)
                   if view(t).shape == parameter.shape and torch.allclose(view(t).float(), parameter, atol=1e-6)]
        if len({i for i, _ in matches}) != 1:
            raise ValueError(f"'{name}' {tuple(parameter.shape)} is {[i for i, _ in matches]} of the model, expected one initializer")
        found[name] = matches[0]
    unused = initializers.keys() - {i for i, _ in found.values()}
    if unused:
        raise ValueError(f'no parameter of the module is the initializer {sorted(unused)}')
    for recurrent in (m for m in module.modules() if isinstance(m, torch.nn.RNNBase)):
        recurrent.register_forward_pre_hook(lambda m, _: setattr(m, '_flat_weights', [getattr(m, n) for n in m._flat_weights_names]))
    return lambda p, x: torch.nn.utils.stateless.functional_call(module.to(x.dtype), {n: view(p[i]) for n, (i, view) in found.items()}, (x,))
