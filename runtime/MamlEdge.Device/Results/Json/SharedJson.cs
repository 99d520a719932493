using MamlEdge.Results;

namespace MamlEdge.Device.Results.Json;

/// <summary>The fields of what both commands say in the same way.</summary>
internal static class SharedJson
{
    /// <summary>A prediction.</summary>
    public static Action<JsonFields> Fields(this Prediction prediction) => json =>
    {
        json.Text("example", prediction.Example);
        json.Number("class", prediction.Class);
        json.Text("label", prediction.Label);
        json.Numbers("probabilities", prediction.Probabilities);
        json.Numbers("values", prediction.Values);
    };

    /// <summary>A version of a state.</summary>
    public static Action<JsonFields> Fields(this StoredVersion version) => json =>
    {
        json.Number("version", version.Version);
        json.Flag("current", version.Current);
        json.Number("replaces", version.Replaces);
        json.Text("sha256", version.Sha256);
        json.Text("parentSha256", version.ParentSha256);
        json.Text("bundle", version.Bundle);
        json.Text("bundleSha256", version.BundleSha256);
        json.Number("steps", version.Steps);
        json.Text("createdAt", $"{version.CreatedAt:yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz}");
        json.Number("bytes", version.Bytes);
        json.Number("supportBytes", version.SupportBytes);
    };

    /// <summary>A person.</summary>
    public static Action<JsonFields> Fields(this PersonEntry person) => json =>
    {
        json.Text("name", person.Name);
        json.Text("folder", person.Folder);
        json.Number("versions", person.Versions);
        json.Number("bytes", person.Bytes);
        json.Object("current", person.Current?.Fields());
        json.Text("problem", person.Problem);
    };
}
