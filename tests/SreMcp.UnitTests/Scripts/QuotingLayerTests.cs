using System.Text;
using System.Text.RegularExpressions;
using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

/// <summary>Layers over YAML values, for systems that cannot be started here: each is read back by the rules that the system publishes.</summary>
public sealed partial class QuotingLayerTests
{
    private static readonly IReadOnlyList<string> s_values = HostileValues.Any(3000);

    [Fact]
    public void A_workflow_of_GitHub_shows_every_value_as_text() =>
        Assert.All(s_values.Where(value => value.Length > 0), value => Assert.Equal($"${value}{{{{ 1 }}}}", Evaluate($"${GitHubExpression.Escape(value)}{{{{ 1 }}}}")));

    [Fact]
    public void A_pipeline_of_Azure_shows_every_value_as_text_or_it_is_refused()
    {
        var refused = 0;
        foreach (var value in s_values)
        {
            if (value.Contains("$(", StringComparison.Ordinal) || value.Contains("$[", StringComparison.Ordinal))
            {
                Assert.Equal("SRE0605", Assert.Throws<SreException>(() => AzurePipelines.Escape(value)).Code.Code);
                refused++;
            }
            else
            {
                Assert.Equal(value, Evaluate(AzurePipelines.Escape(value)));
            }
        }

        Assert.InRange(refused, 1, s_values.Count - 500);
    }

    /// <summary>GitLab replaces $NAME, ${NAME} and %NAME% and leaves $$ alone; the runner then makes one sign of two.</summary>
    [Fact]
    public void A_variable_of_GitLab_holds_every_value_or_it_is_refused()
    {
        foreach (var value in s_values)
        {
            if (PercentName().IsMatch(value))
            {
                Assert.Equal("SRE0605", Assert.Throws<SreException>(() => GitLabVariable.Escape(value)).Code.Code);
            }
            else
            {
                var kept = GitLabReference().Replace(GitLabVariable.Escape(value), match => match.Value is "$$" or "%%" ? match.Value : "replaced");
                Assert.Equal(value, DollarReference().Replace(kept, match => match.Value == "$$" ? "$" : "replaced"));
            }
        }
    }

    [Fact]
    public void A_Compose_file_holds_every_value() =>
        Assert.All(s_values, value => Assert.Equal(value, DollarReference().Replace(ComposeVariable.Escape(value), match => match.Value == "$$" ? "$" : "replaced")));

    [Theory]
    [InlineData("plain $x {a}", "plain $x {a}")]
    [InlineData("${{ it's }}", "${{ '${{ it''s }}' }}")]
    [InlineData("5 US$", "${{ '5 US$' }}")]
    public void An_expression_is_written_only_where_one_could_begin(string value, string escaped) => Assert.Equal(escaped, GitHubExpression.Escape(value));

    [Theory]
    [InlineData("{{ .Values.x }}", "{{`{{`}} .Values.x }}")]
    [InlineData("{a}", "{a}")]
    [InlineData("a{", "a{{`{`}}")]
    public void An_action_is_written_only_where_one_could_begin(string value, string escaped) => Assert.Equal(escaped, GoTemplate.Escape(value));

    /// <summary>An expression reaches from the first ${{ to the first }} outside single quotes, and here only a quoted literal is one; its result is not read again.</summary>
    private static string Evaluate(string text)
    {
        StringBuilder result = new();
        for (var rest = text.AsSpan(); ;)
        {
            var start = rest.IndexOf("${{", StringComparison.Ordinal);
            if (start < 0)
            {
                return result.Append(rest).ToString();
            }

            result.Append(rest[..start]);
            var end = EndOf(rest, start + 3);
            var expression = rest[(start + 3)..(end - 2)].Trim(' ').ToString();
            Assert.Matches(@"(?s)\A'([^']|'')*'\z", expression);
            result.Append(expression[1..^1].Replace("''", "'", StringComparison.Ordinal));
            rest = rest[end..];
        }
    }

    private static int EndOf(ReadOnlySpan<char> text, int start)
    {
        var isQuoted = false;
        for (var index = start; index < text.Length; index++)
        {
            isQuoted ^= text[index] == '\'';
            if (!isQuoted && text[index] == '}' && text[index - 1] == '}')
            {
                return index + 1;
            }
        }

        throw new InvalidOperationException($"The expression is never closed: {text}");
    }

    [GeneratedRegex("%[a-zA-Z_][a-zA-Z0-9_]*%", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PercentName();

    [GeneratedRegex(@"\$\$|%%|\$[a-zA-Z_][a-zA-Z0-9_]*|\$\{[a-zA-Z_][a-zA-Z0-9_]*\}|%[a-zA-Z_][a-zA-Z0-9_]*%", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GitLabReference();

    /// <summary>Stricter than Go's os.Expand and Compose: whatever follows a single sign counts as a reference.</summary>
    [GeneratedRegex(@"(?s)\$\$|\$(.|\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DollarReference();
}
