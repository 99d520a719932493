using System.Diagnostics;
using System.Globalization;
using MamlEdge.Bundle;

namespace MamlEdge.Benchmarks;

/// <summary>One way of writing MAML, or what a device does, in PyTorch, in a Python process that takes orders by line (torch_maml.py, torch_device.py).</summary>
internal sealed class TorchContestant : IMetaContestant
{
    private const string GradientPrefix = "meta.";
    private readonly Process _python;
    private readonly string _way;
    private readonly string _version;

    /// <param name="python">A Python with torch, functorch and numpy.</param>
    /// <param name="way">Which way: a contestant of the script.</param>
    /// <param name="caseFile">The workload's file.</param>
    /// <param name="threads">Threads that PyTorch may use.</param>
    /// <param name="script">The script.</param>
    /// <param name="arguments">What it takes besides.</param>
    public TorchContestant(string python, string way, string caseFile, int threads, string script = "torch_maml.py", params string[] arguments)
    {
        _way = way;
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var count = threads.ToString(CultureInfo.InvariantCulture);
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, script), caseFile, way, count, .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["OMP_NUM_THREADS"] = count;
        _python = Process.Start(start) ?? throw new InvalidOperationException($"'{python}' does not start.");
        _version = Answer().Split(' ')[1];
    }

    public string Name => $"PyTorch {_version}, {_way}";

    public IReadOnlyDictionary<string, float[]> TaskGradients() => Tensors("gradients", GradientPrefix);

    /// <summary>What the script writes to a file when it is ordered to, by name without a prefix.</summary>
    public IReadOnlyDictionary<string, float[]> Tensors(string order, string prefix)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Ask($"{order} {file}");
            return Safetensors.Read(file).Entries
                .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(entry => entry.Name[prefix.Length..], entry => entry.Tensor.ToFloats());
        }
        finally
        {
            File.Delete(file);
        }
    }

    public double SecondsPerIteration(int iterations) =>
        double.Parse(Ask(string.Create(CultureInfo.InvariantCulture, $"run {iterations}")), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _python.StandardInput.Close();
        _python.WaitForExit();
        _python.Dispose();
    }

    private string Ask(string order)
    {
        _python.StandardInput.WriteLine(order);
        _python.StandardInput.Flush();
        return Answer();
    }

    private string Answer() => _python.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException($"The Python process of '{_way}' ended without an answer; its message stands above.");
}
