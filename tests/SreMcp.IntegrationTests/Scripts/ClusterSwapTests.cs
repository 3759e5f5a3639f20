using System.Runtime.Versioning;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>Traffic moves between two real control planes: the one that plays production is only read, the other one gets it and holds the Service.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ClusterSwapTests(ControlPlanes planes)
{
    [Fact]
    public async Task Moves_the_traffic_and_back()
    {
        using var swap = await SwappedClusters.CreateAsync(planes);
        swap.Write();

        await swap.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Equal(SwappedClusters.Blue, await swap.HostAsync());
        await swap.EndsAsync(1, "verify.sh");

        await swap.EndsAsync(0, "run.sh", "--yes");
        Assert.Equal(SwappedClusters.Green, await swap.HostAsync());
        await swap.EndsAsync(0, "verify.sh");
        Assert.Contains("Nothing to change", await swap.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);

        await swap.EndsAsync(2, "rollback.sh", "--dry-run");
        await swap.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(SwappedClusters.Blue, await swap.HostAsync());
        Assert.Contains("Nothing to change", await swap.EndsAsync(0, "rollback.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_who_get_no_answer_go_back_at_once()
    {
        using var swap = await SwappedClusters.CreateAsync(planes);
        swap.Write();
        swap.Page.IsBrokenForUsersOf = SwappedClusters.Green;

        var output = await swap.EndsAsync(1, "run.sh", "--yes");

        Assert.Contains("The traffic goes back.", output, StringComparison.Ordinal);
        Assert.Contains("leads to blue again already", output, StringComparison.Ordinal);
        Assert.Equal(SwappedClusters.Blue, await swap.HostAsync());
    }

    [Fact]
    public async Task A_cluster_that_is_not_the_same_or_not_healthy_gets_no_traffic()
    {
        using var swap = await SwappedClusters.CreateAsync(planes);
        swap.Write();
        await swap.Edge.ChangeAsync("web", """{"spec":{"replicas":2,"template":{"spec":{"containers":[{"name":"main","image":"registry.example/web:2"}]}}}}""");
        Assert.Contains("do not run the same", await swap.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        await swap.Edge.ChangeAsync("web", """{"spec":{"template":{"metadata":{"annotations":{"testbed/outcome":"unready"}},"spec":{"containers":[{"name":"main","image":"registry.example/web:1"}]}}}}""");
        Assert.Contains("not healthy, so it gets no traffic", await swap.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        await swap.Edge.ChangeAsync("web", """{"spec":{"replicas":0}}""");
        Assert.Contains("0 replicas ready on green and 1 on blue", await swap.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal(SwappedClusters.Blue, await swap.HostAsync());
    }

    [Fact]
    public async Task Another_cluster_another_owner_and_another_answer_are_refused()
    {
        using var swap = await SwappedClusters.CreateAsync(planes);
        swap.Write(("green-cluster-id", Guid.NewGuid().ToString()));
        Assert.Contains("Wrong cluster", await swap.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        swap.Write(("green-url", swap.Page.Of("blue")));
        Assert.Contains("does not answer with «cluster: green»", await swap.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        swap.Write();
        await swap.OwnAsync();
        Assert.Contains("managed by Argo CD (shop)", await swap.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal(SwappedClusters.Blue, await swap.HostAsync());
    }

    [Fact]
    public async Task A_record_that_a_person_changes_is_waited_for_and_nothing_is_sent()
    {
        using var swap = await SwappedClusters.CreateAsync(planes);
        swap.Write(("switch", "manual"), ("record", "shop.example"), ("timeout", "60s"));
        var mark = await swap.Edge.MarkAsync();
        var run = swap.EndsAsync(0, "run.sh", "--yes");
        await swap.Page.AskedByUsersAsync(times: 4);
        swap.Page.Answers = SwappedClusters.Green;

        Assert.Contains("update add shop.example 60 CNAME green.shop.example", await run, StringComparison.Ordinal);
        Assert.Empty(await swap.Edge.ChangesSinceAsync(mark));
        await swap.EndsAsync(0, "verify.sh");
    }

    [Fact]
    public async Task Killed_after_the_switch_it_goes_on_waiting()
    {
        using var swap = await SwappedClusters.CreateAsync(planes);
        swap.Write();
        swap.Edge.Variables["REAL_KUBECTL"] = Kubectl.Any;
        swap.Edge.WriteCommand("kubectl", """
            #!/usr/bin/env bash
            "$REAL_KUBECTL" "$@"
            code=$?
            if [[ "$*" == *patch*externalName* && "$*" != *dry-run* && -n ${KILL:-} ]]; then kill -9 0; fi
            exit $code
            """);
        swap.Edge.Variables["KILL"] = "yes";
        Assert.DoesNotContain("Done.", (await swap.Edge.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);
        swap.Edge.Variables["KILL"] = "";
        Assert.Equal(SwappedClusters.Green, await swap.HostAsync());

        await swap.EndsAsync(0, "run.sh", "--yes");
        await swap.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(SwappedClusters.Blue, await swap.HostAsync());
    }
}
