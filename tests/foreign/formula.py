"""Weights from a formula, for a model whose weights are too large to keep: the test makes the same bytes (GeneratedWeights.cs)."""
import numpy as np

def uniform(count):
    """Numbers of [-1, 1): the upper 24 bits of splitmix64 (Steele et al. 2014) of the element's place in the file."""
    with np.errstate(over='ignore'):
        z = (np.arange(count, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) * 2.0 ** -23 - 1


def centre_and_spread(name, shape):
    """The range of a tensor: unit variance for weights (LeCun et al. 1998), about 1 for scales and variances, about 0 for the rest."""
    if len(shape) > 1:
        return 0.0, float(np.sqrt(3 / np.prod(shape[1:])))
    return (1.0, 0.25) if name.endswith(('.weight', '.running_var')) else (0.0, 0.1)


def entry(name, shape):
    """A line of the table of weights."""
    centre, spread = centre_and_spread(name, shape)
    return dict(name=name, shape=list(shape), centre=centre, spread=spread)


def weights(tensors):
    """The values of all tensors (name, shape, centre, spread), one after the other, as float32."""
    total = sum(int(np.prod(t['shape'])) for t in tensors)
    numbers, place, values = uniform(total), 0, {}
    for t in tensors:
        count = int(np.prod(t['shape']))
        values[t['name']] = (t['centre'] + t['spread'] * numbers[place:place + count]).astype(np.float32).reshape(t['shape'])
        place += count
    return values
