"""PyTorch's side of the meta-iteration benchmark: one MAML meta-gradient over a batch of tasks, conv4-64 or a perceptron, second order.

    torch_maml.py CASE.safetensors CONTESTANT THREADS

CASE holds theta.<p> for every parameter (their order in the metadata entry "parameters"), support_x and query_x [T, N, ...],
support_y and query_y [T, N, ...], and the metadata entries "inner_learning_rate" and "inner_steps". Where the first parameter has
four axes the model is convolutional: per block convolution weight and bias, batch-norm scale and shift; then the head's weight
and bias. Otherwise it is a perceptron: weight and bias of each layer. Targets of int64 mean cross-entropy, others mean squared error.

After "ready VERSION" on stdout, each line on stdin is one order:
    gradients FILE   writes the meta-gradient of every task by itself, meta.<p> [T, ...], to FILE as safetensors; answers "done"
    run N            runs N meta-iterations; answers with the seconds of one
"""
import sys
import time

import functorch
import torch
import torch.nn.functional as F

import safetensors_file

EPSILON = 1e-5


def statistics_norm(x, scale, shift):
    """Batch normalization by the batch's own statistics, written out. x: [N, C, H, W]."""
    variance, mean = torch.var_mean(x, (0, 2, 3), unbiased=False, keepdim=True)
    return (x - mean) * torch.rsqrt(variance + EPSILON) * scale[:, None, None] + shift[:, None, None]


def fused_norm(x, scale, shift):
    """The same by PyTorch's own operator."""
    return F.batch_norm(x, None, None, scale, shift, True, 0.0, EPSILON)


def logits(parameters, x, norm):
    """conv4-64: four blocks of 3x3 stride-2 convolution, batch norm, ReLU; mean over what remains; linear head."""
    *blocks, head_weight, head_bias = parameters
    for i in range(0, len(blocks), 4):
        weight, bias, scale, shift = blocks[i : i + 4]
        x = F.relu(norm(F.conv2d(x, weight, bias, stride=2, padding=1), scale, shift))
    return F.linear(x.mean((2, 3)), head_weight, head_bias)


def perceptron(parameters, x):
    """Linear layers with ReLU between them."""
    for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2]):
        x = F.relu(F.linear(x, weight, bias))
    return F.linear(x, *parameters[-2:])


def loss(parameters, x, y, norm):
    output = logits(parameters, x, norm) if parameters[0].dim() == 4 else perceptron(parameters, x)
    return F.cross_entropy(output, y) if y.dtype == torch.int64 else ((output - y) ** 2).mean()


def query_loss(parameters, task, inner, norm):
    """The query loss after the inner steps theta <- theta - rate * grad L(theta; support), Finn et al. 2017, equation 1."""
    support_x, support_y, query_x, query_y = task
    rate, steps = inner
    for _ in range(steps):
        gradient = functorch.grad(loss)(parameters, support_x, support_y, norm)
        parameters = [p - rate * g for p, g in zip(parameters, gradient)]
    return loss(parameters, query_x, query_y, norm)


def vmap_of_grad(parameters, tasks, inner):
    """One gradient per task, all tasks in one batched call."""
    one = lambda *task: functorch.grad_and_value(query_loss)(parameters, task, inner, fused_norm)
    gradients, losses = functorch.vmap(one)(*tasks)
    return [g.mean(0) for g in gradients], losses.mean()


def grad_of_vmap(parameters, tasks, inner):
    """One gradient of the mean over a batched call. The fused norm's second derivative is wrong here (PyTorch 1.13)."""
    mean = lambda p: functorch.vmap(lambda *task: query_loss(p, task, inner, statistics_norm))(*tasks).mean()
    return functorch.grad_and_value(mean)(parameters)


def eager(parameters, tasks, inner):
    """A loop over tasks that records the inner gradient with create_graph, as most MAML code does."""
    leaves = [p.detach().requires_grad_() for p in parameters]
    (rate, steps), count, total = inner, len(tasks[0]), 0.0
    for support_x, support_y, query_x, query_y in zip(*tasks):
        adapted = leaves
        for _ in range(steps):
            gradient = torch.autograd.grad(loss(adapted, support_x, support_y, fused_norm), adapted, create_graph=True)
            adapted = [p - rate * g for p, g in zip(adapted, gradient)]
        outer = loss(adapted, query_x, query_y, fused_norm) / count
        outer.backward()
        total += outer.detach()
    return [p.grad for p in leaves], total


CONTESTANTS = {"vmap-of-grad": vmap_of_grad, "grad-of-vmap": grad_of_vmap, "eager": eager}


def main(case, contestant, threads):
    torch.set_num_threads(int(threads))
    tensors, metadata = safetensors_file.read(case)
    names = metadata["parameters"].split(",")
    parameters = [torch.from_numpy(tensors["theta." + name]) for name in names]
    tasks = [torch.from_numpy(tensors[name]) for name in ("support_x", "support_y", "query_x", "query_y")]
    inner = float(metadata["inner_learning_rate"]), int(metadata["inner_steps"])
    step = lambda tasks: CONTESTANTS[contestant](parameters, tasks, inner)

    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        order, argument = line.split()
        if order == "gradients":
            by_task = [step([part[t : t + 1] for part in tasks])[0] for t in range(len(tasks[0]))]
            stacked = [torch.stack(gradients).numpy() for gradients in zip(*by_task)]
            safetensors_file.write(argument, {"meta." + name: g for name, g in zip(names, stacked)})
            print("done", flush=True)
        elif order == "run":
            start = time.perf_counter()
            for _ in range(int(argument)):
                step(tasks)
            print((time.perf_counter() - start) / int(argument), flush=True)
        else:
            sys.exit(f"unknown order '{order}', expected gradients or run")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[2] not in CONTESTANTS:
        sys.exit(f"usage: torch_maml.py CASE.safetensors {'|'.join(CONTESTANTS)} THREADS")
    main(*sys.argv[1:])
