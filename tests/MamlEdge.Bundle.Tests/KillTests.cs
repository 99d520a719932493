using Xunit;

namespace MamlEdge.Bundle.Tests;

/// <summary>A process is killed again and again while it writes; what it leaves at the path is always whole.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(23)]
    [InlineData(61)]
    public void A_state_is_the_old_one_or_the_new_one(int milliseconds)
    {
        WriteAndKill("state", _temp["s"], milliseconds);

        var state = PersonalState.Load(_temp["s"]);

        Assert.Equal(Program.State(state.Origin.Steps).Sha256, state.Sha256);
    }

    [LinuxTheory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(37)]
    public void A_folder_is_the_old_one_or_the_new_one(int milliseconds)
    {
        WriteAndKill("folder", _temp["f"], milliseconds);

        var files = Directory.GetFiles(_temp["f"]);

        Assert.Equal(8, files.Length);
        Assert.Single(files.SelectMany(File.ReadLines).Distinct());
        Assert.All(files, file => Assert.Equal(20_000, File.ReadLines(file).Count()));
    }

    private static void WriteAndKill(string what, string path, int milliseconds)
    {
        using var process = ChildProcess.Start(what, path);
        try
        {
            Assert.True(
                SpinWait.SpinUntil(() => Path.Exists(path) || process.HasExited, TimeSpan.FromSeconds(60)) && !process.HasExited,
                "the writing process did not start");
            Thread.Sleep(milliseconds);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
