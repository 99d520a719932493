using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Trainer.Tasks;

/// <summary>Tasks from a CSV file: each row is an example and names the task that it belongs to.</summary>
public static class TableTasks
{
    /// <summary>Reads a table. An input is [features], standardised by the rows of meta-training tasks.</summary>
    /// <param name="file">A CSV file with a header; line ends of any kind.</param>
    /// <param name="options">Null: the usual ones. Without a split, FILE.split.json beside the table where it exists, else a seeded one of the tasks, 64 / 16 / 20.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A column is missing or a cell is not what it should be; the message names row and column.</exception>
    /// <exception cref="ArgumentException">A column is to be a feature and something else.</exception>
    public static GroupedTasks Load(string file, TableOptions? options = null)
    {
        if (!File.Exists(file)) throw new FileNotFoundException($"The table '{file}' does not exist. Expected a CSV file (--data).");
        var reader = new TableReader(CsvTable.Read(File.OpenRead(file), file), options ?? new TableOptions());
        var (groups, splits, inputs) = (reader.Groups(), reader.Splits(file), reader.Inputs());
        var fit = Standardization.Fit(splits[Split.Train].SelectMany(group => groups[group].Parts[0]).SelectMany(rows => rows).Select(row => inputs[row]), reader.Features.Count);
        var how = new Preprocessing { Kind = "features", Features = reader.Features, Mean = fit.Mean, Std = fit.Std };
        var preprocessor = new Preprocessor(how);
        foreach (var input in inputs) preprocessor.Standardize(input);
        return new GroupedTasks("table", [reader.Features.Count], inputs, reader.Targets(), reader.Labels, groups, splits, how);
    }
}
