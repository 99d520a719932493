using System.Text.Json.Serialization;

namespace MamlEdge.Cli.Results;

/// <summary>How one check of <c>doctor</c> or <c>verify</c> ended.</summary>
[JsonConverter(typeof(CheckStateConverter))]
internal enum CheckState
{
    /// <summary>In order.</summary>
    Ok,

    /// <summary>Not there, and not needed.</summary>
    Absent,

    /// <summary>Could not be looked at; the finding says why.</summary>
    Unchecked,

    /// <summary>Wrong, or needed and not there.</summary>
    Problem,
}
