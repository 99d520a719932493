using MamlEdge.Tests;
using Xunit;

namespace MamlEdge.Architecture.Tests;

public sealed class ExporterFolderTests
{
    private static readonly string Project = SolutionFolder.At("exporter", "MamlEdge.Exporter");

    [Fact]
    public void Given_the_graph_compiler_Then_each_file_uses_only_its_own_folder_and_those_before_it()
    {
        var files = Directory.EnumerateFiles(Project, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(Project, file).Replace('\\', '/'), File: file))
            .Where(file => !file.Path.StartsWith("bin/", StringComparison.Ordinal) && !file.Path.StartsWith("obj/", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => FolderOrder.Breaches(file.Path, File.ReadAllText(file.File))));
    }

    [Fact]
    public void Given_the_graph_compiler_Then_no_using_is_hidden_in_its_project_file() =>
        Assert.DoesNotContain("<Using", File.ReadAllText(Path.Combine(Project, "MamlEdge.Exporter.csproj")), StringComparison.Ordinal);

    [Theory]
    [InlineData("using MamlEdge.Exporter.Bundles;\nnamespace MamlEdge.Exporter.Graphs;")]
    [InlineData("namespace MamlEdge.Exporter.Graphs;\nclass A { MamlEdge.Exporter.Operators.Op B; }")]
    [InlineData("namespace MamlEdge.Exporter.Graphs;\nclass A { Operators.Op B; }")]
    [InlineData("namespace MamlEdge.Exporter.Graphs;\nclass A { Exporter.Operators.Op B; }")]
    [InlineData("namespace MamlEdge.Exporter.Models;")]
    public void Given_a_file_in_Graphs_When_it_breaks_the_order_Then_exactly_that_is_reported(string source) =>
        Assert.StartsWith("Graphs/A.cs: ", Assert.Single(FolderOrder.Breaches("Graphs/A.cs", source)), StringComparison.Ordinal);

    [Theory]
    [InlineData("using MamlEdge.Exporter.Onnx;\nnamespace MamlEdge.Exporter.Graphs;")]
    [InlineData("// goes to MamlEdge.Exporter.Bundles\nnamespace MamlEdge.Exporter.Graphs;\nclass A { string B = \"Models.C\"; }")]
    [InlineData("namespace MamlEdge.Exporter.Graphs;\nclass A { int B => this.Operators.Count; }")]
    public void Given_a_file_in_Graphs_When_it_keeps_the_order_Then_nothing_is_reported(string source) =>
        Assert.Empty(FolderOrder.Breaches("Graphs/A.cs", source));

    [Fact]
    public void Given_a_file_beside_the_folders_When_it_uses_one_Then_it_is_reported() =>
        Assert.Single(FolderOrder.Breaches("A.cs", "using MamlEdge.Exporter.Onnx;\nnamespace MamlEdge.Exporter;"));

    [Fact]
    public void Given_a_folder_outside_the_order_Then_it_is_reported() =>
        Assert.Single(FolderOrder.Breaches("Helpers/A.cs", "namespace MamlEdge.Exporter.Helpers;"));
}
