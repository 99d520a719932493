using System.Xml.Linq;
using static MamlEdge.Trainer.Reports.Page.Html;

namespace MamlEdge.Trainer.Reports.Page;

/// <summary>An image task: the support images by class, and the answers to the query images before and after adaptation.</summary>
internal static class ImageExamples
{
    public static XElement Draw(ImageExample example) => Element(
        "section",
        "card wide",
        Element("h2", null, example.Name),
        Element(
            "p",
            "note",
            $"Top: the {example.Support.Count} images that the model learned from, one column a class. "
                + $"Below: {example.Query.Count} images that it had not seen, with its answer before and after adaptation."),
        Element("h3", null, "Support"),
        Element("div", "thumbs", Enumerable.Range(0, example.Classes.Count).Select(c => Support(example, c)).Cast<object>().ToArray()),
        Element("h3", null, $"Query: {Right(example, q => q.Before)} right before, {Right(example, q => q.After)} right after"),
        Element("div", "thumbs", RowNames(), example.Query.Select(q => Query(example, q))));

    private static XElement Support(ImageExample example, int label) => Element(
        "figure",
        null,
        example.Support.Where(s => s.Class == label).Select(s => Image(s.Image, $"support image of class {example.Classes[label]}")),
        Element("figcaption", null, example.Classes[label]));

    private static XElement RowNames() => Element(
        "figure",
        "rows",
        Element("p", "answer", "before"),
        Element("p", "answer", "after"));

    private static XElement Query(ImageExample example, QueryImage query) => Element(
        "figure",
        "query",
        Image(query.Image, $"query image of class {example.Classes[query.Class]}"),
        Answer(example, query, query.Before, "before"),
        Answer(example, query, query.After, "after"));

    private static XElement Answer(ImageExample example, QueryImage query, IReadOnlyList<float> probabilities, string when)
    {
        var best = IndexOfMax(probabilities);
        var right = best == query.Class;
        return Element(
            "p",
            right ? "answer right" : "answer wrong",
            new XAttribute("title", $"{when} adaptation: {example.Classes[best]} with probability {probabilities[best]:0.00}, "
                + (right ? "right" : $"truly {example.Classes[query.Class]}")),
            Element("span", "mark", right ? "✓" : "✗"),
            $" {example.Classes[best]} ",
            Element("span", "share", $"{100 * probabilities[best]:0} %"));
    }

    private static string Right(ImageExample example, Func<QueryImage, IReadOnlyList<float>> answer) =>
        $"{example.Query.Count(q => IndexOfMax(answer(q)) == q.Class)} of {example.Query.Count}";

    private static int IndexOfMax(IReadOnlyList<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Count; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        return best;
    }

    private static XElement Image(RasterImage image, string text) => Element(
        "img", null, new XAttribute("src", image.ToDataAddress()), new XAttribute("alt", text));
}
