using System.CommandLine;
using System.Diagnostics;
using MamlEdge.Cli.Exports;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Cli.Verification;
using MamlEdge.Exporter.Bundles;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge export</c>: a training run, or any forward model, becomes a bundle.</summary>
internal sealed class ExportCommand : ToolCommand
{
    private readonly Argument<string> _source = new("SOURCE") { Description = "The folder of a training run, or a forward model MODEL.onnx." };

    private readonly RunExportOptions _run;

    private readonly ModelExportOptions _model;

    private readonly Option<bool> _metaGradient = new("--meta-gradient")
    {
        Description = "Also write meta.onnx, the gradient of the query loss through the adaptation.",
    };

    private readonly Option<bool> _stepFunction = new("--step-function")
    {
        Description = "Write one step as a function that the graphs call k times, so that files hardly grow with k.",
    };

    private readonly Option<bool?> _singleSteps = new("--single-steps")
    {
        Description = "Whether continue.onnx takes one step a run, so that devices may take any number of steps; by default where that takes at most twice the operations.",
        HelpName = "true|false",
    };

    private readonly Option<double?> _temperature = new("--temperature")
    {
        Description = "Divides logits before they become probabilities; 'eval --split validation' fits it.",
        HelpName = "T",
    };

    private readonly Option<string?> _name = new("--name") { Description = "Name of the bundle.", HelpName = "NAME" };

    private readonly Option<bool> _force = new("--force") { Description = "Replace the bundle if it exists." };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The folder of the bundle.",
        HelpName = "BUNDLE",
        Required = true,
    };

    public ExportCommand(Terminal terminal)
        : base("export", "Write a bundle: the model and its adaptation as plain ONNX.", terminal)
    {
        _temperature.Validators.Add(OptionRules.Positive());
        _name.Validators.Add(OptionRules.Filled());
        Add(_source);
        _run = new RunExportOptions(this);
        _model = new ModelExportOptions(this);
        Add(_metaGradient);
        Add(_stepFunction);
        Add(_singleSteps);
        Add(_temperature);
        Add(_name);
        Add(_force);
        Add(_output);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var clock = Stopwatch.StartNew();
        var source = arguments.GetRequiredValue(_source);
        var folder = Path.GetFullPath(arguments.GetRequiredValue(_output));
        var force = arguments.GetValue(_force);
        OutputFolder.RequireFree(folder, force);
        var contents = Directory.Exists(source)
            ? _run.Read(arguments, _model.Refuse(arguments, source), Recorded(arguments))
            : _model.Read(arguments, _run.Refuse(arguments, source), Recorded(arguments));
        foreach (var note in ExportNotes.Of(contents))
            terminal.Say(note);
        contents = contents with
        {
            MetaGradient = arguments.GetValue(_metaGradient),
            StepFunction = arguments.GetValue(_stepFunction),
            SingleSteps = arguments.GetValue(_singleSteps),
            Temperature = arguments.GetValue(_temperature),
            Name = arguments.GetValue(_name) ?? contents.Name,
        };
        BundleWriter.Write(folder, contents, force);
        var result = ExportResult.Of(folder, clock.Elapsed);
        return Directory.Exists(source) ? result : result with { Original = OriginalCheck.Run(source, folder, new VerificationOptions()) };
    }

    /// <summary>
    /// The command for the manifest, without where the model lies, where the bundle goes and whether it replaces one: the hash of the
    /// manifest identifies the bundle, and personal states belong to that.
    /// </summary>
    private string Recorded(ParseResult arguments)
    {
        bool IsOutput(string token) => token == _output.Name || _output.Aliases.Contains(token);
        string[] tokens = [.. arguments.Tokens.Select(t => t.Value == arguments.GetValue(_source) && File.Exists(t.Value) ? Path.GetFileName(t.Value) : t.Value)];
        return CommandTree.CommandLine(tokens.Where((token, i) => token != _force.Name && !IsOutput(token) && (i == 0 || !IsOutput(tokens[i - 1]))));
    }
}
