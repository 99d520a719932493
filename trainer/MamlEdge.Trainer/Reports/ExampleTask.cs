namespace MamlEdge.Trainer.Reports;

/// <summary>One unseen task, shown before and after adaptation.</summary>
/// <param name="Name">What to call the task.</param>
public abstract record ExampleTask(string Name);
