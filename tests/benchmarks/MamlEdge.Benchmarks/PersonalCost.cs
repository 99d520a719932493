using MamlEdge.Bundle;
using MamlEdge.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Benchmarks;

/// <summary>What the runtime library costs beside ONNX Runtime called directly, and PyTorch doing the same: conv4-64, 5 images.</summary>
/// <param name="python">A Python with torch; null leaves PyTorch out.</param>
/// <param name="target">Where all contestants run.</param>
internal sealed class PersonalCost(string? python, ExecutionTarget target)
{
    private const string Script = "torch_device.py";

    /// <summary>Runs it and prints one table.</summary>
    /// <returns>0.</returns>
    public int Run(RaceSettings settings)
    {
        var table = new RaceTable(settings, "what");
        foreach (var examples in new[] { 1, 25 }) Predict(table, examples);
        foreach (var head in new[] { true, false })
        {
            foreach (var steps in new[] { 1, 5, 10 }) Adapt(table, head, steps);
        }

        Runs(table);
        table.Print($"conv4-64, {DeviceGraph.Examples} support images, cross-entropy, {(target == ExecutionTarget.Cuda ? "on CUDA, with copies to and from it" : "one thread")}.");
        return 0;
    }

    private void Adapt(RaceTable table, bool head, int steps)
    {
        var work = Workload.Images(tasks: 1, steps);
        var inner = work.Inner with { Adapt = head ? ["head.*"] : ["*"] };
        using var bundle = new DeviceBundle(work.Model, inner, target: target);
        using var file = new CaseFile(work);
        var support = work.Episodes[0].Support;
        var x = new Examples(support.Inputs, support.InputShape);
        var adapt = DeviceGraph.OfBundle(work.Model, inner, BundleFiles.Adapt) with { Target = target };
        var torch = Torch(file, head ? "adapt-head" : "adapt");
        if (torch is not null)
        {
            using var personal = bundle.Model.Adapt(x, support.Labels, new AdaptOptions { Guard = false });
            CheckSame(personal.State.Parameters.ToDictionary(p => p.Key, p => p.Value.ToFloats()), torch.Tensors("result", "adapted."));
        }

        table.Race(
            [$"adapt {(head ? "the head" : "all parameters")}, k = {steps}"],
            [
                new GraphRuns("ONNX Runtime, adapt.onnx", adapt, adapt.Level),
                new Repeated("MetaModel.Adapt", () => bundle.Model.Adapt(x, support.Labels).Dispose()),
                .. torch is null ? Array.Empty<IContestant>() : [torch],
            ]);
    }

    /// <summary>What it costs that a bundle of one step offers every number of steps.</summary>
    private void Runs(RaceTable table)
    {
        var work = Workload.Images(tasks: 1, steps: 5);
        var support = work.Episodes[0].Support;
        using var whole = new DeviceBundle(work.Model, work.Inner, target: target);
        using var single = new DeviceBundle(work.Model, work.Inner with { Steps = 1 }, target: target);
        Repeated Adapting(string name, DeviceBundle bundle) => new(
            name, () => bundle.Model.Adapt(new Examples(support.Inputs, support.InputShape), support.Labels, new AdaptOptions { Steps = 5 }).Dispose());
        table.Race(["adapt all parameters, 5 steps"], Adapting("one run of k = 5", whole), Adapting("five runs of k = 1", single));
    }

    private void Predict(RaceTable table, int examples)
    {
        var work = Workload.Images(tasks: 1);
        using var bundle = new DeviceBundle(work.Model, work.Inner, target: target);
        using var file = new CaseFile(work);
        var support = work.Episodes[0].Support;
        using var personal = bundle.Model.Adapt(new Examples(support.Inputs, support.InputShape), support.Labels);
        using var shared = bundle.Model.Serve(_ => personal.State, new ServingOptions { BakedModels = 0 });
        float[] x = [.. Enumerable.Range(0, examples).SelectMany(i => support.Inputs.AsMemory(i % support.Count * Workload.Side * Workload.Side, Workload.Side * Workload.Side).ToArray())];
        long[] shape = [examples, 1, Workload.Side, Workload.Side];
        var y = new float[examples * Workload.Ways];
        var torch = Torch(file, $"predict-{examples}");
        if (torch is not null)
            CheckSame(new Dictionary<string, float[]> { ["y"] = bundle.Model.Predict(new Examples(x, shape)).Values }, torch.Tensors("result", ""));
        table.Race(
            [$"predict {examples}"],
            [
                new GraphRuns("ONNX Runtime, forward.onnx", DeviceGraph.OfBundle(work.Model, work.Inner, BundleFiles.Forward) with { Target = target }, GraphOptimizationLevel.ORT_ENABLE_ALL, examples),
                new Repeated("PersonalModel.Predict", () => personal.Predict(x, shape, y)),
                new Repeated("PersonalModelCache.Predict, weights as inputs", () => shared.Predict("", x, shape, y)),
                .. torch is null ? Array.Empty<IContestant>() : [torch],
            ]);
    }

    private TorchContestant? Torch(CaseFile file, string way) =>
        python is null ? null : new TorchContestant(python, way, file.Path, 1, Script, target == ExecutionTarget.Cuda ? "cuda" : "cpu");

    /// <summary>Times are compared of what computes the same; the order of sums differs.</summary>
    private static void CheckSame(IReadOnlyDictionary<string, float[]> expected, IReadOnlyDictionary<string, float[]> actual)
    {
        foreach (var (name, values) in expected)
        {
            var scale = values.Max(Math.Abs) + 1e-6;
            var difference = values.Zip(actual[name], (a, b) => Math.Abs(a - b)).Max() / scale;
            if (!(difference <= 1e-2)) throw new InvalidOperationException($"'{name}' differs from PyTorch's by {difference:g3} of its largest value.");
        }
    }

    /// <summary>The workload as a file for Python, while it is needed.</summary>
    private sealed class CaseFile : IDisposable
    {
        public CaseFile(Workload work) => work.Save(Path);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());

        public void Dispose() => File.Delete(Path);
    }
}
