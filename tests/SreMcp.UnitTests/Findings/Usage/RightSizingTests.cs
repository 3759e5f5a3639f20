using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings.Usage;

public sealed class RightSizingTests
{
    private const decimal Mi = 1 << 20;

    [Fact]
    public void Leaves_alone_what_fits() => Assert.Empty(Advise(Container(cpu: 0.06m, memory: 90 * Mi, new(0.1m, 0.5m, 100 * Mi, 128 * Mi))));

    [Fact]
    public void Gives_no_advice_on_what_was_not_measured() => Assert.Empty(Advise(Container(cpu: null, memory: null, new(4, 8, 4096 * Mi, 4096 * Mi))));

    [Fact]
    public void Raises_a_limit_that_is_almost_used_up_with_room_above_the_use()
    {
        var advice = Assert.Single(Advise(Container(cpu: null, memory: 120 * Mi, new(null, null, 128 * Mi, 128 * Mi))));
        Assert.Equal(("limits.memory", "128Mi", "192Mi", SizingWeight.Danger), (advice.Field, advice.Now, advice.Advised, advice.Weight));
    }

    [Fact]
    public void Never_lowers_memory_of_what_was_killed_for_it()
    {
        var advice = Advise(Container(cpu: null, memory: 20 * Mi, new(null, null, 512 * Mi, 512 * Mi), killed: 1));
        Assert.Equal("768Mi", Assert.Single(advice).Advised);
    }

    [Fact]
    public void Lowers_only_what_is_far_too_much_and_never_below_the_use()
    {
        var advice = Advise(Container(cpu: 0.01m, memory: 100 * Mi, new(1, null, 2048 * Mi, 2048 * Mi)));
        Assert.Equal([("requests.memory", "160Mi"), ("requests.cpu", "20m")], advice.Select(one => (one.Field, one.Advised)));
        Assert.All(advice, one => Assert.Equal(SizingWeight.Waste, one.Weight));
        Assert.Empty(Advise(Container(cpu: 0.3m, memory: 600 * Mi, new(1, null, 2048 * Mi, 2048 * Mi))));
    }

    [Fact]
    public void Puts_danger_before_starving_before_waste() =>
        Assert.Equal(
            [SizingWeight.Danger, SizingWeight.Starved, SizingWeight.Waste],
            Advise(Container(0.01m, 100 * Mi, new(1, null, 100 * Mi, null)), Container(null, 300 * Mi, ContainerResources.None), Container(null, 120 * Mi, new(null, null, 128 * Mi, 128 * Mi))).Select(one => one.Weight));

    [Fact]
    public void Takes_the_highest_of_all_pods_and_what_most_of_them_set()
    {
        var set = new ContainerResources(0.1m, null, null, 128 * Mi);
        PodUsage[] pods = [.. new[] { 10m, 90m, 50m }.Select((memory, index) => new PodUsage("shop", $"api-{index}", Workload, "node", null, [new("main", 0.1m, memory * Mi, index is 0 ? ContainerResources.None : set, false)], 0, 0))];
        var one = Assert.Single(WorkloadContainer.Of(pods));
        Assert.Equal((3, 50 * Mi, 90 * Mi, set), (one.Pods, one.MemoryMean, one.MemoryPeak, one.Set));
    }

    [Fact]
    public void Compares_within_a_team_and_takes_the_middle()
    {
        var asked = Container(null, null, ContainerResources.None) with { Team = "team=pay" };
        WorkloadContainer[] all = [asked, Peer("a", "team=pay", 100), Peer("b", "team=pay", 300), Peer("c", "team=pay", 200), Peer("d", "team=other", 900)];
        var peers = Peers.Of(Workload, all);
        Assert.Equal(["api", "a", "b", "c"], peers.All.Select(peer => peer.Workload.Name));
        Assert.Equal(200 * Mi, peers.Median(Workload, set => set.MemoryLimit));
        Assert.Null(peers.Median(Workload, set => set.CpuLimit));
    }

    [Fact]
    public void Lowers_more_once_the_peaks_of_days_are_known()
    {
        var container = Container(cpu: 0.9m, memory: 600 * Mi, new(1, null, 1536 * Mi, 2048 * Mi)) with { UsualCpu = 0.3m, UsualMemory = 500 * Mi };
        Assert.DoesNotContain(Advise(container), one => one.Field is "requests.memory");
        var advice = RightSizing.Of([container], SizingBasis.Over(TimeSpan.FromDays(1)));
        Assert.Equal([("requests.memory", "768Mi", SizingWeight.Waste), ("requests.cpu", "360m", SizingWeight.Waste)], advice.Select(one => (one.Field, one.Advised, one.Weight)));
        Assert.All(advice, one => Assert.DoesNotContain("900m", one.Why, StringComparison.Ordinal));
    }

    [Fact]
    public void Takes_less_than_a_day_for_a_moment() => Assert.Equal(SizingBasis.Moment, SizingBasis.Over(TimeSpan.FromHours(23)));

    [Fact]
    public void Takes_the_highest_95th_percentile_of_all_pods()
    {
        PodUsage[] pods = [.. new[] { 10m, 30m }.Select((usual, index) => new PodUsage("shop", $"api-{index}", Workload, "node", null, [new("main", 1, 90 * Mi, ContainerResources.None, false) { UsualCpu = usual / 100, UsualMemory = usual * Mi }], 0, 0))];
        var one = Assert.Single(WorkloadContainer.Of(pods));
        Assert.Equal((0.3m, 30 * Mi), (one.UsualCpu, one.UsualMemory));
    }

    private static IReadOnlyList<SizingAdvice> Advise(params WorkloadContainer[] containers) => RightSizing.Of(containers, SizingBasis.Moment);

    private static MeasuredWorkload Workload { get; } = new("shop", "Deployment", "api");

    private static WorkloadContainer Peer(string name, string team, decimal memory) =>
        Container(null, null, new(null, null, null, memory * Mi)) with { Workload = Workload with { Name = name }, Team = team };

    private static WorkloadContainer Container(decimal? cpu, decimal? memory, ContainerResources set, int killed = 0) =>
        new(Workload, null, "main", 2, 2, cpu, cpu, memory, memory, set, killed);
}
