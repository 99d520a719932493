using System.Xml.Linq;

namespace MamlEdge.Trainer.Reports.Page;

/// <summary>HTML elements as XML trees, so that every text is escaped.</summary>
internal static class Html
{
    public static XElement Element(string name, string? cssClass, params object?[] content)
    {
        var element = new XElement(name, cssClass is null ? null : new XAttribute("class", cssClass), content);
        // HTML knows no <div/>: without content an end tag must still be written.
        if (element.IsEmpty && name is not ("img" or "input" or "br" or "col"))
            element.Add("");
        return element;
    }

    /// <summary>A titled block of the page.</summary>
    public static XElement Section(string title, string? note, params object?[] content) => Element(
        "section",
        "card",
        Element("h2", null, title),
        string.IsNullOrEmpty(note) ? null : Element("p", "note", note),
        content);

    /// <summary>A table; columns from <paramref name="numbersFrom"/> on hold numbers and are right-aligned.</summary>
    public static XElement Table(IReadOnlyList<string>? header, int numbersFrom, IEnumerable<IReadOnlyList<string>> rows) => Element(
        "table",
        null,
        header is null ? null : Element("thead", null, Row("th", header, numbersFrom)),
        Element("tbody", null, rows.Select(r => Row("td", r, numbersFrom))));

    private static XElement Row(string cell, IReadOnlyList<string> texts, int numbersFrom) =>
        Element("tr", null, texts.Select((t, i) => Element(cell, i >= numbersFrom ? "number" : null, t)));
}
