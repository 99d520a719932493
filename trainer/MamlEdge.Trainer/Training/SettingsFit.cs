using MamlEdge.Bundle;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>What of the settings follows from the data: sizes of the model, the loss, and the ways where all tasks have the same classes.</summary>
public static class SettingsFit
{
    /// <summary>Settings whose model takes the inputs of a source and gives what its targets need.</summary>
    public static TrainingSettings FittedTo(this TrainingSettings settings, ITaskSource tasks)
    {
        var ways = tasks.Labels is { } labels && settings.Episode.Ways == 1 ? labels.Count : settings.Episode.Ways;
        var outputs = tasks.TargetKind == TargetKind.Classes ? ways : Size(tasks.TargetShape);
        return settings with
        {
            Episode = settings.Episode with { Ways = ways },
            Inner = settings.Inner with { Loss = LossOf(tasks.TargetKind) },
            Model = settings.Model switch
            {
                MlpSpec mlp => mlp with { Inputs = Size(tasks.InputShape), Axes = tasks.InputShape.Count > 1 ? tasks.InputShape : null, Outputs = outputs },
                ConvNetSpec net when tasks.InputShape is [var channels, var height, var width] => net with
                {
                    Channels = (int)channels,
                    Height = (int)height,
                    Width = (int)width,
                    Outputs = outputs,
                },
                ConvNetSpec { Sequence: true } net when tasks.InputShape is [var channels, var width] => net with { Channels = (int)channels, Width = (int)width, Outputs = outputs },
                var other => other,
            },
        };
    }

    private static LossKind LossOf(TargetKind kind) => kind switch
    {
        TargetKind.Classes => LossKind.CrossEntropy,
        TargetKind.Binary => LossKind.Bce,
        _ => LossKind.Mse,
    };

    private static int Size(IReadOnlyList<long> shape) => checked((int)shape.Aggregate(1L, (a, b) => checked(a * b)));
}
