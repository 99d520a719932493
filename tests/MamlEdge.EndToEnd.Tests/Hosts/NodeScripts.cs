namespace MamlEdge.EndToEnd.Tests.Hosts;

/// <summary>The scripts of docs/examples/node, which know ONNX Runtime's npm package and nothing of MamlEdge.</summary>
internal static class NodeScripts
{
    private static readonly string Folder = SolutionFolder.At("docs", "examples", "node");
    private static readonly bool Windows = OperatingSystem.IsWindows();

    /// <summary>Why the scripts cannot run here; null where they can.</summary>
    public static string? Absence { get; } =
        !Starts("node", "--version") ? "Node.js is not installed."
        : !Starts("npm", "--version") ? "npm is not installed."
        : !Installed && !Starts("npm", "view onnxruntime-node@1.29.0 version") ? "npm does not reach a registry that has onnxruntime-node."
        : null;

    private static bool Installed => Directory.Exists(Path.Combine(Folder, "node_modules", "onnxruntime-node"));

    /// <summary>Installs the packages where they are missing, then runs a script to its end.</summary>
    public static void Run(string script, params string[] arguments)
    {
        if (!Installed)
        {
            var (installed, report) = Execute("npm", ["install", "--no-audit", "--no-fund", "--loglevel", "error"]);
            Assert.True(installed == 0, $"npm install in {Folder} ended with {installed}: {report}");
        }

        var (code, output) = Execute("node", [script, .. arguments]);
        Assert.True(code == 0, $"{script} ended with {code}: {output}");
    }

    // On Windows npm is a script that only the command interpreter starts.
    private static (string Program, string[] Arguments) Call(string program, string[] arguments) => Windows ? ("cmd.exe", ["/c", program, .. arguments]) : (program, arguments);

    private static bool Starts(string program, string arguments)
    {
        var (starter, all) = Call(program, arguments.Split(' '));
        return HostProgram.Succeeds(starter, all);
    }

    private static (int Code, string Output) Execute(string program, string[] arguments)
    {
        var (starter, all) = Call(program, arguments);
        return HostProgram.Execute(starter, all, Folder);
    }
}
