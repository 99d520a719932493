namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>Room that text takes. An SVG cannot measure text, so this is an estimate for a common sans-serif face.</summary>
internal static class TextWidth
{
    public static double Of(string text, double fontSize) => fontSize * text.Sum(Advance);

    private static double Advance(char c) => c switch
    {
        'i' or 'l' or 'j' or '.' or ',' or ':' or '\'' or '|' or 'I' => 0.28,
        'f' or 't' or 'r' or ' ' or '(' or ')' or '-' => 0.34,
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.86,
        >= 'A' and <= 'Z' => 0.67,
        _ => 0.56,
    };
}
