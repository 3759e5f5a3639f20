using SreMcp.Policy;

namespace SreMcp.UnitTests.Policy;

public sealed class LoadErrorTests
{
    private const string Rule = """
        rules:
          - id: a-rule
            effect: deny
            action: execute
            reason: Because.
            examples:
              - { operation: kubernetes.restart, target: a/b/c, expect: deny }

        """;

    private const string Odd = " \t\n:-[]{}&*!|>'\"%@`#,?~\0\u2028aZ9";

    private const string Line = """
        environments:
          - id: a-line
            environment: development
            match: { cluster: abc }
            reason: Because.

        """;

    [Theory]
    [InlineData("    reason: Because.", "    raeson: Because.", "SRE0205", 5, "found the key 'raeson', expected 'reason'")]
    [InlineData("rules:", "rule:", "SRE0205", 1, "expected 'rules'")]
    [InlineData("effect: deny", "effect: dney", "SRE0209", 3, "expected an effect: 'deny'")]
    [InlineData("effect: deny", "effect: no", "SRE0208", 3, "found the yes-or-no value no")]
    [InlineData("action: execute", "operation: kubernetes.restrat", "SRE0209", 4, "expected an operation: 'kubernetes.restart'")]
    [InlineData("action: execute", "operation: [kubernetes.restart, kubernets.*]", "SRE0209", 4, "'kubernetes.*'")]
    [InlineData("action: execute", "action: read\n    operation: kubernetes.restart", "SRE0209", 5, "found kubernetes.restart, which is execute")]
    [InlineData("    action: execute\n", "", "SRE0207", 2, "neither 'action' nor 'operation'")]
    [InlineData("    effect: deny\n", "", "SRE0207", 2, "no key 'effect'")]
    [InlineData("    reason: Because.\n", "", "SRE0207", 2, "no key 'reason'")]
    [InlineData("reason: Because.", "reason: 2026-11-20", "SRE0208", 5, "the number or date 2026-11-20")]
    [InlineData("reason: Because.", "reason: ~", "SRE0208", 5, "found nothing")]
    [InlineData("reason: Because.", "reason: [a]", "SRE0208", 5, "found a list, expected a reason")]
    [InlineData("reason: Because.", "reason: Because.\n    reason: Again.", "SRE0206", 6, "'reason' a second time")]
    [InlineData("reason: Because.", "reason: &x Because.", "SRE0202", 5, "an anchor or alias")]
    [InlineData("reason: Because.", "reason: *x", "SRE0202", 5, "an anchor or alias")]
    [InlineData("reason: Because.", "reason: !!str Because.", "SRE0202", 5, "a tag")]
    [InlineData("reason: Because.", "reason: 'Because.", "SRE0201", -1, "expected YAML")]
    [InlineData("id: a-rule", "id: A Rule", "SRE0210", 2, "an id of lower-case words")]
    [InlineData("id: a-rule", "id: 12", "SRE0208", 2, "the number or date 12")]
    [InlineData("action: execute", "action: execute\n    namespace: 'team-[ab]'", "SRE0210", 5, "found the character '['")]
    [InlineData("action: execute", "action: execute\n    namespace: on", "SRE0208", 5, "put quotes around it")]
    [InlineData("action: execute", "action: execute\n    namespace: []", "SRE0208", 5, "found an empty list")]
    [InlineData("action: execute", "action: execute\n    environment: [dev]", "SRE0209", 5, "found 'dev', expected an environment: 'development'")]
    [InlineData("action: execute", "action: execute\n    require: [dry-run]", "SRE0205", 5, "'require' in a rule that denies")]
    [InlineData("      - { operation: kubernetes.restart, target: a/b/c, expect: deny }", "      []", "SRE0207", 7, "no examples")]
    [InlineData("target: a/b/c", "target: a/b/c/d/e", "SRE0210", 7, "expected context/namespace/Kind/name")]
    [InlineData("expect: deny", "expect: allow", "SRE0212", 7, "found deny for the example «kubernetes.restart on a/b/c in unknown» of 'a-rule', expected allow")]
    [InlineData("effect: deny", "effect: allow\n    environment: [production]", "SRE0213", 4, "the floor is compiled in")]
    [InlineData("effect: deny", "effect: allow\n    environment: [development, unknown]", "SRE0213", 4, "the floor is compiled in")]
    [InlineData("effect: deny", "effect: allow", "SRE0213", 2, "an allow for execute in every environment")]
    [InlineData("    effect: deny\n    action: execute", "    effect: allow\n    operation: kubernetes.*", "SRE0213", 2, "the floor is compiled in")]
    [InlineData("    effect: deny\n", "    effect: require\n", "SRE0207", 2, "no key 'require'")]
    [InlineData("    effect: deny\n", "    effect: require\n    require: [dryrun]\n", "SRE0209", 4, "'dry-run'")]
    [InlineData("    effect: deny\n", "    effect: require\n    require: [{ verified-in: [production] }]\n", "SRE0209", 4, "expected an environment")]
    [InlineData("    effect: deny\n    action: execute", "    effect: require\n    require: [dry-run]\n    action: read", "SRE0209", 4, "dry-run or verified-in for operations that change nothing")]
    public void A_wrong_rule_stops_the_start(string right, string wrong, string code, int line, string says) =>
        AssertRefused(Rule, right, wrong, code, line, says);

