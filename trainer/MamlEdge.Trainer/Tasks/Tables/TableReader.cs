namespace MamlEdge.Trainer.Tasks;

/// <summary>Takes tasks, classes, features and splits out of a table.</summary>
internal sealed class TableReader
{
    private static readonly ClassSplits Shares = new("task", 64, 16, 20);

    private readonly CsvTable _table;
    private readonly TableOptions _options;
    private readonly int _target;
    private readonly int[] _features;
    private readonly (string Name, int[] Rows)[] _tasks;

    public TableReader(CsvTable table, TableOptions options)
    {
        (_table, _options) = (table, options);
        var task = table.Column(options.TaskColumn, "--task-column");
        _target = table.Column(options.TargetColumn, "--target-column");
        int[] taken = [task, _target, .. options.SplitColumn is { } split ? [table.Column(split, "--split-column")] : Array.Empty<int>()];
        _features = options.Features is { } names
            ? [.. names.Select(name => table.Column(name, "--features"))]
            : [.. Enumerable.Range(0, table.Header.Count).Except(taken)];
        if (_features.Length == 0) throw new InvalidDataException($"'{table.Source}' has no columns besides {string.Join(", ", taken.Select(c => $"'{table.Header[c]}'"))}. "
            + "Expected at least one to predict from.");
        if (_features.Intersect(taken).Select(c => table.Header[c]).FirstOrDefault() is { } both)
            throw new ArgumentException($"The column '{both}' cannot be a feature: it holds the task, the target or the split (--features).");
        if (table.Count == 0) throw new InvalidDataException($"'{table.Source}' has a header but no rows. Expected one row for each example.");
        _tasks = [.. Enumerable.Range(0, table.Count).GroupBy(row => table.Text(row, task)).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.ToArray()))];
        Labels = options.Classes ? [.. Enumerable.Range(0, table.Count).Select(row => table.Text(row, _target)).Distinct().Order(StringComparer.Ordinal)] : null;
        if (Labels is [_]) throw new InvalidDataException($"The column '{options.TargetColumn}' has the same class '{Labels[0]}' in all rows. Expected at least two classes.");
    }

    /// <summary>Names of the features.</summary>
    public IReadOnlyList<string> Features => [.. _features.Select(c => _table.Header[c])];

    /// <summary>Names of the classes in ordinal order; null where targets are numbers.</summary>
    public string[]? Labels { get; }

    /// <summary>The tasks in ordinal order of their names.</summary>
    public TaskGroup[] Groups() =>
        [.. _tasks.Select(task => new TaskGroup(task.Name, [Labels is null ? [task.Rows] : [.. Labels.Select(label => task.Rows.Where(row => _table.Text(row, _target) == label).ToArray())]]))];

    /// <summary>The features of each row.</summary>
    public float[][] Inputs() => [.. Enumerable.Range(0, _table.Count).Select(row => _features.Select(column => (float)_table.Number(row, column)).ToArray())];

    /// <summary>The number to predict of each row; none where targets are classes.</summary>
    public float[] Targets() => Labels is null ? [.. Enumerable.Range(0, _table.Count).Select(row => (float)_table.Number(row, _target))] : [];

    /// <summary>Tasks of each split.</summary>
    public Dictionary<Split, int[]> Splits(string file)
    {
        if (_options.SplitColumn is not { } name) return Shares.Make([.. _tasks.Select(task => task.Name)], _options, beside: file + ".split.json");
        var column = _table.Column(name, "--split-column");
        var owners = _tasks.Select(task => Owner(task.Name, task.Rows, column)).ToArray();
        return ClassSplits.Parts.ToDictionary(part => part.Split, part => Enumerable.Range(0, owners.Length).Where(task => owners[task] == part.Name).ToArray());
    }

    private string Owner(string task, int[] rows, int column)
    {
        var owner = _table.Text(rows[0], column);
        if (ClassSplits.Parts.All(part => part.Name != owner))
            throw new InvalidDataException($"{_table.Place(rows[0], column)}: expected train, val or test, got '{owner}'.");
        if (rows.FirstOrDefault(row => _table.Text(row, column) != owner, -1) is >= 0 and var leak)
            throw new InvalidDataException($"{_table.Place(leak, column)}: the task '{task}' is in '{_table.Text(leak, column)}' here and in '{owner}' before. Splits must share no task.");
        return owner;
    }
}
