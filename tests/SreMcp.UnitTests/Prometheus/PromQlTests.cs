using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SreMcp.Sources.Prometheus;
using SreMcp.UnitTests.Scripts;

namespace SreMcp.UnitTests.Prometheus;

public sealed class PromQlTests
{
    [Theory]
    [InlineData("shop", "\"shop\"")]
    [InlineData("a\"} or up{b=\"", "\"a\\\"} or up{b=\\\"\"")]
    [InlineData("a\\", "\"a\\\\\"")]
    [InlineData("a\nb", "\"a\\u000ab\"")]
    [InlineData("é", "\"\\u00e9\"")]
    [InlineData("\U0001F980", "\"\\U0001f980\"")]
    [InlineData("", "\"\"")]
    public void Quotes(string value, string quoted) => Assert.Equal(quoted, PromQl.Quoted(value));

    [Fact]
    public void A_hostile_value_stays_one_value() => Assert.All(HostileValues.Any(3000), AssertStays);

    [Fact]
    public void Any_value_stays_one_value() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll<NonNull<string>>(value => AssertStays(value.Item)));

    [Fact]
    public void Compares_with_values_and_never_with_patterns() => Assert.Equal(
        """up{namespace=".*",container!="POD"}""", PromQl.Series("up", [new("namespace", ".*"), new("container", "POD", IsNot: true)]));

    [Theory]
    [InlineData(0.2, "1s")]
    [InlineData(90, "90s")]
    [InlineData(604800, "604800s")]
    public void Writes_whole_seconds(double seconds, string written) => Assert.Equal(written, PromQl.Duration(TimeSpan.FromSeconds(seconds)));

    private static void AssertStays(string value)
    {
        var quoted = PromQl.Quoted(value);
        Assert.DoesNotContain(quoted, letter => letter is < ' ' or > '~');
        var expected = string.Concat(value.EnumerateRunes());
        Assert.Equal((expected, quoted.Length), Unquoted(quoted));
    }

    /// <summary>As Go's strconv.Unquote reads it: the text, and where its closing quote ends.</summary>
    private static (string Text, int End) Unquoted(string quoted)
    {
        Assert.Equal('"', quoted[0]);
        var text = new StringBuilder();
        for (var at = 1; ; at++)
        {
            switch (quoted[at])
            {
                case '"':
                    return (text.ToString(), at + 1);
                case '\\':
                    at++;
                    var length = quoted[at] switch { 'u' => 4, 'U' => 8, _ => 0 };
                    text.Append(length is 0 ? $"{quoted[at]}" : new Rune(int.Parse(quoted.AsSpan(at + 1, length), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
                    Assert.True(length > 0 || quoted[at] is '"' or '\\');
                    at += length;
                    break;
                default:
                    text.Append(quoted[at]);
                    break;
            }
        }
    }
}