    [Theory]
    [InlineData("cluster: abc", "cluster: '*'", "SRE0213", 4, "the floor is compiled in")]
    [InlineData("cluster: abc", "cluster: [abc, 'def*']", "SRE0213", 4, "the pattern 'def*'")]
    [InlineData("cluster: abc", "cluster: abc, namespace-label: team=a", "SRE0213", 4, "found 'namespace-label' beside 'cluster'")]
    [InlineData("cluster: abc", "cluster: abc, context: dev", "SRE0213", 4, "found 'context' beside 'cluster'")]
    [InlineData("cluster: abc", "cluster: abc, server: 'https://*'", "SRE0213", 4, "an exact server")]
    [InlineData("cluster: abc", "cluster: abc, namespace: 'team-*'", "SRE0213", 4, "an exact namespace")]
    [InlineData("cluster: abc", "cluster: abc, server: ten", "SRE0210", 4, "an address such as")]
    [InlineData("cluster: abc", "certificate-authority: abcd", "SRE0210", 4, "64 hexadecimal digits")]
    [InlineData("cluster: abc", "namespace-label: production", "SRE0210", 4, "key=value")]
    [InlineData("{ cluster: abc }", "{}", "SRE0207", 4, "nothing to match")]
    [InlineData("cluster: abc", "cluser: abc", "SRE0205", 4, "expected 'cluster'")]
    [InlineData("cluster: abc", "kind: Pod", "SRE0205", 4, "found the key 'kind'")]
    [InlineData("cluster: abc", "cluster: 12e4", "SRE0208", 4, "put quotes around it")]
    [InlineData("environment: development", "environment: unknown", "SRE0209", 3, "found 'unknown'")]
    [InlineData("environment: development", "environment: developement", "SRE0209", 3, "'development'")]
    [InlineData("match: { cluster: abc }", "words: [dev]", "SRE0207", 2, "no key 'in'")]
    [InlineData("match: { cluster: abc }", "match: { cluster: abc }\n    words: [dev]", "SRE0205", 5, "words beside 'match'")]
    [InlineData("match: { cluster: abc }", "words: [Dev]\n    in: [context]", "SRE0210", 4, "a word of lower-case letters")]
    [InlineData("match: { cluster: abc }", "words: [dev]\n    in: [cluster]", "SRE0209", 5, "found 'cluster', expected an attribute")]
    [InlineData("match: { cluster: abc }", "words: [dev]\n    in: [context]\n    keys: [env]", "SRE0205", 6, "only for labels and tags")]
    [InlineData("reason: Because.", "reason: Because.\n    examples: [{ context: prod-1, expect: development }]", "SRE0212", 6, "found production for the example «context prod-1» of 'a-line', expected development")]
    [InlineData("reason: Because.", "reason: Because.\n    examples: [{ expect: development }]", "SRE0207", 6, "an example without a target")]
    [InlineData("reason: Because.", "reason: Because.\n    opens: true", "SRE0205", 6, "found the key 'opens'")]
    public void A_wrong_environment_line_stops_the_start(string right, string wrong, string code, int line, string says) =>
        AssertRefused(Line, right, wrong, code, line, says);

