namespace MamlEdge.Trainer.Reports;

/// <summary>An image classification task: what the model saw, and what it says of images that it did not see.</summary>
/// <param name="Name">What to call the task.</param>
/// <param name="Classes">The name of each class.</param>
/// <param name="Support">The images that the model saw, with their class.</param>
/// <param name="Query">The images that it is asked about.</param>
public sealed record ImageExample(
    string Name,
    IReadOnlyList<string> Classes,
    IReadOnlyList<LabelledImage> Support,
    IReadOnlyList<QueryImage> Query) : ExampleTask(Name);
