using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Tests.Publishing;

/// <summary>maml-edge-device as a device runs it: one native program beside ONNX Runtime.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [AheadOfTimeFact]
    public void It_is_one_program_of_at_most_6_MB_beside_onnx_runtime()
    {
        Assert.InRange(new FileInfo(Published.Program).Length, 1_000_000, 6_000_000);
        Assert.All(
            Directory.GetFiles(Published.Device).Select(Path.GetFileName),
            file => Assert.True(file == "maml-edge-device" || file!.StartsWith("libonnxruntime", StringComparison.Ordinal), $"'{file}' is not needed on a device."));
    }

    [AheadOfTimeFact]
    public void It_adapts_and_predicts_as_the_library_does()
    {
        var support = SampleFiles.Drawings(_folder["support.safetensors"]);
        using var model = MetaModel.Load(Repository.Omniglot);
        var x = Examples.FromTensor(Safetensors.Read(support)["x"]);
        using var personal = model.Adapt(x, [0, 1, 2, 3, 4]);

        Run("adapt", Repository.Omniglot, "--support", support, "-o", _folder["me.state"]).Done();
        Run("predict", Repository.Omniglot, "--state", _folder["me.state"], "--input", support, "-o", _folder["y.safetensors"]).Done();

        Assert.Equal(personal.State.Parameters[0].Value.ToFloats(), PersonalState.Load(_folder["me.state"]).Parameters[0].Value.ToFloats());
        Assert.Equal(personal.Predict(x).Values, Safetensors.Read(_folder["y.safetensors"])["y"].ToFloats());
    }

    [AheadOfTimeFact]
    public async Task Two_of_them_that_continue_for_one_person_at_the_same_time_lose_no_example()
    {
        const int Times = 8;
        var support = SampleFiles.Sine(_folder["support.safetensors"]);
        string[] adapt = ["adapt", Repository.Sinusoid, "--support", support, "--store", _folder["people"], "--person", "alice", "--keep-support", "--no-guard", "--retain", "100"];
        Run(adapt).Done();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var time = 0; time < Times; time++)
                Run([.. adapt, "--continue"]).Done();
        })));

        using var store = StateStore.Open(_folder["people"]);
        var history = store.History("alice");
        Assert.Equal(Enumerable.Range(1, 1 + (2 * Times)), history.Select(version => version.Version));
        Assert.Equal(history.Take(2 * Times).Select(version => version.Sha256), history.Skip(1).Select(version => version.Origin.ParentSha256));
        Assert.Equal((1 + (2 * Times)) * Safetensors.Read(support)["x"].Dimensions[0], store.LoadSupport("alice")!.Count);
    }

    [AheadOfTimeFact]
    public void It_says_what_is_wrong_in_words_and_exit_codes()
    {
        var usage = Run("adapt", Repository.Omniglot, "--support");
        var failure = Run("predict", _folder.Path, "--input", _folder["none"], "--json");

        Assert.Equal((2, ""), (usage.ExitCode, usage.Output));
        Assert.StartsWith("error: '--support' needs a value", usage.Error, StringComparison.Ordinal);
        Assert.Equal(1, failure.ExitCode);
        Assert.Contains("manifest.json", JsonDocument.Parse(failure.Output).RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [AheadOfTimeFact]
    public void It_takes_a_bundle_where_a_trusted_key_signed_it_and_only_there()
    {
        using var bundle = new SignableBundle(_folder);
        var support = SampleFiles.Sine(_folder["support.safetensors"]);
        string[] predict = ["predict", bundle.Path, "--input", support, "--trusted-key"];

        var unsigned = Run([.. predict, bundle.Key]);
        bundle.Sign();
        var other = Run([.. predict, bundle.OtherKey]);
        Run([.. predict, bundle.Key]).Done();

        Assert.Equal((1, "", 1, ""), (unsigned.ExitCode, unsigned.Output, other.ExitCode, other.Output));
        Assert.Contains("a signature by key", unsigned.Error, StringComparison.Ordinal);
        Assert.Contains("got one that does not fit", other.Error, StringComparison.Ordinal);
    }

    [AheadOfTimeFact]
    public void The_first_uses_of_a_bundle_fit_into_45_and_60_MB()
    {
        Assert.InRange(PeakMegabytes("--examples", "0"), 1, 45);
        Assert.InRange(PeakMegabytes("--examples", "5"), 1, 60);
    }

    [AheadOfTimeFact]
    public void It_leaves_nothing_behind_in_the_users_folder_or_in_the_temporary_one()
    {
        Run("bench", Repository.Sinusoid, "--runs", "3").Done();

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [TraceFact]
    public void Personal_weights_are_in_no_file_while_they_are_opened()
    {
        var support = SampleFiles.Drawings(_folder["support.safetensors"]);
        Run("adapt", Repository.Omniglot, "--support", support, "-o", _folder["me.state"]).Done();

        Start("strace", "-f", "-o", _folder["calls"], "-e", "trace=%file", Published.Program, "predict", Repository.Omniglot, "--state", _folder["me.state"], "--input", support).Done();

        var calls = File.ReadAllLines(_folder["calls"]);
        Assert.Contains(calls, call => call.Contains("me.state", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.Contains("O_CREAT", StringComparison.Ordinal) || call.Contains(" mkdir", StringComparison.Ordinal));
    }

    private double PeakMegabytes(params string[] arguments) => JsonDocument.Parse(Run(["bench", Repository.Omniglot, "--runs", "0", "--json", .. arguments]).Done().Output)
        .RootElement.GetProperty("start").GetProperty("peakResidentBytes").GetDouble() / 1e6;

    private ProcessRun Run(params string[] arguments) => Start(Published.Program, arguments);

    // In a home of its own, so that what it leaves there is seen.
    private ProcessRun Start(string program, params string[] arguments) =>
        ProcessRun.Of(program, arguments, _folder.Path, ("HOME", _folder.Path), ("XDG_CACHE_HOME", _folder.Path), ("TMPDIR", _folder.Path));
}
