using System.Runtime.InteropServices;
using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>A checked support set: examples with labels, or with targets.</summary>
/// <param name="X">Row-major examples.</param>
/// <param name="XShape">Their shape.</param>
/// <param name="Labels">Class labels, one for each row of <paramref name="YShape"/>; empty where there are targets.</param>
/// <param name="Targets">Targets; empty where there are labels.</param>
/// <param name="YShape">Shape of labels or targets.</param>
internal sealed record SupportData(
    ReadOnlyMemory<float> X, long[] XShape, ReadOnlyMemory<long> Labels, ReadOnlyMemory<float> Targets, long[] YShape)
{
    /// <summary>Number of examples.</summary>
    internal int Count => (int)XShape[0];

    /// <summary>Whether every example has one class.</summary>
    internal bool OneClassEach => !Labels.IsEmpty && YShape.Length == 1;

    /// <summary>One more than the largest label; 1 where there are targets.</summary>
    internal long Classes
    {
        get
        {
            var largest = 0L;
            foreach (var label in Labels.Span)
                largest = Math.Max(largest, label);
            return largest + 1;
        }
    }

    /// <summary>Checks examples with labels.</summary>
    /// <param name="manifest">What the bundle takes.</param>
    /// <param name="x">Examples.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="known">Classes that the model has already, where their number is free.</param>
    internal static SupportData Of(Manifest manifest, Examples x, ReadOnlyMemory<long> labels, long known)
    {
        CheckX(manifest, x);
        return new(x.Values, x.Shape.ToArray(), labels, default, InputChecks.Labels(manifest, labels.Span, x.Count, known));
    }

    /// <summary>Checks examples with targets.</summary>
    internal static SupportData Of(Manifest manifest, Examples x, Examples targets)
    {
        CheckX(manifest, x);
        InputChecks.Targets(manifest, targets, x.Count);
        return new(x.Values, x.Shape.ToArray(), default, targets.Values, targets.Shape.ToArray());
    }

    /// <summary>Some of the examples, each as often as it is named.</summary>
    internal SupportData Rows(IReadOnlyList<int> rows) => new(
        Rows(X.Span, rows), [rows.Count, .. XShape[1..]], Rows(Labels.Span, rows), Rows(Targets.Span, rows), [rows.Count, .. YShape[1..]]);

    /// <summary>The examples for ONNX Runtime, without a copy.</summary>
    internal OrtValue NewX() => Wrapped(X, XShape);

    /// <summary>Labels or targets for ONNX Runtime, without a copy.</summary>
    internal OrtValue NewY() => Labels.IsEmpty ? Wrapped(Targets, YShape) : Wrapped(Labels, YShape);

    private static OrtValue Wrapped<T>(ReadOnlyMemory<T> values, long[] shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(values), shape);

    private static void CheckX(Manifest manifest, Examples x)
    {
        _ = InputChecks.Shape("Support x", manifest.Input, x.Shape);
        InputChecks.Finite("Support x", x.Values.Span, x.Shape);
    }

    private T[] Rows<T>(ReadOnlySpan<T> values, IReadOnlyList<int> rows)
    {
        var width = values.Length / Count;
        var chosen = new T[width * rows.Count];
        for (var at = 0; at < rows.Count; at++)
            values.Slice(rows[at] * width, width).CopyTo(chosen.AsSpan(at * width));
        return chosen;
    }
}
