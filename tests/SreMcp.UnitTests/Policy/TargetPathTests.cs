using SreMcp.Policy;

namespace SreMcp.UnitTests.Policy;

/// <summary>Targets as people write them.</summary>
public sealed class TargetPathTests
{
    private const string Eks = "arn:aws:eks:eu-west-1:123456789012:cluster/live";

    [Theory]
    [InlineData("dev", "dev", null, null, null)]
    [InlineData("dev/payments", "dev", "payments", null, null)]
    [InlineData("dev/payments/api", "dev", "payments", null, "api")]
    [InlineData("dev/payments/Deployment/api", "dev", "payments", "Deployment", "api")]
    [InlineData("dev//Node/node-a", "dev", null, "Node", "node-a")]
    [InlineData("cluster%2Flive/payments", "cluster/live", "payments", null, null)]
    public void Reads_as_many_parts_as_there_are(string text, string context, string? @namespace, string? kind, string? name) =>
        Assert.Equal(new TargetPath(context, @namespace, kind, name), TargetPath.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("/payments")]
    [InlineData("dev/payments/Deployment/api/more")]
    public void Refuses_what_is_no_target(string text) => Assert.Null(TargetPath.Parse(text));

    [Fact]
    public void Takes_a_known_context_with_its_slashes()
    {
        string[] known = ["dev", Eks, "arn:aws:eks:eu-west-1:123456789012:cluster"];
        Assert.Equal(new(Eks, null, null, null), TargetPath.Parse(Eks, known));
        Assert.Equal(new(Eks, "payments", "Deployment", "api"), TargetPath.Parse($"{Eks}/payments/Deployment/api", known));
        Assert.Equal(new("other", "payments", null, null), TargetPath.Parse("other/payments", known));
    }
}
