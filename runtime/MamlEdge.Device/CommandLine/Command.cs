using MamlEdge.Device.Results;

namespace MamlEdge.Device.CommandLine;

/// <summary>One command: what it takes, and what it does.</summary>
internal abstract class Command
{
    /// <summary>Writes the result as JSON; every command takes it.</summary>
    public static readonly Option Json = new("--json", null, "Write the result as JSON.");

    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>The argument that is no option, as the help writes it.</summary>
    public virtual string Argument => "BUNDLE";

    /// <summary>The most arguments that are no options.</summary>
    public virtual int Positions => 1;

    /// <summary>What it takes besides.</summary>
    public abstract IReadOnlyList<Option> Options { get; }

    /// <summary>Does the work.</summary>
    /// <param name="arguments">What was given.</param>
    /// <param name="say">Takes notes for people.</param>
    /// <param name="cancellation">Cancelled by Ctrl-C and SIGTERM.</param>
    public abstract CommandResult Execute(Arguments arguments, Action<string> say, CancellationToken cancellation);

    /// <summary>The bundle that must be given.</summary>
    protected static string Bundle(Arguments arguments) => arguments.Position(0) ?? throw new UsageException("BUNDLE is missing: a folder, or a .zip.");
}
