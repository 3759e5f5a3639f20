using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

public sealed class TemplateHeaderTests
{
    private static readonly TemplateHeader Rollback = TemplateCatalog.Embedded.Find(RollbackFacts.Template).Header;

    [Theory]
    [InlineData("undo: ", "udno: ", ":7: unknown key 'udno', did you mean 'undo'?")]
    [InlineData("version: 1", "version: one", ":2: 'version' must be a whole number")]
    [InlineData("version: 1\n", "", "'version' is missing")]
    [InlineData("type: duration", "type: duratoin", "unknown type 'duratoin', expected one of text, integer, flag")]
    [InlineData("type: duration", "type: raw", "unknown type 'raw'")]
    [InlineData("example: 10m", "example: 10 minutes", "its own example or default does not hold")]
    [InlineData("default: 5m", "default: 2h", "its own example or default does not hold")]
    [InlineData("  timeout: {", "  uid: {", "'uid' cannot be a name")]
    [InlineData("  timeout: {", "  path: {", "'path' cannot be a name")]
    [InlineData("  timeout: {", "  Time_Out: {", "'Time_Out' cannot be a name")]
    [InlineData("required: true, example: aks-prod-weu", "required: maybe, example: aks-prod-weu", "expected true or false")]
    [InlineData("choices: [Deployment, StatefulSet, DaemonSet], ", "", "a choice, and only a choice, lists its choices")]
    [InlineData("name: kubernetes_rollback", "name: other", "the name is 'other', but the folder is 'kubernetes_rollback'")]
    [InlineData("  environment: {", "  surroundings: {", "the fact 'environment' is missing")]
    [InlineData("  live-number: {", "  context: {", "'context' is declared twice")]
    [InlineData("parameters:", "parameters: [", "not valid YAML")]
    public void A_malformed_header_names_file_and_line(string from, string to, string why)
    {
        var (code, what) = new TemplateFolder().With(TemplateFolder.Header, from, to).Refused();

        Assert.Equal("SRE0606", code);
        Assert.StartsWith(TemplateFolder.Header, what, StringComparison.Ordinal);
        Assert.Contains(why, what, StringComparison.Ordinal);
    }

    [Fact]
    public void Binds_defaults_and_canonical_forms()
    {
        var bound = Rollback.Bind(Arguments(("context", "arn:aws:eks:eu-west-1:1:cluster/live"), ("workload", "payments/Deployment/api"), ("revision", "006")));

        Assert.Equal("300", bound["timeout"]);
        Assert.Equal("6", bound["revision"]);
        Assert.Equal("arn:aws:eks:eu-west-1:1:cluster/live", bound["context"]);
    }

    [Theory]
    [InlineData("context", "", "it is empty")]
    [InlineData("context", "--kubeconfig=/tmp/x", "a name never starts with '-'")]
    [InlineData("context", " prod", "it starts or ends with a space")]
    [InlineData("context", "prod\nrm", "one line without control or invisible characters")]
    [InlineData("context", "pr\u202eod", "one line without control or invisible characters")]
    [InlineData("context", "pr\0od", "one line without control or invisible characters")]
    [InlineData("workload", "payments/Deployment", "it must be namespace/Kind/name")]
    [InlineData("workload", "payments/Pod/api", "it must be namespace/Kind/name")]
    [InlineData("workload", "../Deployment/api", "it must be namespace/Kind/name")]
    [InlineData("workload", "payments/Deployment/-rf", "it must be namespace/Kind/name")]
    [InlineData("workload", "payments/Deployment/api$(x)", "it must be namespace/Kind/name")]
    [InlineData("workload", "payments/Deployment/api\n", "it must be namespace/Kind/name")]
    [InlineData("revision", "0", "it is out of range")]
    [InlineData("revision", "6.5", "it is not a whole number")]
    [InlineData("revision", "99999999999999999999", "it is not a whole number")]
    [InlineData("timeout", "5", "it is not a number with a unit")]
    [InlineData("timeout", "9s", "it is out of range")]
    [InlineData("timeout", "2h", "it is out of range")]
    public void A_wrong_value_is_answered_with_the_declaration(string name, string value, string why)
    {
        var arguments = new Dictionary<string, TemplateValue>(StringComparer.Ordinal) { ["context"] = "prod", ["workload"] = "payments/Deployment/api", [name] = value };

        var refused = Assert.Throws<SreException>(() => Rollback.Bind(arguments));

        Assert.Equal("SRE0604", refused.Code.Code);
        Assert.Contains(why, refused.What, StringComparison.Ordinal);
        Assert.Contains($"The declaration is {name}: ", refused.Next, StringComparison.Ordinal);
        Assert.Contains("Example: ", refused.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_parameter_is_answered_with_the_nearest()
    {
        var refused = Assert.Throws<SreException>(() => Rollback.Bind(Arguments(("context", "prod"), ("worklaod", "payments/Deployment/api"))));

        Assert.Equal("SRE0602", refused.Code.Code);
        Assert.Equal("Did you mean workload: kubernetes-workload, required. What is taken back. Example: payments/Deployment/api", refused.Next);
    }

    [Fact]
    public void A_name_that_is_near_nothing_is_answered_with_all()
    {
        var refused = Assert.Throws<SreException>(() => Rollback.Bind(Arguments((new string('x', 1_000_000), "1"))));

        Assert.Equal("SRE0602", refused.Code.Code);
        Assert.All(Rollback.Parameters, parameter => Assert.Contains(parameter.Declaration, refused.Next, StringComparison.Ordinal));
        Assert.True(refused.What.Length < 200);
    }

    [Fact]
    public void A_missing_parameter_is_named()
    {
        var refused = Assert.Throws<SreException>(() => Rollback.Bind(Arguments(("context", "prod"))));

        Assert.Equal("SRE0603", refused.Code.Code);
        Assert.Contains("needs workload", refused.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kubernetes_rolback", "Did you mean kubernetes_rollback?")]
    [InlineData("zzz", "The templates are ")]
    public void An_unknown_template_is_answered_with_the_nearest(string name, string next)
    {
        var refused = Assert.Throws<SreException>(() => TemplateCatalog.Embedded.Find(name));

        Assert.Equal("SRE0601", refused.Code.Code);
        Assert.StartsWith(next, refused.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_nothing_declares_is_refused()
    {
        var inputs = Facts.Rollback().ToInputs();
        inputs.Add("raw", "x");

        Assert.Equal("SRE0602", Assert.Throws<SreException>(() => TemplateCatalog.Embedded.Find(RollbackFacts.Template).Render(inputs)).Code.Code);
    }

    [Fact]
    public void A_fact_that_a_script_needs_cannot_be_left_out()
    {
        var inputs = new TemplateInputs { Owner = "none" };
        inputs.Add("context", "prod");

        Assert.Equal("SRE0603", Assert.Throws<SreException>(() => TemplateCatalog.Embedded.Find(RollbackFacts.Template).Render(inputs)).Code.Code);
    }

    private static Dictionary<string, TemplateValue> Arguments(params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        Dictionary<string, TemplateValue> all = new(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            all[name] = value;
        }

        return all;
    }
}
