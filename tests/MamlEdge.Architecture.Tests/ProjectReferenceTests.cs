using Xunit;

namespace MamlEdge.Architecture.Tests;

public sealed class ProjectReferenceTests
{
    [Fact]
    public void Given_the_runtime_projects_Then_none_reaches_the_exporter_or_the_trainer()
    {
        var runtime = ProjectFile.Products().Where(project => project.Folder.StartsWith("runtime/", StringComparison.Ordinal)).ToList();

        Assert.Contains(runtime, project => project.Name == "MamlEdge.Runtime");
        Assert.All(runtime, project => Assert.All(
            project.Reached(),
            reached => Assert.StartsWith("runtime/", reached.Folder, StringComparison.Ordinal)));
    }

    [Fact]
    public void Given_the_bundle_format_Then_it_depends_on_nothing()
    {
        var bundle = Product("MamlEdge.Bundle");

        Assert.Empty(bundle.Packages);
        Assert.Empty(bundle.BuildPackages);
        Assert.Empty(bundle.Projects);
    }

    [Fact]
    public void Given_the_device_library_Then_it_depends_on_the_bundle_format_and_the_managed_ONNX_Runtime_only()
    {
        var runtime = Product("MamlEdge.Runtime");

        Assert.Equal(["Microsoft.ML.OnnxRuntime.Managed"], runtime.Packages);
        Assert.Equal(["MamlEdge.Bundle"], runtime.Projects.Select(Path.GetFileNameWithoutExtension));
    }

    [Fact]
    public void Given_the_graph_compiler_Then_it_depends_on_protobuf_and_the_bundle_format_only()
    {
        var exporter = Product("MamlEdge.Exporter");

        Assert.Equal(["Google.Protobuf"], exporter.Packages);
        Assert.Equal(["Grpc.Tools"], exporter.BuildPackages);
        Assert.Equal(["MamlEdge.Bundle"], exporter.Projects.Select(Path.GetFileNameWithoutExtension));
    }

    [Fact]
    public void Given_all_products_Then_only_the_command_line_carries_the_native_ONNX_Runtime_or_console_packages()
    {
        string[] forPrograms = ["Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Gpu", "System.CommandLine"];

        Assert.All(
            ProjectFile.Products().Where(project => project.Name != "MamlEdge.Cli"),
            project => Assert.Empty(project.Packages.Intersect(forPrograms)));
    }

    private static ProjectFile Product(string name) => Assert.Single(ProjectFile.Products(), project => project.Name == name);
}
