namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>
/// A colour by its role; <see cref="ChartStyle"/> says what each looks like on a light and on a dark page.
/// Blue, orange and green stay apart under the common colour-vision deficiencies.
/// </summary>
public enum Tone
{
    /// <summary>The colour of text: what is true or given.</summary>
    Ink,

    /// <summary>Grey: what is only there to compare with.</summary>
    Muted,

    /// <summary>The main series.</summary>
    Blue,

    /// <summary>An earlier stage of the main series.</summary>
    PaleBlue,

    /// <summary>A second series.</summary>
    Orange,

    /// <summary>A third series.</summary>
    Green,
}
