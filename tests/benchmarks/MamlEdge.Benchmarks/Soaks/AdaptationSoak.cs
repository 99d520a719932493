using MamlEdge.Runtime;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>Resident memory over many adaptations, each with a prediction of the personal model.</summary>
internal static class AdaptationSoak
{
    private const double Flat = 1.05;

    /// <summary>Runs it and prints the memory after each tenth.</summary>
    /// <returns>0 where memory after the first tenth never grew by more than 5 %.</returns>
    public static int Run(int count, IAnsiConsole console)
    {
        using var bundle = new DeviceBundle(Nets.Conv4, DeviceGraph.Loop(steps: 1));
        var tasks = SoakTask.Draw(16);
        var table = new Table { Border = TableBorder.Markdown }.AddColumn("adaptations").AddColumn("resident, MB").AddColumn("managed, MB");
        var (tenth, first, worst) = (Math.Max(1, count / 10), 0.0, 0.0);
        for (var done = 1; done <= count; done++)
        {
            var task = tasks[done % tasks.Length];
            using (var personal = bundle.Model.Adapt(task.Support, SoakTask.Labels))
                _ = personal.Predict(task.Query);
            if (done % tenth != 0) continue;
            var resident = Environment.WorkingSet / 1e6;
            if (done == tenth) first = resident;
            worst = Math.Max(worst, resident);
            table.AddRow($"{done}", $"{resident:f1}", $"{GC.GetTotalMemory(false) / 1e6:f1}");
        }

        console.WriteLine("conv4-64, 5 images, k = 1: adapt, open a session, predict, dispose.");
        console.Write(table);
        console.WriteLine($"Largest against the first tenth: {worst / first:f3}, allowed {Flat}.");
        return worst <= Flat * first ? 0 : 1;
    }
}
