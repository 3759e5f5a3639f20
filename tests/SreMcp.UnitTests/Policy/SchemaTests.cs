using System.Text.Json;
using SreMcp.Configuration;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Policy;

public sealed class SchemaTests
{
    public static TheoryData<string, string, string[]> Places => new()
    {
        { "policy", "", [.. PolicyDocument.Keys] },
        { "policy", "environmentLine", [.. EnvironmentLineReader.Keys] },
        { "policy", "match", [.. TargetAttributes.Matchable.Keys] },
        { "policy", "environmentExample", [.. ExampleReader.EnvironmentKeys] },
        { "policy", "rule", [.. RuleReader.Keys] },
        { "policy", "ruleExample", [.. ExampleReader.RuleKeys] },
        { "policy", "verifiedIn", [RequirementReader.VerifiedIn] },
        { "sre-mcp", "", [.. ConfigurationReader.Keys] },
        { "sre-mcp", "kubernetes", [.. KubernetesReader.Keys] },
        { "sre-mcp", "context", [.. KubernetesReader.ContextKeys] },
        { "sre-mcp", "endpoint", [.. KubernetesReader.EndpointKeys] },
        { "sre-mcp", "secret", [.. SecretReader.Keys] },
        { "sre-mcp", "prometheus", [.. PrometheusReader.Keys] },
        { "sre-mcp", "tools", [.. ConfigurationReader.ToolKeys] },
        { "sre-mcp", "answers", [.. ConfigurationReader.AnswerKeys] },
        { "sre-mcp", "linters", [.. ConfigurationReader.LinterKeys] },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Schema_and_loader_know_the_same_keys(string schema, string definition, string[] keys)
    {
        using var document = JsonDocument.Parse(ShippedPolicies.Schema($"{schema}.schema.json"));
        var place = definition.Length == 0 ? document.RootElement : document.RootElement.GetProperty("definitions").GetProperty(definition);

        Assert.Equal(keys.Order(), place.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order());
        Assert.False(place.GetProperty("additionalProperties").GetBoolean());
    }

    [Theory]
    [InlineData("policy", 7)]
    [InlineData("sre-mcp", 9)]
    public void Every_mapping_of_a_schema_is_compared(string schema, int mappings)
    {
        using var document = JsonDocument.Parse(ShippedPolicies.Schema($"{schema}.schema.json"));
        var closed = document.RootElement.GetProperty("definitions").EnumerateObject().Count(definition => definition.Value.TryGetProperty("additionalProperties", out _));

        Assert.Equal(mappings, closed + 1);
        Assert.Equal(mappings, Places.Count(row => row.Data.Item1 == schema));
    }

    [Fact]
    public void Schema_and_loader_know_the_same_values()
    {
        using var document = JsonDocument.Parse(ShippedPolicies.Schema("policy.schema.json"));
        var definitions = document.RootElement.GetProperty("definitions");

        AssertSame(EnvironmentLineReader.Environments.Keys, definitions.GetProperty("environment"));
        AssertSame(RuleReader.Environments.Keys, definitions.GetProperty("environmentOrUnknown"));
        AssertSame(RuleReader.Actions.Keys, definitions.GetProperty("action"));
        AssertSame(RuleReader.Effects.Keys, definitions.GetProperty("rule").GetProperty("properties").GetProperty("effect"));
        AssertSame(ExampleReader.Verdicts.Keys, definitions.GetProperty("ruleExample").GetProperty("properties").GetProperty("expect"));
        AssertSame(RequirementReader.Words.Keys, definitions.GetProperty("requirement").GetProperty("anyOf")[0]);
        AssertSame(RequirementReader.Proven.Keys, definitions.GetProperty("verifiedIn").GetProperty("properties").GetProperty("verified-in").GetProperty("anyOf")[0]);
        AssertSame(TargetAttributes.Worded.Keys, definitions.GetProperty("environmentLine").GetProperty("properties").GetProperty("in").GetProperty("anyOf")[0]);
        AssertSame(OperationReader.ByName.Keys, definitions.GetProperty("ruleExample").GetProperty("properties").GetProperty("operation"));
        AssertSame(
            [.. OperationReader.ByName.Keys, .. OperationReader.ByName.Keys.Select(name => $"{name.Split('.')[0]}.*").Distinct()],
            definitions.GetProperty("operation"));
    }

    private static void AssertSame(IEnumerable<string> known, JsonElement place) =>
        Assert.Equal(known.Order(StringComparer.Ordinal), place.GetProperty("enum").EnumerateArray().Select(value => value.GetString()!).Order(StringComparer.Ordinal));
}
