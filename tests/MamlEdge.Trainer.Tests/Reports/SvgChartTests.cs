using System.Globalization;
using MamlEdge.Trainer.Reports.Charts;

namespace MamlEdge.Trainer.Tests.Reports;

public sealed class SvgChartTests
{
    [Fact]
    public void A_line_ends_where_the_axes_say()
    {
        var svg = SvgChart.Draw(new Chart("a line", new Axis("x"), new Axis("y"), [new LineMark([new(0, 0), new(10, 4)])]));

        var path = svg.Descendants().Single(e => e.Name.LocalName == "path").Attribute("d")!.Value;
        var numbers = path.Split('M', 'L', ' ').Where(t => t.Length > 0).Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        var axis = svg.Descendants().First(e => (string?)e.Attribute("class") == "base");
        Assert.Equal((double)axis.Attribute("x1")!, numbers[0]);
        Assert.Equal((double)axis.Attribute("y1")!, numbers[1]);
        Assert.Equal((double)axis.Attribute("x2")!, numbers[2]);
        Assert.Equal(Ticks(svg).Min(), numbers[3]);
    }

    [Fact]
    public void Bars_stand_on_the_axis_and_are_as_high_as_they_say()
    {
        var svg = SvgChart.Draw(new Chart("bars", new Axis("x"), new Axis("y"), [new BarMark([new(0, 1, 2, "two"), new(1, 2, 4)])]));

        var bars = svg.Descendants().Where(e => e.Name.LocalName == "rect").ToArray();
        var axis = (double)svg.Descendants().First(e => (string?)e.Attribute("class") == "base").Attribute("y1")!;
        Assert.All(bars, bar => Assert.Equal(axis, (double)bar.Attribute("y")! + (double)bar.Attribute("height")!, 1));
        Assert.Equal(2, (double)bars[1].Attribute("height")! / (double)bars[0].Attribute("height")!, 2);
        Assert.Equal("two", bars[0].Value);
    }

    [Fact]
    public void Points_that_are_not_finite_leave_a_gap()
    {
        var svg = SvgChart.Draw(new Chart(
            "a gap", new Axis("x"), new Axis("y"), [new LineMark([new(0, 1), new(1, double.NaN), new(2, 2), new(3, 1)])]));

        var path = svg.Descendants().Single(e => e.Name.LocalName == "path").Attribute("d")!.Value;
        Assert.Equal(2, path.Count(c => c == 'M'));
        Assert.DoesNotContain("NaN", path, StringComparison.Ordinal);
    }

    [Fact]
    public void The_description_is_the_text_alternative()
    {
        var svg = SvgChart.Draw(new Chart("error by \"step\" & <task>", new Axis("x"), new Axis("y"), [new DotMark([new(1, 1)])]));

        Assert.Equal("img", (string?)svg.Attribute("role"));
        Assert.Equal("error by \"step\" & <task>", (string?)svg.Attribute("aria-label"));
    }

    [Fact]
    public void A_legend_that_does_not_fit_goes_on_in_the_next_row()
    {
        Mark[] marks = [.. Enumerable.Range(0, 6).Select(i => new LineMark([new(0, i), new(1, i)]) { Label = $"a series of some length {i}" })];

        var svg = SvgChart.Draw(new Chart("six lines", new Axis("x"), new Axis("y"), marks));

        var rows = svg.Descendants().Single(e => (string?)e.Attribute("class") == "legend")
            .Descendants().Where(e => e.Name.LocalName == "text").Select(e => (double)e.Attribute("y")!).Distinct();
        Assert.True(rows.Count() >= 2);
    }

    [Fact]
    public void A_logarithmic_axis_refuses_values_that_are_not_positive()
    {
        var chart = new Chart("log", new Axis("x"), new Axis("loss") { Logarithmic = true }, [new LineMark([new(0, 0), new(1, 1)])]);

        var error = Assert.Throws<ArgumentException>(() => SvgChart.Draw(chart));
        Assert.Contains("'loss'", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<double> Ticks(System.Xml.Linq.XElement svg) =>
        svg.Descendants().Where(e => (string?)e.Attribute("class") == "grid").Select(e => (double)e.Attribute("y1")!);
}
