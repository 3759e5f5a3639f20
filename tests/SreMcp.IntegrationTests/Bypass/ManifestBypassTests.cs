using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>Objects that must not be applied, even where applying is allowed. The catalogue is below.</summary>
[Collection(nameof(Intruder))]
public sealed class ManifestBypassTests(Intruder intruder)
{
    public static TheoryData<string> Names => [.. HostileManifests.Bad.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Does_not_apply(string name)
    {
        var (manifest, codes) = HostileManifests.Bad[name];

        await intruder.FailsAsync(intruder.Agent, codes, "execute_apply", ("context", "dev-weu-admin"), ("namespace", Intruder.Space), ("manifest", manifest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/name")]
    [InlineData("kube-system")]
    [InlineData("../kube-system")]
    public async Task Does_not_let_manifest_and_argument_name_different_namespaces(string argument)
    {
        var codes = argument is "" ? "SRE0108" : "SRE0111";
        await intruder.FailsAsync(
            intruder.Agent, codes, "execute_apply", ("context", "dev-weu-admin"), ("namespace", argument),
            ("manifest", HostileManifests.Settings.Replace("name: x", argument is "" ? "name: x, namespace: kube-system" : "name: x, namespace: bypass", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Applies_the_plain_object_that_all_these_were_made_from()
    {
        var mark = await intruder.MarkAsync();

        (await intruder.Agent.CallAsync("execute_apply", ("context", "dev-weu-admin"), ("namespace", Intruder.Space), ("manifest", HostileManifests.Pods("")))).Good();

        Assert.Equal(2, (await intruder.ReachedAsync(mark)).Count);
    }
}
