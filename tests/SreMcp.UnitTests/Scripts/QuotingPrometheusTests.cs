using System.Text;
using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

/// <summary>Rules that Prometheus itself runs: <c>promtool test rules</c> compares labels and annotations byte for byte.</summary>
public sealed class QuotingPrometheusTests
{
    // Prometheus has no label without a value.
    private static readonly string[] s_values = [.. HostileValues.Any(320).Where(value => value.Length > 0 && !value.Contains('\ufffd', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];

    [Fact]
    public void A_replacement_character_is_refused()
    {
        Assert.Equal("SRE0605", Assert.Throws<SreException>(() => PromQlText.Fragment("a\ufffd")).Code.Code);
        Assert.Equal("SRE0605", Assert.Throws<SreException>(() => PromQlText.Regex("a\ufffd")).Code.Code);
    }

    /// <summary>The value as it stands in the string of a query. All series are there, and the rule must find its own alone.</summary>
    [Fact]
    public void A_label_matches_every_value_and_no_other() => Run(value => $"""v="{PromQlText.Fragment(value)}",w="<{PromQlText.Fragment(value)}>" """);

    [Fact]
    public void A_regular_expression_matches_every_value_and_no_other() => Run(value => $"""v=~"{PromQlText.Regex(value)}",w=~"<{PromQlText.Regex(value)}>" """);

    [Fact]
    public void An_annotation_shows_every_value_as_text() => Run(value => $"""v="{PromQlText.Fragment(value)}" """, annotated: true);

    private static void Run(Func<string, string> matcher, bool annotated = false)
    {
        using var bash = new Bash();
        StringBuilder rules = new("groups:\n- name: all\n  rules:\n");
        StringBuilder series = new(), alerts = new();
        for (var index = 0; index < s_values.Length; index++)
        {
            var value = s_values[index];
            var fragment = PromQlText.Fragment(value);
            rules.Append($"  - alert: a{index}\n    expr: {YamlText.Quote($"up{{{matcher(value)}}} == 1")}\n");
            series.Append($"  - series: {YamlText.Quote($"up{{v=\"{fragment}\",w=\"<{fragment}>\"}}")}\n    values: '1'\n");
            alerts.Append($"  - alertname: a{index}\n    eval_time: 0m\n    exp_alerts:\n    - exp_labels: {{ v: {YamlText.Quote(value)}, w: {YamlText.Quote($"<{value}>")} }}\n");
            if (annotated)
            {
                rules.Append($"    annotations: {{ a: {YamlText.Quote(GoTemplate.Escape(value))}, b: {YamlText.Quote($"{GoTemplate.Escape(value)}{{ {{{{ $value }}}}")} }}\n");
                alerts.Append($"      exp_annotations: {{ a: {YamlText.Quote(value)}, b: {YamlText.Quote($"{value}{{ 1")} }}\n");
            }
        }

        bash.Write("rules.yaml", rules.ToString());
        var test = bash.Write("test.yaml", $"rule_files: [rules.yaml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n{series}  alert_rule_test:\n{alerts}");

        foreach (var arguments in new[] { new[] { "check", "rules", "rules.yaml" }, ["test", "rules", test] })
        {
            var (exit, output, errors) = bash.RunProgram("promtool", arguments);
            Assert.True(exit == 0, $"{errors[..Math.Min(errors.Length, 4000)]}{Encoding.UTF8.GetString(output)}");
        }
    }
}
