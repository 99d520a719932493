using System.Globalization;
using System.Text.RegularExpressions;
using MamlEdge.Bundle;

namespace MamlEdge.Device.Tests.Publishing;

/// <summary>C programs against libmamledge.so, which is compiled ahead of time.</summary>
public sealed partial class CProgramTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [CompilerFact]
    public void The_example_learns_a_sine_curve_goes_on_from_a_store_goes_back_and_is_cancelled()
    {
        var output = ProcessRun.Of(Compile(Repository.At("docs", "examples", "c", "personalise.c")), [Repository.Sinusoid, _folder["people"]]).Done().Output;

        var errors = Errors().Matches(output).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(4, errors.Length);
        Assert.True(errors[1] < errors[0] / 3, output);
        Assert.Equal(errors[1], errors[2]);
        Assert.True(errors[3] < errors[2], output);
        Assert.Contains("after 5 steps, 5 folds", output, StringComparison.Ordinal);
        Assert.Contains("5 held-out examples in 5 of 5 folds", output, StringComparison.Ordinal);
        Assert.EndsWith("back to version 1\ncancelled\n", output, StringComparison.Ordinal);
        using var store = StateStore.Open(_folder["people"]);
        Assert.Equal([true, false], store.History("alice").Select(version => version.IsCurrent));
    }

    [CompilerFact]
    public void The_example_says_where_it_runs_and_takes_a_signed_bundle_only()
    {
        using var bundle = new SignableBundle(_folder);
        var program = Compile(Repository.At("docs", "examples", "c", "personalise.c"));
        ProcessRun Run(string key) => ProcessRun.Of(program, [bundle.Path, _folder["people"], key]);

        var unsigned = Run(bundle.Key);
        bundle.Sign();
        var other = Run(bundle.OtherKey);
        var (_, output, _) = Run(bundle.Key).Done();

        Assert.Equal((1, "", 1, ""), (unsigned.ExitCode, unsigned.Output, other.ExitCode, other.Output));
        Assert.All([unsigned.Error, other.Error], error => Assert.Contains("a signature by key", error, StringComparison.Ordinal));
        Assert.Matches("^runs on (CPU, 1 thread: CUDA is not available: |CUDA device 0, )", output);
    }

    [CompilerFact]
    public void The_example_says_what_is_wrong()
    {
        var run = ProcessRun.Of(Compile(Repository.At("docs", "examples", "c", "personalise.c")), [_folder["none"], _folder["people"]]);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error 3: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("nothing there", run.Error, StringComparison.Ordinal);
    }

    [CompilerFact]
    public void Wrong_arguments_threads_and_freed_handles_do_no_harm() =>
        ProcessRun.Of(Compile(Repository.At("tests", "MamlEdge.Device.Tests", "Publishing", "misuse.c")), [Repository.Sinusoid, _folder["s.state"]]).Done();

    [CompilerFact]
    public void The_header_is_valid_cplusplus()
    {
        File.WriteAllText(_folder["header.cpp"], "#include \"mamledge.h\"\nint main() { return mamledge_abi() == MAMLEDGE_ABI ? 0 : 1; }\n");

        ProcessRun.Of(Compile(_folder["header.cpp"], "-std=c++11"), []).Done();
    }

    [GeneratedRegex(@"mean squared error (\d+\.\d+)")]
    private static partial Regex Errors();

    private string Compile(string source, string standard = "-std=c99")
    {
        var program = _folder[Path.GetFileNameWithoutExtension(source)];
        var library = Published.Native;
        ProcessRun.Of(
            "cc",
            [standard, "-Wall", "-Wextra", "-Werror", "-pedantic", source, "-I", library, "-L", library, "-lmamledge", $"-Wl,-rpath,{library}", "-lm", "-pthread", "-o", program]).Done();
        return program;
    }
}
