namespace MamlEdge.Trainer.Tasks;

/// <summary>The task sources that can be asked for by name.</summary>
public static class TaskCatalog
{
    /// <summary>Names that <see cref="Open"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sinusoid", "omniglot"];

    /// <summary>Opens a task source, reading its data.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="data">Folder of the data, for tasks that need some.</param>
    /// <param name="omniglot">How Omniglot becomes tasks; null: the usual way.</param>
    /// <exception cref="ArgumentException">There is no such task, or it needs data and none is given.</exception>
    /// <exception cref="IOException">The data is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    public static ITaskSource Open(string name, string? data = null, OmniglotOptions? omniglot = null) => name switch
    {
        "sinusoid" => new SinusoidTasks(),
        "omniglot" => OmniglotTasks.Load(
            data ?? throw new ArgumentException("The task 'omniglot' needs its data: give the folder with images_background.zip and images_evaluation.zip (--data)."),
            omniglot),
        _ => throw Unknown(name),
    };

    internal static ArgumentException Unknown(string name) =>
        new($"There is no task '{name}'. Choose one of {string.Join(", ", Names)}.");
}
