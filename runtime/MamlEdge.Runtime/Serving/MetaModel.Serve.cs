using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <content>Serving many people.</content>
public sealed partial class MetaModel
{
    /// <summary>Serves personal models of many people in bounded memory.</summary>
    /// <param name="load">Loads a person's state; called by any thread.</param>
    /// <param name="options">How many models are held, and in which form.</param>
    public PersonalModelCache Serve(Func<string, PersonalState> load, ServingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(load);
        return new PersonalModelCache(_sessions, load, options ?? new ServingOptions());
    }
}
