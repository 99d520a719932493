using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Trainer.Training;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Cli.Terminals;

/// <summary>Errors that a user can cause and mend. Every other exception is a defect of this program.</summary>
internal static class ExpectedErrors
{
    public static bool Includes(Exception error) => error
        is MamlEdgeException or TrainingException or InvalidDataException or IOException or UnauthorizedAccessException
        or ArgumentException or NotSupportedException or OnnxRuntimeException or JsonException;

    /// <summary>The message in one piece, without the name of a C# parameter that the caller never saw.</summary>
    public static string Message(Exception error)
    {
        var message = error.Message;
        if (error is ArgumentException { ParamName: { } name })
            message = message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal);
        return error is AggregateException { InnerExceptions: [var only] } ? Message(only) : message.Trim();
    }
}
