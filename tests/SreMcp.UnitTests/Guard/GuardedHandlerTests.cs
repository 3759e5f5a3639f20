using System.Net;
using System.Text;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Guard;

public sealed class GuardedHandlerTests
{
    private const string Deployment = "/apis/apps/v1/namespaces/api/deployments/web";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sends_a_change_once_with_its_permit()
    {
        using var cluster = new GuardedCluster();
        var request = Patch(cluster);
        (await cluster.Grant().CommitAsync(request, Cancelled)).AttachTo(request);
        using var answer = await cluster.Client.SendAsync(request, Cancelled);
        Assert.Equal($"PATCH https://api.example:6443{Deployment}", Assert.Single(cluster.Wire.Sent).Line);

        var again = Patch(cluster);
        request.Options.TryGetValue(ExecutePermit.Option, out var used);
        used!.AttachTo(again);
        Assert.Equal(Errors.Guards.PermitRefused, (await RefusalAsync(cluster, again)).Code);
    }

    [Fact]
    public async Task Lets_one_of_many_simultaneous_uses_of_a_permit_through()
    {
        using var cluster = new GuardedCluster();
        var first = Patch(cluster);
        var permit = await cluster.Grant().CommitAsync(first, Cancelled);
        var sends = Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            var request = Patch(cluster);
            permit.AttachTo(request);
            try
            {
                using var answer = await cluster.Client.SendAsync(request, Cancelled);
                return 1;
            }
            catch (SreException)
            {
                return 0;
            }
        }));
        Assert.Equal(1, (await Task.WhenAll(sends)).Sum());
        Assert.Single(cluster.Wire.Sent);
    }

    public static TheoryData<string, string, string, string, string?> OtherRequests => new()
    {
        { "PUT", Deployment, "{}", "application/merge-patch+json", null },
        { "PATCH", Deployment + "2", "{}", "application/merge-patch+json", null },
        { "PATCH", Deployment + "?force=true", "{}", "application/merge-patch+json", null },
        { "PATCH", Deployment + "?dryRun=All", "{}", "application/merge-patch+json", null },
        { "PATCH", Deployment, """{"a":1}""", "application/merge-patch+json", null },
        { "PATCH", Deployment, "{}", "application/apply-patch+yaml", null },
        { "PATCH", Deployment, "{}", "application/merge-patch+json; charset=utf-16", null },
        { "PATCH", Deployment, "{}", "application/merge-patch+json", "X-Amz-Target" },
    };

    [Theory]
    [MemberData(nameof(OtherRequests))]
    public async Task Refuses_a_permit_that_was_minted_for_another_request(string method, string path, string body, string type, string? header)
    {
        using var cluster = new GuardedCluster();
        var permit = await cluster.Grant().CommitAsync(Patch(cluster), Cancelled);
        var other = cluster.Request(method, path, Content(body, type));
        if (header is not null)
        {
            other.Headers.TryAddWithoutValidation(header, "x");
        }

        permit.AttachTo(other);
        Assert.Equal(Errors.Guards.PermitRefused, (await RefusalAsync(cluster, other)).Code);
        Assert.Empty(cluster.Wire.Sent);
    }

    [Fact]
    public async Task Refuses_a_permit_for_another_namespace_than_the_decision_was_about()
    {
        using var cluster = new GuardedCluster();
        var request = Patch(cluster);
        (await cluster.Grant(@namespace: "other").CommitAsync(request, Cancelled)).AttachTo(request);
        Assert.Equal(Errors.Guards.PermitRefused, (await RefusalAsync(cluster, request)).Code);
    }

    [Fact]
    public async Task Refuses_a_permit_once_another_cluster_answered_at_the_address()
    {
        using var cluster = new GuardedCluster();
        var request = Patch(cluster);
        (await cluster.Grant().CommitAsync(request, Cancelled)).AttachTo(request);
        cluster.Identify("99999999-0000-0000-0000-000000000000");
        Assert.Equal(Errors.Guards.PermitRefused, (await RefusalAsync(cluster, request)).Code);
    }

    [Fact]
    public async Task Refuses_known_production_whatever_the_permit_says()
    {
        using var cluster = new GuardedCluster();
        var request = Patch(cluster);
        (await cluster.Grant().CommitAsync(request, Cancelled)).AttachTo(request);
        cluster.Known.Add(Identity.Cluster(GuardedCluster.Id.ToUpperInvariant()), "seen before");
        Assert.Equal(Errors.Guards.ProductionRefused, (await RefusalAsync(cluster, request)).Code);
    }

    [Fact]
    public async Task Sends_the_bytes_it_judged_when_content_changes_each_time_it_is_written()
    {
        using var cluster = new GuardedCluster();
        var request = cluster.Request("PATCH", Deployment, new ShiftingContent());
        (await cluster.Grant().CommitAsync(request, Cancelled)).AttachTo(request);
        using var answer = await cluster.Client.SendAsync(request, Cancelled);
        Assert.Equal("1", Encoding.UTF8.GetString(Assert.Single(cluster.Wire.Sent).Body));
    }

    [Fact]
    public async Task Refuses_content_that_was_swapped_after_the_permit_was_minted()
    {
        using var cluster = new GuardedCluster();
        var request = Patch(cluster);
        (await cluster.Grant().CommitAsync(request, Cancelled)).AttachTo(request);
        request.Content = Content("""{"spec":null}""", "application/merge-patch+json");
        Assert.Equal(Errors.Guards.PermitRefused, (await RefusalAsync(cluster, request)).Code);
    }

    [Theory]
    [InlineData("Content-Encoding", "gzip")]
    [InlineData("Content-Range", "bytes 0-1/2")]
    [InlineData("Content-Location", "/api/v1/pods")]
    public async Task Refuses_content_headers_that_change_what_a_body_means(string name, string value)
    {
        using var cluster = new GuardedCluster();
        var request = Patch(cluster);
        (await cluster.Grant().CommitAsync(request, Cancelled)).AttachTo(request);
        request.Content!.Headers.TryAddWithoutValidation(name, value);
        Assert.Equal(Errors.Guards.Disguised, (await RefusalAsync(cluster, request)).Code);
    }

    [Fact]
    public async Task Refuses_a_body_that_is_too_large()
    {
        using var cluster = new GuardedCluster();
        var request = cluster.Request("POST", "/api/v1/namespaces/api/pods", new ByteArrayContent(new byte[SealedRequest.BodyLimit + 1]));
        Assert.Equal(Errors.Guards.BodyRefused, (await RefusalAsync(cluster, request)).Code);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("3.0")]
    public async Task Refuses_http_versions_with_other_rules(string version)
    {
        using var cluster = new GuardedCluster();
        var request = cluster.Request("GET", "/version");
        request.Version = Version.Parse(version);
        Assert.Equal(Errors.Guards.Disguised, (await RefusalAsync(cluster, request)).Code);
    }

    [Theory]
    [InlineData("https://api.example:6444/version")]
    [InlineData("http://api.example:6443/version")]
    [InlineData("https://api.example.evil:6443/version")]
    [InlineData("https://user@api.example:6443/version")]
    [InlineData("https://api.example:6443/elsewhere/version")]
    [InlineData("https://api.example:6443/clusters/ab/version")]
    [InlineData("https://api.example:6443/clusters/a")]
    public async Task Refuses_another_place(string address)
    {
        using var cluster = new GuardedCluster("https://api.example:6443/clusters/a");
        Assert.Equal(Errors.Guards.WrongEndpoint, (await RefusalAsync(cluster, new(HttpMethod.Get, address))).Code);
    }

    [Theory]
    [InlineData("/apis/apps/v1/namespaces/api/../prod/deployments/web")]
    [InlineData("/apis/apps/v1/namespaces/api/%2e%2E/prod/deployments/web")]
    [InlineData("/apis/apps/v1/namespaces/api/./deployments/web")]
    [InlineData("/apis/apps/v1/namespaces/api//deployments/web")]
    [InlineData("/apis/apps/v1/namespaces/api/deployments/web%2Fscale")]
    [InlineData("/apis/apps/v1/namespaces/api/deployments/web%252Fscale")]
    [InlineData("/apis/apps/v1/namespaces/api/deployments/web;a=b")]
    [InlineData("/apis/apps/v1/namespaces/api/deployments/web HTTP/1.1\r\nX: y")]
    public async Task Refuses_a_disguised_path_even_with_a_permit_for_it(string path)
    {
        using var cluster = new GuardedCluster();
        var request = cluster.Request("PATCH", path, Content("{}", "application/merge-patch+json"));
        (await cluster.Grant().CommitAsync(request, Cancelled)).AttachTo(request);
        Assert.Equal(Errors.Guards.WrongEndpoint, (await RefusalAsync(cluster, request)).Code);
        Assert.Empty(cluster.Wire.Sent);
    }

    [Fact]
    public async Task Mints_nothing_for_another_cluster_behind_the_same_gateway()
    {
        using var gateway = new GuardedCluster("https://api.example:6443/clusters/a");
        var neighbour = new HttpRequestMessage(HttpMethod.Patch, $"https://api.example:6443/clusters/ab{Deployment}");
        await Assert.ThrowsAsync<SreException>(() => gateway.Grant().CommitAsync(neighbour, Cancelled));
        var own = Patch(gateway);
        (await gateway.Grant().CommitAsync(own, Cancelled)).AttachTo(own);
        using var answer = await gateway.Client.SendAsync(own, Cancelled);
        Assert.Single(gateway.Wire.Sent);
    }

    [Theory]
    [InlineData(HttpStatusCode.MovedPermanently)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    public async Task Never_follows_a_redirect(HttpStatusCode status)
    {
        using var cluster = new GuardedCluster();
        cluster.Wire.Answer = () => new(status) { Headers = { Location = new("https://evil.example/") } };
        Assert.Equal(Errors.Guards.Redirected, (await RefusalAsync(cluster, cluster.Request("GET", "/version"))).Code);
        Assert.Single(cluster.Wire.Sent);
    }

    private static async Task<SreException> RefusalAsync(GuardedCluster cluster, HttpRequestMessage request) =>
        await Assert.ThrowsAsync<SreException>(() => cluster.Client.SendAsync(request, Cancelled));

    private static HttpRequestMessage Patch(GuardedCluster cluster) => cluster.Request("PATCH", Deployment, Content("{}", "application/merge-patch+json"));

    private static ByteArrayContent Content(string body, string type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private sealed class ShiftingContent : HttpContent
    {
        private int _times;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{++_times}"));

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
