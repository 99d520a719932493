namespace MamlEdge.Bundle.Tests;

/// <summary>
/// The test runner loads this assembly as a library; run as a program it is the process that <see cref="KillTests"/>
/// kills: it writes what its arguments say, over and over. What it does with a store is in <see cref="StoreProcess"/>.
/// </summary>
internal static class Program
{
    private const int Floats = 1 << 20;

    internal static void Main(string[] args)
    {
        if (args[0] is not ("state" or "folder"))
        {
            StoreProcess.Run(args);
            return;
        }

        for (var round = 0; ; round++)
        {
            if (args[0] == "state")
                State(round).Save(args[1]);
            else
                AtomicFolder.Write(args[1], folder => WriteFolder(folder, round), overwrite: true);
        }
    }

    /// <summary>A state of 4 MB, so that being killed while it is written is likely.</summary>
    internal static PersonalState State(int round) => new(
        Samples.State().Origin with { Steps = round },
        [KeyValuePair.Create("head.weight", SafeTensor.FromFloats(Enumerable.Repeat((float)round, Floats).ToArray(), Floats))]);

    private static void WriteFolder(string folder, int round)
    {
        for (var file = 0; file < 8; file++)
            File.WriteAllText(Path.Combine(folder, $"{file}"), string.Concat(Enumerable.Repeat($"{round}\n", 20_000)));
    }
}
