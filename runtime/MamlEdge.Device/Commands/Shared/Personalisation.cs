using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Commands;

/// <summary>What <c>adapt</c> does once its command line is read: examples become a personal model, which is kept in a store where there is one.</summary>
/// <param name="Support">The examples.</param>
/// <param name="Options">How to adapt.</param>
/// <param name="Store">The store; null for none.</param>
/// <param name="Person">Whose state it is there.</param>
internal sealed record Personalisation(KeptSupport Support, AdaptOptions Options, StateStore? Store, string? Person)
{
    /// <summary>A state to continue from, of a file.</summary>
    public PersonalState? From { get; init; }

    /// <summary>Whether the current state of the person is continued.</summary>
    public bool Continue { get; init; }

    /// <summary>Whether the examples are kept in the store.</summary>
    public bool KeepSupport { get; init; }

    /// <summary>Adapts, and saves in the store.</summary>
    /// <param name="model">The bundle.</param>
    /// <param name="cancellation">Ends it between two operators.</param>
    /// <param name="version">The version in the store; null without one.</param>
    public PersonalModel Run(MetaModel model, CancellationToken cancellation, out StateVersion? version)
    {
        if (Continue)
        {
            var continued = model.Continue(Store!, Person!, Support, KeepSupport, Options, cancellation);
            version = continued.Version;
            return continued.Personal;
        }

        var personal = model.Adapt(Support, Options, From, cancellation);
        version = Store?.Save(Person!, personal.State, KeepSupport ? Store.SupportOf(Person!, Support, From) : null);
        return personal;
    }

    /// <summary>Says what came of it that is not what was hoped for.</summary>
    public static void Warn(AdaptReport report, Action<string> say)
    {
        if (report.Guard is not (GuardDecision.Accepted or GuardDecision.Off))
            say("warning: " + report.GuardReason);
        if (report.ClassesWithoutExamples is { Count: > 0 } unseen)
            say($"warning: the support set shows no example of {unseen.Count} of the classes that the state knows; the model forgets them.");
    }
}
