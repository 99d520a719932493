using System.Reflection;

namespace MamlEdge.Cli.Exports;

/// <summary>Names of the programs that took part, for provenance.</summary>
internal static class ToolVersion
{
    /// <summary>This program with its version, without the commit: the same version gives the same bytes.</summary>
    public static string Name { get; } = "MamlEdge " + typeof(ToolVersion).Assembly.GetName().Version!.ToString(3);

    /// <summary>The version that an assembly was given, with the commit where the build knows it.</summary>
    public static string Of(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version!.ToString();
}
