using System.Globalization;
using CsvHelper;

namespace MamlEdge.Trainer.Tasks;

/// <summary>A file of comma-separated values (RFC 4180) with a header, read as text; numbers are taken from it cell by cell, so that errors name the cell.</summary>
internal sealed class CsvTable
{
    /// <summary>Commas, semicolons, tabs or | between cells, whichever the first lines show; damaged quoting is an error.</summary>
    private static readonly CsvReaderOptions Format = new() { TrimWhitespace = true, TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw, MaxRecordSize = 1 << 20 };

    private readonly string[] _header;
    private readonly List<(int Row, string[] Cells)> _rows;

    private CsvTable(string source, string[] header, List<(int, string[])> rows) => (Source, _header, _rows) = (source, header, rows);

    /// <summary>What the file is, for messages.</summary>
    public string Source { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header => _header;

    /// <summary>Rows below the header.</summary>
    public int Count => _rows.Count;

    /// <summary>Reads a file with any line ends, mixed ones too.</summary>
    /// <param name="file">Its content, in UTF-8 or with a byte order mark; closed at the end.</param>
    /// <param name="source">What it is, for messages.</param>
    /// <exception cref="InvalidDataException">There is no header, a column has no name or the name of another, or a row has more or fewer cells.</exception>
    public static CsvTable Read(Stream file, string source)
    {
        using var reader = CsvReader.Create(file, Format);
        try
        {
            reader.ReadHeader();
            string[] header = [.. reader.Headers];
            if (header.Length == 0) throw new InvalidDataException($"'{source}' is empty. Expected a header with the names of the columns, then one row for each example.");
            if (header.GroupBy(name => name).FirstOrDefault(group => group.Key.Length == 0 || group.Count() > 1) is { } bad)
                throw new InvalidDataException($"'{source}', header: expected a name of its own for each column, got {(bad.Key.Length == 0 ? "an empty one" : $"'{bad.Key}' {bad.Count()} times")}.");
            var rows = new List<(int, string[])>();
            while (reader.Read())
            {
                if (reader.FieldCount != header.Length)
                    throw new InvalidDataException($"'{source}', row {reader.LineNumber}: expected {header.Length} cells as in the header, separated by {Separator(reader)}, "
                        + $"got {reader.FieldCount}. Mend the row; a cell that holds the separator belongs in quotation marks.");
                rows.Add(((int)reader.LineNumber, reader.Current.ToArray()));
            }

            return new CsvTable(source, header, rows);
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"'{source}' is no CSV file, row {error.LineNumber}: {error.Message}", error);
        }
    }

    private static string Separator(CsvReader reader) => reader.Separator == '\t' ? "tabs" : $"'{reader.Separator}'";

    /// <summary>The place of a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="option">The option that it can be changed by, for the message.</param>
    /// <exception cref="InvalidDataException">There is none of the name.</exception>
    public int Column(string name, string option)
    {
        var column = Array.IndexOf(_header, name);
        return column >= 0 ? column : throw new InvalidDataException(
            $"'{Source}' has no column '{name}'. It has {string.Join(", ", _header.Select(n => $"'{n}'"))}. "
            + $"Name the right one ({option}){(_header.Length == 1 ? ", or separate the columns by commas, semicolons, tabs or |" : "")}.");
    }

    /// <summary>The text of a cell, which must not be empty.</summary>
    /// <exception cref="InvalidDataException">It is empty.</exception>
    public string Text(int row, int column) =>
        _rows[row].Cells[column] is { Length: > 0 } text ? text : throw new InvalidDataException($"{Place(row, column)}: expected a value, got an empty cell. Fill it, or remove the row.");

    /// <summary>The number in a cell.</summary>
    /// <exception cref="InvalidDataException">It is none, or not finite; names row and column.</exception>
    public double Number(int row, int column)
    {
        var text = _rows[row].Cells[column];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new InvalidDataException($"{Place(row, column)}: expected a finite number with a decimal point, got '{text}'. Mend the cell, or remove the row.");
    }

    /// <summary>Where a cell is, as errors say it.</summary>
    public string Place(int row, int column) => $"'{Source}', row {_rows[row].Row}, column '{_header[column]}'";
}
