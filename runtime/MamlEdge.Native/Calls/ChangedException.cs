namespace MamlEdge.Native.Calls;

/// <summary>A person in a store was changed since the work on a state began.</summary>
/// <param name="person">Who.</param>
internal sealed class ChangedException(string person) : Exception(
    $"'{person}': expected the model that the new one was adapted from to be current still, got another one or none. Restore the current model, adapt it, and save again.");
