namespace MamlEdge.Trainer.Tasks;

/// <summary>A source whose training classes could all be told apart at once: what joint training of a classifier needs.</summary>
public interface IJointClasses
{
    /// <summary>How many classes there are to train with.</summary>
    int JointClasses { get; }

    /// <summary>The same tasks, in which each class has a label of its own, below <see cref="JointClasses"/>, that is the same in every training task.</summary>
    ITaskSource Joint();
}
