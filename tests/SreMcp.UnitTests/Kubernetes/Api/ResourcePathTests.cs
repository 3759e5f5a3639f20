using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

public sealed class ResourcePathTests
{
    private static readonly ApiResource Nodes = Given.Resource("", "v1", "Node", "nodes", isNamespaced: false);

    [Theory]
    [InlineData("web-0", "web-0")]
    [InlineData("system:node", "system%3Anode")]
    [InlineData("v1.apps", "v1.apps")]
    public void Puts_a_name_into_a_path(string name, string segment) =>
        Assert.Equal($"/apis/apps/v1/namespaces/shop/deployments/{segment}", ResourcePath.OfObject(Given.Deployments, "shop", name));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../secrets/db")]
    [InlineData("a/b")]
    [InlineData("a%2fb")]
    [InlineData("a\\b")]
    [InlineData("a?watch=1")]
    [InlineData("a#b")]
    [InlineData("a;b")]
    [InlineData("--server=https://evil.example")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("a\u202eb")]
    [InlineData("wéb")]
    public void Refuses_a_name_that_could_be_more_than_a_name(string name)
    {
        var refused = Assert.Throws<SreException>(() => ResourcePath.OfObject(Given.Deployments, "shop", name));

        Assert.Equal(Errors.Objects.InvalidName, refused.Code);
        Assert.DoesNotContain('\u202e', refused.What);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Shop")]
    [InlineData("-shop")]
    [InlineData("shop-")]
    [InlineData("shop.x")]
    [InlineData("../kube-system")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123")]
    public void Refuses_a_namespace_that_cannot_be_one(string name) =>
        Assert.Equal(Errors.Objects.InvalidName, Assert.Throws<SreException>(() => ResourcePath.OfList(Given.Pods, name)).Code);

    [Fact]
    public void Refuses_a_name_of_a_megabyte() =>
        Assert.True(Assert.Throws<SreException>(() => ResourcePath.OfObject(Nodes, null, new string('a', 1_000_000))).What.Length < 200);

    [Fact]
    public void Knows_what_lives_in_a_namespace()
    {
        Assert.Equal("/api/v1/nodes/node-a", ResourcePath.OfObject(Nodes, null, "node-a"));
        Assert.Equal("/api/v1/pods", ResourcePath.OfList(Given.Pods, null));
        Assert.Equal(Errors.Objects.WrongScope, Assert.Throws<SreException>(() => ResourcePath.OfObject(Nodes, "shop", "node-a")).Code);
        Assert.Equal(Errors.Objects.WrongScope, Assert.Throws<SreException>(() => ResourcePath.OfObject(Given.Pods, null, "web-0")).Code);
    }
}
