using System.Text.Json;

namespace MamlEdge.Device.Tests.Command;

/// <summary>Runs the command in this process.</summary>
internal static class DeviceCommand
{
    /// <summary>A run, whatever becomes of it.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        return (Program.Run(args, stdout, stderr), stdout.ToString(), stderr.ToString());
    }

    /// <summary>The JSON of a run that must succeed; notes to people are allowed.</summary>
    public static JsonElement Json(params string[] args)
    {
        var (exitCode, output, error) = Run(args);
        Assert.True(exitCode == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>The output of a run that must succeed and has nothing to remark.</summary>
    public static string Text(params string[] args)
    {
        var (exitCode, output, error) = Run(args);
        Assert.Equal((0, ""), (exitCode, error));
        return output.TrimEnd();
    }

    /// <summary>The message of a run that must fail, and may write nothing else.</summary>
    public static string Fails(int expected, params string[] args)
    {
        var (exitCode, output, error) = Run(args);
        Assert.Equal((expected, ""), (exitCode, output));
        return error.TrimEnd();
    }

    /// <summary>The JSON of the workstation's command.</summary>
    public static JsonElement Workstation(params string[] args) => JsonDocument.Parse(WorkstationText(args)).RootElement;

    /// <summary>What the workstation's command writes.</summary>
    public static string WorkstationText(params string[] args)
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        Assert.Equal(0, Cli.Program.Run(args, stdout, stderr));
        return stdout.ToString();
    }
}
