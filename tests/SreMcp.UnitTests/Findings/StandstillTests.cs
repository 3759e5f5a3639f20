using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>What neither crashes nor fails, and yet does not go on.</summary>
public sealed class StandstillTests
{
    [Fact]
    public void An_init_container_that_waits_for_a_service_without_endpoints_follows_from_it()
    {
        var waiting = Given.Pod("web").Unready(new ContainerState { Name = "wait", IsInit = true, IsRunning = true, RunningSince = Given.Ago(20) }) with
        {
            Phase = "Pending", Spec = new() { Containers = [new() { Name = "wait", IsInit = true }, Given.Container()] },
        };
        var state = new ClusterState { Now = Given.Now, Pods = [waiting], Services = [Given.Service("database", "database") with { Created = Given.Ago(90) }], Logs = [new(waiting.Key, "wait", IsPrevious: false, ["GET http://database:5432/ failed: connection refused"])] };
        var found = Diagnosis.Of(state).Single(cause => cause.Cause.Cause is "init-waits").Cause;
        Assert.Contains("init container wait has not ended for 20 min", found.What, StringComparison.Ordinal);
        Assert.Contains(Given.Key("Service", "database"), found.DueTo);
    }

    [Fact]
    public void A_job_that_a_sidecar_keeps_alive_is_told()
    {
        var pod = Given.Pod("import") with
        {
            Workload = Given.Key("Job", "import"), IsReady = false, ReadySince = Given.Ago(40), Spec = new() { Containers = [Given.Container(), Given.Container("proxy")] },
            Containers = [new() { Name = "main", Ended = new(0, null, "Completed", default, Given.Ago(60), Given.Ago(40)) }],
        };
        var found = Given.Only(new() { Now = Given.Now, Pods = [pod] }).Cause;
        Assert.Equal("job-sidecar", found.Cause);
        Assert.Contains("proxy still runs", found.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 3 * * *", 3000, true)]
    [InlineData("0 3 * * *", 1500, false)]
    [InlineData("*/5 * * * *", 30, true)]
    [InlineData("*/5 * * * *", 12, false)]
    [InlineData("0 6 * * 1-5", 5000, false)]
    [InlineData("@hourly", 200, true)]
    [InlineData("0 0 30 2 *", 90000, false)]
    public void A_cron_job_is_late_when_it_is_late_in_every_time_zone(string schedule, int minutes, bool isLate) => Assert.Equal(
        isLate ? ["cronjob-missed"] : [],
        Diagnosis.Of(new() { Now = Given.Now, CronJobs = [new() { Key = Given.Key("CronJob", "settle"), Schedule = schedule, LastScheduled = Given.Ago(minutes), Created = Given.Ago(200_000) }] }).Select(cause => cause.Cause.Cause));

    [Theory]
    [InlineData(true, 0, null)]
    [InlineData(false, 0, "cronjob-never-ran")]
    [InlineData(false, 4, "cronjob-overlaps")]
    public void A_cron_job_that_never_ran_or_whose_runs_pile_up_is_told(bool isSuspended, int active, string? cause)
    {
        var cron = new CronJobRecord { Key = Given.Key("CronJob", "settle"), Schedule = "0 * * * *", IsSuspended = isSuspended, Active = active, Created = Given.Ago(9000) };
        Assert.Equal(cause, Diagnosis.Of(new() { Now = Given.Now, CronJobs = [cron] }).SingleOrDefault()?.Cause.Cause);
    }

    [Fact]
    public void What_is_meant_to_stand_still_is_told_to_those_who_ask_for_it()
    {
        var cron = new CronJobRecord { Key = Given.Key("CronJob", "settle"), Schedule = "0 * * * *", IsSuspended = true };
        var state = new ClusterState { Now = Given.Now, CronJobs = [cron], Workloads = [Given.Workload("old", 0, 0)] };
        Assert.Empty(Diagnosis.Of(state));
        Assert.Equal("suspended", Given.Only(state with { Wanted = cron.Key }).Cause.Cause);
        Assert.Equal("scaled-to-zero", Given.Only(state with { Wanted = Given.Key("Deployment", "old") }).Cause.Cause);
    }

    [Fact]
    public void A_paused_rollout_matters_once_a_change_waits_for_it()
    {
        var paused = Given.Workload("api") with { IsPaused = true, Updated = 2 };
        Assert.Empty(Diagnosis.Of(new() { Now = Given.Now, Workloads = [paused] }));
        Assert.Equal("rollout-paused", Given.Only(new() { Now = Given.Now, Workloads = [paused with { Updated = 0 }] }).Cause.Cause);
    }

    [Fact]
    public void A_bare_pod_that_is_not_ready_is_told_though_nobody_counts_it()
    {
        var pod = Given.Pod("web") with { Key = Given.Key("Pod", "lonely"), Workload = Given.Key("Pod", "lonely"), IsReady = false, ReadySince = Given.Ago(30) };
        Assert.Equal("not-ready", Given.Only(new() { Now = Given.Now, Pods = [pod] }).Cause.Cause);
    }

    [Fact]
    public void A_volume_that_does_not_grow_is_told()
    {
        var claim = new ClaimRecord { Key = Given.Key("PersistentVolumeClaim", "data"), Class = "fast", Requested = 20L << 30 };
        Assert.Empty(Diagnosis.Of(new() { Now = Given.Now, Claims = [claim] }));
        Assert.Equal("volume-resize", Given.Only(new() { Now = Given.Now, Claims = [claim], Events = [Given.Event(claim.Key, "VolumeResizeFailed", "expansion is not supported")] }).Cause.Cause);
        Assert.Contains("restart the pod", Given.Only(new() { Now = Given.Now, Claims = [claim with { Conditions = [new("FileSystemResizePending", "True", null, default, Given.Ago(30))] }] }).Cause.Likely, StringComparison.Ordinal);
    }
}
