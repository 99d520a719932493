namespace MamlEdge.Trainer.Tasks;

/// <summary>What a person wore: recordings are told apart by the end of their file names.</summary>
public enum SensorDevice
{
    /// <summary>A smartphone, <c>*_sp.csv</c>.</summary>
    Phone,

    /// <summary>A smartwatch, <c>*_sw.csv</c>.</summary>
    Watch,
}
