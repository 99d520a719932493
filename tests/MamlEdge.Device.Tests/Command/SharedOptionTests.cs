using System.Text.RegularExpressions;
using MamlEdge.Device.CommandLine;

namespace MamlEdge.Device.Tests.Command;

/// <summary>Commands that both programs have take the same options, under the same names, but for the differences that are written here.</summary>
public sealed partial class SharedOptionTests
{
    [Theory]
    [InlineData("adapt", "--support FILE|DIR", "--support FILE")] // images are read on the workstation
    [InlineData("predict", "--input FILE|DIR", "--input FILE")]
    [InlineData("bench", "--no-arena; --parallel N; --spinning", "")] // settings are compared on the workstation
    [InlineData("states list", "", "--to N|SHA256")] // the device's commands on a store have one list of options
    [InlineData("states history", "", "--to N|SHA256")]
    [InlineData("states rollback", "", "")]
    [InlineData("states forget", "", "--to N|SHA256")]
    public void Their_options_differ_only_where_they_are_meant_to(string command, string onWorkstation, string onDevice)
    {
        var (workstation, device) = (WorkstationOptions(command), DeviceOptions(command.Split(' ')[0]));

        Assert.Equal(onWorkstation, string.Join("; ", workstation.Except(device).Order(StringComparer.Ordinal)));
        Assert.Equal(onDevice, string.Join("; ", device.Except(workstation).Order(StringComparer.Ordinal)));
        Assert.NotEmpty(workstation.Intersect(device));
    }

    [Fact]
    public void Every_command_of_the_device_but_info_is_one_of_the_workstation()
    {
        var workstation = DeviceCommand.WorkstationText("--help");

        Assert.Equal(["info"], CommandTable.All.Select(command => command.Name).Where(name => !workstation.Contains($"\n  {name} ", StringComparison.Ordinal)));
    }

    // As "--output -o STATE": the long name, the short one, the value.
    private static List<string> DeviceOptions(string command) => [.. CommandTable.All.Single(one => one.Name == command).Options.Append(CommandLine.Command.Json)
        .Select(option => string.Join(' ', new[] { option.Name, option.Short, option.Value }.OfType<string>()))];

    private static List<string> WorkstationOptions(string command)
    {
        var help = DeviceCommand.WorkstationText([.. command.Split(' '), "--help"]);
        return [.. HelpLine().Matches(help[help.IndexOf("Options:", StringComparison.Ordinal)..])
            .Select(line => string.Join(' ', new[] { line.Groups["name"], line.Groups["short"], line.Groups["value"] }.Where(part => part.Success).Select(part => part.Value)))
            .Where(option => !option.StartsWith("--help", StringComparison.Ordinal))];
    }

    [GeneratedRegex(@"^  (?:-\?, )?(?:(?<short>-\w), )?(?<name>--[a-z-]+)(?: <(?<value>[^>]+)>)?", RegexOptions.Multiline)]
    private static partial Regex HelpLine();
}
