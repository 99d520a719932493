namespace MamlEdge.Trainer.Tasks;

/// <summary>What the tasks of an image source differ in.</summary>
public enum ImageFamily
{
    /// <summary>The classes: a task tells some of them apart; splits share no class.</summary>
    Classes,

    /// <summary>The angle: a task shows all classes under one rotation, uniform in [0, 360) degrees; splits share no image.</summary>
    Rotations,

    /// <summary>The order of the pixels: a task shows all classes under one permutation; splits share no image.</summary>
    Permutations,
}
