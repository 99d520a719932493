using System.Text.Json.Serialization;

namespace MamlEdge.Trainer.Tasks;

/// <summary>The size of an episode.</summary>
/// <param name="Ways">Classes of the task; 1 for regression.</param>
/// <param name="Shots">Support examples of each class (of the task, for regression).</param>
/// <param name="Queries">Query examples of each class (of the task, for regression).</param>
public sealed record EpisodeShape(int Ways, int Shots, int Queries)
{
    /// <summary>Examples in the support set: ways x shots.</summary>
    [JsonIgnore]
    public int SupportCount => Ways * Shots;

    /// <summary>Examples in the query set: ways x queries.</summary>
    [JsonIgnore]
    public int QueryCount => Ways * Queries;

    /// <summary>Checks that every number is at least one.</summary>
    /// <exception cref="ArgumentException">Ways, shots or queries is below one.</exception>
    public void Validate()
    {
        if (Ways < 1 || Shots < 1 || Queries < 1)
            throw new ArgumentException($"An episode needs at least one way, one shot and one query, got {Ways} ways, {Shots} shots, {Queries} queries.");
    }
}
