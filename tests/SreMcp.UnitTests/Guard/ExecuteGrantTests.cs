using System.Text;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Guard;

public sealed class ExecuteGrantTests
{
    private const string Pod = "/api/v1/namespaces/api/pods/web-1";
    private const string Deployment = "/apis/apps/v1/namespaces/api/deployments/web";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("?dryRun=all")]
    [InlineData("?dryRun=")]
    [InlineData("?dryrun=All")]
    [InlineData("?dryRun=All&dryRun=All")]
    [InlineData("?dryRun=All&dryRun=None")]
    [InlineData("?%64ryRun=All")]
    [InlineData("?x=dryRun=All")]
    [InlineData("?x=1;dryRun=All")]
    [InlineData("?fieldManager=a;b&dryRun=All")]
    public async Task Gives_no_dry_run_permit_to_what_is_not_plainly_one(string query)
    {
        using var cluster = new GuardedCluster();
        await Assert.ThrowsAsync<SreException>(() => cluster.Grant().DryRunAsync(Patch(cluster, Deployment + query), Cancelled));
    }

    [Theory]
    [InlineData("?dryRun=All")]
    [InlineData("?dryRun=None")]
    [InlineData("?dryrun=All")]
    [InlineData("?%64ryRun=All")]
    public async Task Gives_no_permit_for_a_change_that_speaks_of_a_dry_run(string query)
    {
        using var cluster = new GuardedCluster();
        await Assert.ThrowsAsync<SreException>(() => cluster.Grant().CommitAsync(Patch(cluster, Deployment + query), Cancelled));
    }

    [Theory]
    [InlineData("""{"dryRun":["All"]}""", "application/json", true)]
    [InlineData("", "application/json", true)]
    [InlineData("{}", "application/json", false)]
    [InlineData("""{"gracePeriodSeconds":0}""", "application/json", false)]
    [InlineData("""{"dryrun":["All"]}""", "application/json", false)]
    [InlineData("""{"dryRun":["All"],"dryRun":[]}""", "application/json", false)]
    [InlineData("""{"dryRun":[]}""", "application/json", false)]
    [InlineData("""{"dryRun":["All"]}""", "application/yaml", false)]
    [InlineData("dryRun: [All]", "application/json", false)]
    public async Task Takes_a_deletion_for_a_dry_run_only_when_the_options_in_its_body_say_so_too(string body, string type, bool isDryRun)
    {
        using var cluster = new GuardedCluster();
        var request = cluster.Request("DELETE", Pod + "?dryRun=All", new StringContent(body, Encoding.UTF8, type));
        var refusal = await Record.ExceptionAsync(() => cluster.Grant().DryRunAsync(request, Cancelled));
        Assert.Equal(isDryRun, refusal is null);
    }

    [Fact]
    public async Task Mints_one_dry_run_and_one_change()
    {
        using var cluster = new GuardedCluster();
        var grant = cluster.Grant();
        Assert.NotNull(await grant.DryRunAsync(Patch(cluster, Deployment + "?dryRun=All"), Cancelled));
        Assert.NotNull(await grant.CommitAsync(Patch(cluster, Deployment), Cancelled));
        await Assert.ThrowsAsync<SreException>(() => grant.DryRunAsync(Patch(cluster, Deployment + "?dryRun=All"), Cancelled));
        await Assert.ThrowsAsync<SreException>(() => grant.CommitAsync(Patch(cluster, Deployment), Cancelled));
    }

    [Fact]
    public async Task Mints_one_change_under_contention()
    {
        using var cluster = new GuardedCluster();
        var grant = cluster.Grant();
        var tries = Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            try
            {
                await grant.CommitAsync(Patch(cluster, Deployment), Cancelled);
                return 1;
            }
            catch (SreException)
            {
                return 0;
            }
        }));
        Assert.Equal(1, (await Task.WhenAll(tries)).Sum());
    }

    [Fact]
    public async Task Never_commits_with_the_permit_of_a_dry_run()
    {
        using var cluster = new GuardedCluster();
        var permit = await cluster.Grant().DryRunAsync(Patch(cluster, Deployment + "?dryRun=All"), Cancelled);
        var change = Patch(cluster, Deployment);
        permit.AttachTo(change);
        await Assert.ThrowsAsync<SreException>(() => cluster.Client.SendAsync(change, Cancelled));
        Assert.Empty(cluster.Wire.Sent);
    }

    [Theory]
    [InlineData(200, "{}", true)]
    [InlineData(200, """{"spec":{}}""", false)]
    [InlineData(422, "{}", false)]
    public async Task Commits_after_a_required_dry_run_only_what_passed_there(int status, string body, bool isAllowed)
    {
        using var cluster = new GuardedCluster();
        cluster.Wire.Answer = () => new((System.Net.HttpStatusCode)status);
        var grant = cluster.Grant("api", Requirement.DryRun);
        await Assert.ThrowsAsync<SreException>(() => grant.CommitAsync(Patch(cluster, Deployment), Cancelled));

        var rehearsal = Patch(cluster, Deployment + "?fieldManager=sre&dryRun=All");
        (await grant.DryRunAsync(rehearsal, Cancelled)).AttachTo(rehearsal);
        using var answer = await cluster.Client.SendAsync(rehearsal, Cancelled);
        var refusal = await Record.ExceptionAsync(() => grant.CommitAsync(Patch(cluster, Deployment + "?fieldManager=sre", body), Cancelled));
        Assert.Equal(isAllowed, refusal is null);
    }

    private static HttpRequestMessage Patch(GuardedCluster cluster, string path, string body = "{}") =>
        cluster.Request("PATCH", path, new StringContent(body, Encoding.UTF8, "application/merge-patch+json"));
}
