using SreMcp.Policy;

namespace SreMcp.UnitTests.Policy;

public sealed class ShippedPolicyTests
{
    [Fact]
    public void Every_shipped_example_holds_and_every_shipped_rule_is_exercised()
    {
        var coverage = PolicySet.Load(ShippedPolicies.Read()).Cover();

        Assert.All(coverage.Examples, example => Assert.True(example.Holds, example.ToString()));
        Assert.Empty(coverage.Unexercised);
        Assert.Equal(["policies/development.yaml", "policies/environments.yaml", "policies/production.yaml", "policies/system-namespaces.yaml"], coverage.Files.Select(file => file.File));
        Assert.True(coverage.Examples.Count > 60);
    }

    [Fact]
    public void Every_shipped_file_names_its_schema_on_its_first_line() =>
        Assert.All(ShippedPolicies.Read(), file => Assert.StartsWith("# yaml-language-server: $schema=policy.schema.json\n", file.Text, StringComparison.Ordinal));

    [Fact]
    public void Every_shipped_environment_line_has_examples_of_its_own_environment()
    {
        var set = PolicySet.Load(ShippedPolicies.Read());
        var tested = set.RunExamples().GroupBy(example => example.Of).ToDictionary(group => group.Key, group => group.Select(example => example.Expected).ToHashSet());

        Assert.All(set.EnvironmentLines, line => Assert.Contains(line.Environment.Name(), tested[line.Id]));
    }
}
