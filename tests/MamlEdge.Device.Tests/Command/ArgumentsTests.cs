using MamlEdge.Device.CommandLine;

namespace MamlEdge.Device.Tests.Command;

public sealed class ArgumentsTests
{
    private static readonly Option Value = new("--value", "V", "A value.", "-v");
    private static readonly Option Switch = new("--switch", null, "A switch.");
    private static readonly Option Many = new("--many", "M", "Values.") { Repeats = true };

    [Theory]
    [InlineData("b --value 1 --switch")]
    [InlineData("--switch -v 1 b")]
    [InlineData("--value=1 b --switch")]
    public void Options_stand_anywhere_and_in_either_form(string line)
    {
        var arguments = Read(line);

        Assert.Equal(("b", "1", true), (arguments.Position(0), arguments.Text(Value), arguments.Has(Switch)));
        Assert.Null(arguments.Position(1));
    }

    [Theory]
    [InlineData("--value=a=b", "a=b")]
    [InlineData("--value -", "-")]
    [InlineData("--value -3", "-3")]
    [InlineData("--value=", "")]
    public void A_value_may_look_odd(string line, string value) => Assert.Equal(value, Read(line).Text(Value));

    [Fact]
    public void An_option_that_repeats_keeps_its_values_in_order()
    {
        var arguments = Read("--many 1 b --many=2 --many 1");

        Assert.Equal(["1", "2", "1"], arguments.Texts(Many));
        Assert.Empty(arguments.Texts(Value));
    }

    [Theory]
    [InlineData("--valu 1", "Unknown option '--valu'.")]
    [InlineData("--value", "'--value' needs a value: --value, -v V.")]
    [InlineData("--value --switch", "'--value' needs a value: --value, -v V.")]
    [InlineData("--switch=yes", "'--switch' takes no value, got 'yes'.")]
    [InlineData("-v 1 --value 2", "'--value' is given twice.")]
    [InlineData("a b", "Expected at most 1 argument, got a b.")]
    public void What_does_not_fit_is_said(string line, string message) => Assert.Equal(message, Assert.Throws<UsageException>(() => Read(line)).Message);

    [Theory]
    [InlineData("two")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9999999999")]
    public void A_number_has_to_be_one(string text) =>
        Assert.Contains($"at least 1, got '{text}'", Assert.Throws<UsageException>(() => Read($"--value {text}").Number(Value, 1)).Message, StringComparison.Ordinal);

    private static Arguments Read(string line) => Arguments.Read(line.Split(' '), [Value, Switch, Many], positions: 1);
}
