using SreMcp.Policy;

namespace SreMcp.UnitTests.Kubernetes.Api;

public sealed class IdentificationTests
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_the_cluster_id_and_the_labels_of_the_namespace()
    {
        await using var server = new ScriptedServer(Answer);
        using var cluster = Given.Cluster(server);

        var target = await cluster.IdentifyAsync("shop", "Deployment", "api", Ended);

        Assert.Equal("test/shop/Deployment/api", target.Display);
        Assert.Equal("6f0c-1", target.Cluster.ClusterId);
        Assert.Equal("production", target.NamespaceLabels["env"]);
        Assert.Equal("6f0c-1", cluster.Connection.ClusterId);
        Assert.Equal("production", cluster.TargetAtRest("shop", null, null).NamespaceLabels["env"]);
    }

    [Fact]
    public async Task Remembers_for_a_minute_but_never_before_an_execute()
    {
        var time = new ManualTime();
        await using var server = new ScriptedServer(Answer);
        using var cluster = Given.Cluster(server, time);

        await cluster.IdentifyAsync("shop", null, null, Ended);
        await cluster.IdentifyAsync("shop", null, null, Ended);
        Assert.Equal(2, server.Requests.Count);

        await cluster.IdentifyAsync("shop", null, null, fresh: true, Ended);
        Assert.Equal(4, server.Requests.Count);

        time.Advance(TimeSpan.FromSeconds(61));
        await cluster.IdentifyAsync("shop", null, null, Ended);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task Has_no_id_when_kube_system_cannot_be_read()
    {
        await using var server = new ScriptedServer(_ => Reply.Forbidden);
        using var cluster = Given.Cluster(server);

        Assert.Null((await cluster.IdentifyAsync("shop", null, null, Ended)).Cluster.ClusterId);
    }

    [Theory]
    [InlineData("""{"metadata":{}}""")]
    [InlineData("""{"metadata":{"uid":""}}""")]
    [InlineData("""{"metadata":{"uid":"a/namespace:b"}}""")]
    [InlineData("""{"metadata":{"uid":7}}""")]
    [InlineData("<html>")]
    public async Task Has_no_id_when_the_answer_holds_none(string answer)
    {
        await using var server = new ScriptedServer(_ => Reply.Json(answer));
        using var cluster = Given.Cluster(server);

        Assert.Null((await cluster.IdentifyAsync(null, null, null, Ended)).Cluster.ClusterId);
    }

    [Fact]
    public async Task Has_no_id_when_the_labels_cannot_be_read_since_they_may_say_production()
    {
        await using var server = new ScriptedServer(path => path.EndsWith("/shop", StringComparison.Ordinal) ? Reply.Forbidden : Answer(path));
        using var cluster = Given.Cluster(server);

        Assert.Null((await cluster.IdentifyAsync("shop", null, null, Ended)).Cluster.ClusterId);
    }

    [Fact]
    public async Task Keeps_the_id_for_a_namespace_that_does_not_exist_yet()
    {
        await using var server = new ScriptedServer(path => path.EndsWith("/new", StringComparison.Ordinal) ? Reply.NotFound : Answer(path));
        using var cluster = Given.Cluster(server);

        var target = await cluster.IdentifyAsync("new", null, null, Ended);

        Assert.Equal(("6f0c-1", 0), (target.Cluster.ClusterId, target.NamespaceLabels.Count));
    }

    [Fact]
    public async Task Forgets_the_labels_of_a_namespace_that_became_unreadable()
    {
        var isOpen = true;
        await using var server = new ScriptedServer(path => isOpen ? Answer(path) : Reply.Forbidden);
        using var cluster = Given.Cluster(server);
        await cluster.IdentifyAsync("shop", null, null, Ended);
        isOpen = false;

        Assert.Null((await cluster.IdentifyAsync("shop", null, null, fresh: true, Ended)).Cluster.ClusterId);
    }

    [Fact]
    public async Task Asks_for_no_namespace_whose_name_is_none()
    {
        await using var server = new ScriptedServer(Answer);
        using var cluster = Given.Cluster(server);

        var refused = await Assert.ThrowsAsync<SreException>(() => cluster.IdentifyAsync("../secrets", null, null, Ended));

        Assert.Equal(Errors.Objects.InvalidName, refused.Code);
    }

    private static Reply Answer(string path) => path switch
    {
        "/api/v1/namespaces/kube-system" => Reply.Json("""{"kind":"PartialObjectMetadata","metadata":{"name":"kube-system","uid":"6f0c-1"}}"""),
        "/api/v1/namespaces/shop" => Reply.Json("""{"kind":"PartialObjectMetadata","metadata":{"name":"shop","uid":"77","labels":{"env":"production"}}}"""),
        _ => Reply.NotFound,
    };
}
