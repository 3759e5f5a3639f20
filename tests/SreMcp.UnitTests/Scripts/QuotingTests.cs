using System.Text;
using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

public sealed class QuotingTests
{
    [Fact]
    public void Bash_prints_every_hostile_value_byte_for_byte_and_runs_none()
    {
        using var bash = new Bash();
        var values = HostileValues.Any(3000);
        var script = new StringBuilder("set -euo pipefail\n");
        foreach (var value in values)
        {
            script.Append("VALUE=").Append(BashWord.Quote(value)).Append("\nprintf '%s\\0' \"$VALUE\"\n");
        }

        var (exit, output, errors) = bash.Run(bash.Write("values.sh", script.ToString()));

        Assert.True(exit == 0, errors);
        Assert.Equal(values, Split(output));
        Assert.Empty(bash.Canaries);
    }

    [Fact]
    public void Bash_reads_a_command_line_of_hostile_values_as_its_words()
    {
        using var bash = new Bash();
        var values = HostileValues.Any(3000);
        var script = string.Join('\n', values.Select(value => $"printf '%s\\0' {BashWord.Typed(value)}"));

        var (exit, output, errors) = bash.Run(bash.Write("words.sh", script));

        Assert.True(exit == 0, errors);
        Assert.Equal(values, Split(output));
        Assert.Empty(bash.Canaries);
    }

    [Fact]
    public void Bash_reads_an_array_of_hostile_values_as_its_elements()
    {
        using var bash = new Bash();
        var values = HostileValues.Any(1000);

        var (exit, output, errors) = bash.Run(bash.Write("array.sh", $"readonly -a VALUES={BashWord.QuoteAll(values)}\nprintf '%s\\0' \"${{VALUES[@]}}\"\n"));

        Assert.True(exit == 0, errors);
        Assert.Equal(values, Split(output));
        Assert.Empty(bash.Canaries);
    }

    [Fact]
    public void A_comment_holds_every_hostile_value_on_its_line()
    {
        using var bash = new Bash();
        var script = string.Concat(HostileValues.Any(3000).Select(value => $"# {BashComment.Quote(value)}\n"));

        var (exit, output, errors) = bash.Run(bash.Write("comments.sh", script));

        Assert.True(exit == 0, errors);
        Assert.Empty(output);
        Assert.Empty(errors);
        Assert.Empty(bash.Canaries);
    }

    [Fact]
    public void A_code_span_is_closed_by_nothing_inside_it() =>
        Assert.All(HostileValues.OneLine(3000), value => Assert.Equal(value, Unspan(MarkdownCode.Quote(value))));

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    [InlineData(0xdc00)]
    public void What_no_language_can_carry_is_refused(int character)
    {
        var value = $"a{(char)character}b";
        Assert.Equal("SRE0605", Assert.Throws<SreException>(() => BashWord.Quote(value)).Code.Code);
        Assert.Equal("SRE0605", Assert.Throws<SreException>(() => MarkdownCode.Quote(value)).Code.Code);
    }

    [Fact]
    public void A_line_break_never_reaches_a_code_span() =>
        Assert.Equal("SRE0605", Assert.Throws<SreException>(() => MarkdownCode.Quote("a\n\n# b")).Code.Code);

    [Theory]
    [InlineData("payments/api", "payments/api")]
    [InlineData("-rf", "'-rf'")]
    [InlineData("", "''")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("~root", "'~root'")]
    public void A_typed_word_stays_readable(string value, string word) => Assert.Equal(word, BashWord.Typed(value));

    /// <summary>CommonMark 0.31, section 6.1: the span ends at the next run of backticks of the same length.</summary>
    private static string Unspan(string markdown)
    {
        var fence = markdown.TakeWhile(character => character == '`').Count();
        for (var index = fence; index < markdown.Length;)
        {
            var run = markdown.Skip(index).TakeWhile(character => character == '`').Count();
            if (run == fence)
            {
                Assert.Equal(markdown.Length, index + run);
                var content = markdown[fence..index];
                return content.Length > 1 && content[0] == ' ' && content[^1] == ' ' && content.Trim(' ').Length > 0 ? content[1..^1] : content;
            }

            index += Math.Max(run, 1);
        }

        throw new InvalidOperationException($"Never closed: {markdown}");
    }

    private static string[] Split(byte[] output) => Encoding.UTF8.GetString(output).Split('\0')[..^1];
}
