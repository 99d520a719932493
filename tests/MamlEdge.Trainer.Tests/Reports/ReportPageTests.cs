using System.Xml.Linq;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Reports.Charts;

namespace MamlEdge.Trainer.Tests.Reports;

public sealed class ReportPageTests
{
    [Fact]
    public void The_page_needs_no_other_file()
    {
        var page = ReportPage.Render(Full());

        Assert.DoesNotContain("http", page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"", page.Replace("src=\"data:", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_follows_the_light_or_dark_setting() =>
        Assert.Contains("prefers-color-scheme: dark", ReportPage.Render(Full()), StringComparison.Ordinal);

    [Fact]
    public void Every_text_is_escaped()
    {
        var page = ReportPage.Render(Full() with { Title = "<script>alert(1)</script>", Commands = ["a < b && c"] });

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("a &lt; b &amp;&amp; c", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_body_is_well_formed_and_every_picture_has_a_text_alternative()
    {
        var body = Body(ReportPage.Render(Full()));

        Assert.All(body.Descendants("img"), i => Assert.False(string.IsNullOrEmpty((string?)i.Attribute("alt"))));
        var charts = body.Descendants(XName.Get("svg", "http://www.w3.org/2000/svg")).ToArray();
        Assert.NotEmpty(charts);
        Assert.All(charts, c => Assert.True(c.Attribute("aria-label") is not null || (string?)c.Attribute("aria-hidden") == "true"));
    }

    [Fact]
    public void Figures_of_the_report_appear_on_the_page()
    {
        var texts = Body(ReportPage.Render(Full())).Descendants().Where(e => !e.HasElements).Select(e => e.Value).ToArray();

        Assert.Contains("3.20", texts);
        Assert.Contains("0.31", texts);
        Assert.Contains("0.42 ms", texts);
        Assert.Contains("Query: 0 of 1 right before, 1 of 1 right after", texts);
        Assert.Contains("maml-edge quickstart", texts);
    }

    [Fact]
    public void Queries_alone_and_together_are_told_apart()
    {
        var together = ReportPage.Render(Full());
        var both = ReportPage.Render(Full() with { AdaptationAlone = [new(0, 3.2, 0.2), new(1, 1.5, 0.03), new(2, 1.1, 0.02)] });

        Assert.DoesNotContain("each query alone", together, StringComparison.Ordinal);
        Assert.Contains(">each query alone<", both, StringComparison.Ordinal);
        Assert.Contains(">all queries together<", both, StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_behind_the_mean_appears_where_it_is_known()
    {
        Answer[] answers = [new(0, 0, 0.9), new(0, 1, 0.6), new(1, 1, 0.7)];
        var report = Full() with
        {
            Metric = ReportMetric.Accuracy,
            FigureSteps = 3,
            Outcomes = Outcomes.Of([0.5, 0.5, 0.5], [0.5, 1, 1], answers, higherIsBetter: true, ["still", "walk"]),
            ByShots = [new ShotsCurve("ours", [new(1, 0.8, 0.1), new(5, 0.9, 0.1)]), new ShotsCurve("theirs", [new(1, 0.7, 0.1), new(5, 0.8, 0.1)])],
            Comparisons = [new ReportTable(["Bundle", "accuracy"], [["ours", "80.0 %"], ["theirs", "70.0 %"]]), new ReportTable(["Bundle", "difference"], [["theirs", "-10.0 %"]])],
            Validation = [new(10, 0.5, 0.1), new(20, 0.9, 0.1), new(30, 0.8, 0.1)],
        };
        var body = Body(ReportPage.Render(report));
        var text = string.Join('\n', body.Descendants("section").Select(section => section.Value));
        var charts = body.Descendants(XName.Get("svg", "http://www.w3.org/2000/svg")).Select(c => (string?)c.Attribute("aria-label") ?? "").ToArray();

        Assert.Contains("The worst tenth of the tasks has a mean accuracy of 50.0 %", text, StringComparison.Ordinal);
        Assert.Contains("Expected calibration error 33.3 %", text, StringComparison.Ordinal);
        Assert.Contains(charts, c => c.Contains("best 90.0 % at iteration 20", StringComparison.Ordinal));
        Assert.Contains(charts, c => c.Contains("for ours, theirs", StringComparison.Ordinal));
        Assert.Contains("theirs70.0 %", text, StringComparison.Ordinal);
        Assert.Contains("theirs-10.0 %", text, StringComparison.Ordinal);
        Assert.Contains("Adapting changes the accuracy by +33.3 % ± 32.7 %", text, StringComparison.Ordinal);
        var shares = body.Descendants("table").Single(t => (string?)t.Attribute("class") == "shares").Descendants("td").Select(c => (string?)c.Attribute("style")).OfType<string>();
        Assert.Equal(["--share:0.5", "--share:0.5", "--share:0", "--share:1"], shares);
    }

    [Fact]
    public void Parts_without_data_are_left_out()
    {
        var body = Body(ReportPage.Render(new TrainingReport { Title = "t", Summary = "s", Metric = ReportMetric.Accuracy }));

        Assert.Empty(body.Descendants("section"));
        Assert.Equal("t", body.Descendants("h1").Single().Value);
    }

    [Fact]
    public void The_same_report_gives_the_same_page() => Assert.Equal(ReportPage.Render(Full()), ReportPage.Render(Full()));

    private static XElement Body(string page)
    {
        var start = page.IndexOf("<main>", StringComparison.Ordinal);
        var end = page.IndexOf("</main>", StringComparison.Ordinal) + "</main>".Length;
        return XElement.Parse(page[start..end]);
    }

    private static TrainingReport Full() => new()
    {
        Title = "A model",
        Summary = "What it is.",
        Metric = ReportMetric.MeanSquaredError,
        Adaptation = [new(0, 3.2, 0.2), new(1, 0.6, 0.03), new(2, 0.31, 0.02)],
        Published = [new(1, 0.67, 0)],
        PublishedSource = "a paper",
        LearningCurve = [.. Enumerable.Range(1, 50).Select(i => new LearningPoint(i, 4.0 / i))],
        Examples =
        [
            new CurveExample("Task 1", Curve(1), [new(0, 0), new(1, 1)], [Curve(0), Curve(0.9)]),
            new ImageExample("Characters", ["A", "B"], [new(Dot(), 0), new(Dot(), 1)], [new(Dot(), 1, [0.6f, 0.4f], [0.1f, 0.9f])]),
        ],
        Files = [new("adapt.onnx", 31_000, "adapts")],
        Latencies = [new("adapt", 0.42, 0.5, 100)],
        Settings = [new("Algorithm", "MAML")],
        Environment = [new("ONNX Runtime", "1.29.0")],
        Commands = ["maml-edge quickstart"],
    };

    private static ChartPoint[] Curve(double slope) => [.. Enumerable.Range(-5, 11).Select(x => new ChartPoint(x, slope * x))];

    private static RasterImage Dot() => new(2, 2, [0, 255, 255, 255]);
}
