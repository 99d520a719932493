using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// A way to learn an initialisation. An algorithm says which inner loop is unrolled and what the outer loop descends; the engine, the
/// episodes and the bundle that ships are the same for all.
/// </summary>
public abstract record MetaAlgorithm
{
    private static readonly MetaAlgorithm[] Known =
    [
        new Maml(), new FirstOrderMaml(), new MamlPlusPlus(), new MetaSgd(), new Anil(), new Boil(), new Cavia(),
        new RidgeRegression(), new Reptile(), new ImplicitMaml(), new Pretraining(), new Scratch(),
    ];

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(algorithm => algorithm.Name)];

    /// <summary>The name on the command line and in settings.</summary>
    public abstract string Name { get; }

    /// <summary>The name as papers write it, for reports.</summary>
    public abstract string Title { get; }

    /// <summary>What it is, in a line for people.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether the shipped model keeps its random head, because <see cref="Training"/> trains one for other classes.</summary>
    /// <param name="loss">The loss of the tasks.</param>
    /// <param name="labels">Their classes, where they are the same in every task.</param>
    public virtual bool ShipsFreshHead(LossKind loss, IReadOnlyList<string>? labels) => false;

    /// <summary>Names of parameters that start every task as they are and that the outer loop leaves alone.</summary>
    public virtual IReadOnlyList<string> Unlearned => [];

    /// <summary>Whether its meta-gradient holds no second derivatives from the start.</summary>
    public virtual bool IsFirstOrder => false;

    /// <summary>Whether its meta-gradient is implicit, by conjugate gradients.</summary>
    public virtual bool IsImplicit => false;

    /// <summary>Finds an algorithm.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those that there are.</exception>
    public static MetaAlgorithm Named(string name) => Known.FirstOrDefault(algorithm => algorithm.Name == name)
        ?? throw new ArgumentException($"There is no algorithm '{name}'. Choose one of {string.Join(", ", Names)}.", nameof(name));

    /// <summary>The settings of a task with what the algorithm was published with, where that differs; to start from.</summary>
    public virtual TrainingSettings Defaults(TrainingSettings settings) => settings;

    /// <summary>The inner loop of the training graph.</summary>
    /// <param name="inner">The inner loop that the settings ask for.</param>
    /// <param name="model">The model, for algorithms that adapt a part of it.</param>
    public abstract InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model);

    /// <summary>The inner loop that validates and ships: on the device there is no outer loop, and every step learns from all examples.</summary>
    /// <param name="inner">The inner loop that the settings ask for.</param>
    /// <param name="model">The model.</param>
    public InnerLoopSpec ShippedLoop(InnerLoopSpec inner, ModelSpec model) => TrainingLoop(inner, model) with { Outer = new(), Minibatch = null };

    /// <summary>What is trained, on what: the settings' model on the tasks as they are, but for a baseline that trains another model.</summary>
    /// <param name="model">The model that ships.</param>
    /// <param name="tasks">The tasks that it adapts to.</param>
    /// <exception cref="ArgumentException">The algorithm cannot train on such tasks.</exception>
    public virtual (ModelSpec Model, ITaskSource Tasks) Training(ModelSpec model, ITaskSource tasks) => (model, tasks);

    /// <summary>Size of a training episode.</summary>
    /// <param name="shape">The size that the settings ask for.</param>
    public virtual EpisodeShape TrainingEpisode(EpisodeShape shape) => shape;
}
