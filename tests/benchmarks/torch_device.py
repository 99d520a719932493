"""PyTorch's side of the device benchmark: adapting conv4-64 to a support set and predicting with it, eager, on one task.

    torch_device.py CASE.safetensors adapt|adapt-head|predict-N THREADS [cpu|cuda]

On CUDA the parameters lie on the GPU; examples go there and results come back in each run, as the runtime library's do.

CASE is that of torch_maml.py, of which the first task is taken. After "ready VERSION" on stdout, each line on stdin is one order:
    result FILE   writes the adapted parameters, adapted.<p>, or y for N support examples (they repeat), to FILE; answers "done"
    run N         adapts or predicts N times; answers with the seconds of one
"""
import sys
import time

import torch

import safetensors_file
import torch_maml


def adapt(parameters, chosen, x, y, rate, steps):
    """theta <- theta - rate * grad L(theta; support) for the chosen parameters, Finn et al. 2017, equation 1."""
    parameters = [p.detach() for p in parameters]
    for _ in range(steps):
        leaves = [parameters[i].requires_grad_() for i in chosen]
        gradients = torch.autograd.grad(torch_maml.loss(parameters, x, y, torch_maml.fused_norm), leaves)
        parameters = [p.detach() for p in parameters]
        for i, gradient in zip(chosen, gradients):
            parameters[i] = parameters[i] - rate * gradient
    # The support loss after the last step, which the bundle reports as well.
    with torch.no_grad():
        torch_maml.loss(parameters, x, y, torch_maml.fused_norm)
    return parameters


def main(case, way, threads, device="cpu"):
    torch.set_num_threads(int(threads))
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    tensors, metadata = safetensors_file.read(case)
    names = metadata["parameters"].split(",")
    parameters = [torch.from_numpy(tensors["theta." + name]).to(device) for name in names]
    x, y = (torch.from_numpy(tensors[name])[0] for name in ("support_x", "support_y"))
    rate, steps = float(metadata["inner_learning_rate"]), int(metadata["inner_steps"])
    if way.startswith("predict-"):
        queries = x[[i % len(x) for i in range(int(way.split("-")[1]))]]

        def once():
            with torch.no_grad():
                return {"y": torch_maml.logits(parameters, queries.to(device), torch_maml.fused_norm).cpu()}
    else:
        chosen = [i for i, name in enumerate(names) if way == "adapt" or name.startswith("head.")]
        once = lambda: {f"adapted.{names[i]}": p.cpu() for i, p in enumerate(adapt(parameters, chosen, x.to(device), y.to(device), rate, steps)) if i in chosen}

    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        order, argument = line.split()
        if order == "result":
            safetensors_file.write(argument, {name: value.detach().numpy() for name, value in once().items()})
            print("done", flush=True)
        elif order == "run":
            start = time.perf_counter()
            for _ in range(int(argument)):
                once()
            print((time.perf_counter() - start) / int(argument), flush=True)
        else:
            sys.exit(f"unknown order '{order}', expected result or run")


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5) or not sys.argv[2].startswith(("adapt", "predict-")):
        sys.exit("usage: torch_device.py CASE.safetensors adapt|adapt-head|predict-N THREADS [cpu|cuda]")
    main(*sys.argv[1:])