    [Fact]
    public void The_same_id_in_two_files_stops_the_start()
    {
        var refused = Given.Refused(() => Given.Policy(Given.Operator(Rule), Given.Operator("\n" + Rule, "other.yaml")));

        Assert.Equal("SRE0211", refused.Code.Code);
        Assert.StartsWith("operator/other.yaml:3: found the id 'a-rule', which operator/local.yaml:2 has too", refused.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Deleting_what_makes_an_example_hold_stops_the_start()
    {
        var withoutLive = ShippedPolicies.Read().Single(file => file.Name == "environments.yaml").Text.Replace("live, dr, drp", "dr, drp", StringComparison.Ordinal);

        var refused = Given.Refused(() => Given.Policy(Given.Operator(withoutLive, "environments.yaml")));

        Assert.Equal("SRE0212", refused.Code.Code);
        Assert.Contains("operator/environments.yaml:", refused.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "SRE0207")]
    [InlineData("---\nrules: []\n---\nrules: []\n", "SRE0202")]
    [InlineData("- rules", "SRE0208")]
    [InlineData("rules: {}", "SRE0208")]
    [InlineData("rules:\n\t- id: x", "SRE0201")]
    [InlineData("<<: {}", "SRE0202")]
    [InlineData("\0\u0001", "SRE0208")]
    public void What_is_no_policy_stops_the_start(string text, string code) =>
        Assert.Equal(code, Given.Refused(() => Given.Policy(Given.Operator(text))).Code.Code);

    [Fact]
    public void Depth_and_size_are_limited()
    {
        Assert.Equal("SRE0202", Given.Refused(() => Given.Policy(Given.Operator("rules: " + new string('[', 100_000)))).Code.Code);
        Assert.Equal("SRE0203", Given.Refused(() => Given.Policy(Given.Operator("# " + new string('x', StrictYaml.SizeLimit)))).Code.Code);
    }

    [Fact]
    public void Random_bytes_give_a_coded_error_or_a_policy()
    {
        var random = new Random(20261120);
        for (var round = 0; round < 2_000; round++)
        {
            var text = new string([.. Rule.Select(letter => random.Next(40) == 0 ? Odd[random.Next(Odd.Length)] : letter)]);
            try
            {
                PolicySet.Load([Given.Operator(text)]);
            }
            catch (SreException refused)
            {
                Assert.StartsWith("SRE02", refused.Code.Code, StringComparison.Ordinal);
                Assert.Matches(@"^operator/local\.yaml:\d+: found .+, expected .+\.$", refused.What);
            }
        }
    }

    private static void AssertRefused(string file, string right, string wrong, string code, int line, string says)
    {
        Assert.Contains(right, file, StringComparison.Ordinal);
        Given.Policy(Given.Operator(file));

        var refused = Given.Refused(() => Given.Policy(Given.Operator(file.Replace(right, wrong, StringComparison.Ordinal))));

        Assert.Equal(code, refused.Code.Code);
        Assert.Contains(says, refused.What, StringComparison.Ordinal);
        if (line > 0)
        {
            Assert.StartsWith($"operator/local.yaml:{line}: found ", refused.What, StringComparison.Ordinal);
        }
    }
}
