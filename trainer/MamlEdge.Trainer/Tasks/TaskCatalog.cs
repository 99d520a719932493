namespace MamlEdge.Trainer.Tasks;

/// <summary>The task sources that can be asked for by name.</summary>
public static class TaskCatalog
{
    private static readonly Dictionary<string, Entry> Entries = new()
    {
        ["sinusoid"] = Entry.Generated(() => new SinusoidTasks()),
        ["harmonics"] = Entry.Generated(() => new HarmonicTasks()),
        ["linear"] = Entry.Generated(() => new LinearTasks()),
        ["logistic"] = Entry.Generated(() => new LogisticTasks()),
        ["glyphs"] = new(new ImageOptions(), Data: null, (_, options) => GlyphTasks.New((ImageOptions?)options)),
        ["omniglot"] = new(OmniglotTasks.Usual, "the folder with images_background.zip and images_evaluation.zip", (data, options) => OmniglotTasks.Load(data!, (ImageOptions?)options)),
        ["mnist"] = Entry.Idx("mnist"),
        ["fashion-mnist"] = Entry.Idx("fashion-mnist"),
        ["images"] = new(ImageFolderTasks.Usual, "a folder with one folder of images for each class", (data, options) => ImageFolderTasks.Load(data!, (ImageOptions?)options)),
        ["table"] = new(new TableOptions(), "a CSV file", (data, options) => TableTasks.Load(data!, (TableOptions?)options)),
        ["sensor"] = new(new SensorOptions(), "the folder or the zip with the recordings", (data, options) => SensorTasks.Load(data!, (SensorOptions?)options)),
    };

    /// <summary>Names that <see cref="Open"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys];

    /// <summary>The options that a source takes where none are given; null for one that takes none.</summary>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    public static DataOptions? UsualOptions(string name) => Named(name).Options;

    /// <summary>Whether a source reads data; the others make theirs up.</summary>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    public static bool NeedsData(string name) => Named(name).Data is not null;

    /// <summary>Opens a task source, reading its data.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="data">Folder or file of the data, for tasks that need some.</param>
    /// <param name="options">How the data becomes tasks; null: the usual way.</param>
    /// <exception cref="ArgumentException">There is no such task, or it needs data and none is given, or options of another one are.</exception>
    /// <exception cref="IOException">The data is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    public static ITaskSource Open(string name, string? data = null, DataOptions? options = null)
    {
        var entry = Named(name);
        if (entry.Data is not null && data is null) throw new ArgumentException($"The task '{name}' needs its data: give {entry.Data} (--data).");
        if (options is not null && options.GetType() != entry.Options?.GetType())
            throw new ArgumentException($"The task '{name}' takes {(entry.Options is null ? "no options" : entry.Options.GetType().Name)}, got {options.GetType().Name}.");
        return entry.Open(data, options);
    }

    internal static ArgumentException Unknown(string name) =>
        new($"There is no task '{name}'. Choose one of {string.Join(", ", Names)}.");

    private static Entry Named(string name) => Entries.GetValueOrDefault(name) ?? throw Unknown(name);

    /// <summary>One source: its usual options, what data it needs, and how it is opened.</summary>
    private sealed record Entry(DataOptions? Options, string? Data, Func<string?, DataOptions?, ITaskSource> Open)
    {
        public static Entry Generated(Func<ITaskSource> open) => new(null, null, (_, _) => open());

        public static Entry Idx(string name) =>
            new(new ImageOptions(), "the folder with the four IDX files, as published (.gz) or unpacked", (data, options) => IdxTasks.Load(name, data!, (ImageOptions?)options));
    }
}
