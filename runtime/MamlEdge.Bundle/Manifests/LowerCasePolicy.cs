using System.Text.Json;

namespace MamlEdge.Bundle;

/// <summary>Names in lower case.</summary>
internal sealed class LowerCasePolicy : JsonNamingPolicy
{
    internal static readonly LowerCasePolicy Instance = new();

    /// <inheritdoc/>
    public override string ConvertName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
#pragma warning disable CA1308 // the format's names are lower case; nothing is compared here
        return name.ToLowerInvariant();
#pragma warning restore CA1308
    }
}
