using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>The few SVG shapes that charts are made of.</summary>
internal static class SvgShape
{
    public static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static XElement Element(string name, string? cssClass, params object?[] content) =>
        new(Namespace + name, cssClass is null ? null : new XAttribute("class", cssClass), content);

    public static XAttribute Attribute(string name, double value) => new(name, Number(value));

    public static XElement Line(string cssClass, double x1, double y1, double x2, double y2) => Element(
        "line", cssClass, Attribute("x1", x1), Attribute("y1", y1), Attribute("x2", x2), Attribute("y2", y2));

    public static XElement Text(string cssClass, double x, double y, string text, string anchor = "start") => Element(
        "text", cssClass, Attribute("x", x), Attribute("y", y), new XAttribute("text-anchor", anchor), text);

    public static XElement Path(string cssClass, string data) => Element("path", cssClass, new XAttribute("d", data));

    /// <summary>Path data through the points; a point that is not finite starts a new piece.</summary>
    public static string Polyline(IEnumerable<(double X, double Y)> points)
    {
        var data = new StringBuilder();
        var command = 'M';
        foreach (var (x, y) in points)
        {
            if (!double.IsFinite(x) || !double.IsFinite(y))
            {
                command = 'M';
                continue;
            }

            data.Append(command).Append(Number(x)).Append(' ').Append(Number(y));
            command = 'L';
        }

        return data.ToString();
    }
}
