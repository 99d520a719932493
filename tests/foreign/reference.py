"""Adaptation and its meta-gradient by PyTorch's autograd in double precision, with respect to the initializers of an ONNX model."""
import torch
import torch.nn.functional as F

LOSSES = {
    'cross-entropy': F.cross_entropy,
    'mse': F.mse_loss,
    'bce': F.binary_cross_entropy_with_logits,
}


def adapt_and_differentiate(forward, parameters, case, data):
    """
    k steps of gradient descent on the support loss, and the gradient of the query loss through them (Finn et al. 2017).

    forward(parameters, x) -> y; parameters: tensors by initializer name; case: loss, steps, lr; data: support and query set.
    Returns adapted.*, meta.*, support_loss [k + 1] and query_loss.
    """
    loss_of = LOSSES[case['loss']]
    theta = {name: p.detach().clone().requires_grad_() for name, p in parameters.items()}
    dtype = next(iter(theta.values())).dtype
    x, y, query_x, query_y = (data[n].to(dtype) if data[n].is_floating_point() else data[n] for n in ('support_x', 'support_y', 'query_x', 'query_y'))
    current, losses = dict(theta), []
    for _ in range(case['steps']):
        loss = loss_of(forward(current, x), y)
        losses.append(loss.detach())
        gradients = torch.autograd.grad(loss, list(current.values()), create_graph=True)
        current.update({n: current[n] - case['lr'] * g for n, g in zip(theta, gradients)})
    losses.append(loss_of(forward(current, x), y).detach())
    query_loss = loss_of(forward(current, query_x), query_y)
    meta = torch.autograd.grad(query_loss, list(theta.values()))
    return {
        **{'adapted.' + n: current[n].detach() for n in theta},
        **{'meta.' + n: g for n, g in zip(theta, meta)},
        'support_loss': torch.stack(losses), 'query_loss': query_loss.detach(),
    }


def is_smooth(forward, parameters, case, data, results):
    """
    Whether rounding does not matter: parameters that differ by 1e-5 of their size give nearly the same gradients. Where they do not,
    an activation lies so close to a kink (ReLU, maximum) that its slope would be a matter of the machine.
    """
    torch.manual_seed(0)
    moved = adapt_and_differentiate(forward, {n: p * (1 + 1e-5 * torch.randn_like(p)) for n, p in parameters.items()}, case, data)
    scale = max(r.abs().max() for n, r in results.items() if n.startswith('meta.'))
    return all((moved[n] - r).abs().max() <= 1e-3 * max(r.abs().max(), 0.01 * scale) for n, r in results.items() if n.startswith('meta.'))
