using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Optimizers;

namespace MamlEdge.Trainer.Training;

/// <summary>All that changes while training: what a checkpoint holds. Random streams follow from seed and iteration.</summary>
/// <param name="layout">The learned tensors.</param>
public sealed class TrainingState(ParameterLayout layout)
{
    /// <summary>theta and the learned rates.</summary>
    public ParameterVector Parameters { get; } = new(layout);

    /// <summary>The outer optimiser with its moments.</summary>
    public Adam Optimizer { get; } = new(layout.Size);

    /// <summary>Meta-iterations done.</summary>
    public long Iteration { get; set; }

    /// <summary>Sums for the next line of metrics.</summary>
    public RunningMean Mean { get; set; }

    /// <summary>Seconds of training over all resumed parts.</summary>
    public double Seconds { get; set; }

    /// <summary>Best validation result so far: accuracy, or minus the loss for regression; null before the first.</summary>
    public double? BestValidation { get; set; }

    /// <summary>Validations since then that were not better.</summary>
    public long ValidationsSinceBest { get; set; }
}
