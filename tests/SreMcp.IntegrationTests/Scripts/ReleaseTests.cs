using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>An image is built, pushed and deployed by its digest: real buildah, skopeo, registry, kubectl and API server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ReleaseTests(ControlPlanes planes)
{
    [Theory]
    [InlineData(WorkloadKind.Deployment)]
    [InlineData(WorkloadKind.StatefulSet)]
    public async Task Builds_pushes_and_deploys_exactly_what_was_pushed_and_goes_back(WorkloadKind kind)
    {
        using var workload = await RolledWorkload.CreateAsync(await planes.DevelopmentAsync(), kind);
        using var registry = await ContainerRegistry.StartAsync(workload.Variables);
        await GenerateAsync(workload, registry, "shop/api:4.0.0");
        var before = (await workload.ReadAsync())["spec"]!.ToJsonString();

        await EndsAsync(workload, 2, "run.sh", "--dry-run");
        Assert.Null(await registry.DigestAsync("shop/api", "4.0.0"));
        Assert.Equal(before, (await workload.ReadAsync())["spec"]!.ToJsonString());
        await EndsAsync(workload, 1, "verify.sh");

        await EndsAsync(workload, 0, "run.sh", "--yes");
        Assert.Equal($"{registry.Address}/shop/api:4.0.0@{await registry.DigestAsync("shop/api", "4.0.0")}", await workload.ImageAsync());
        await EndsAsync(workload, 0, "verify.sh");
        Assert.Contains("Nothing to change", await EndsAsync(workload, 0, "run.sh", "--yes"), StringComparison.Ordinal);

        await EndsAsync(workload, 2, "rollback.sh", "--dry-run");
        await EndsAsync(workload, 0, "rollback.sh", "--yes");
        Assert.Equal(before, (await workload.ReadAsync())["spec"]!.ToJsonString());
        Assert.NotNull(await registry.DigestAsync("shop/api", "4.0.0"));
    }

    [Fact]
    public async Task Pods_that_do_not_get_healthy_get_the_former_image_back()
    {
        using var workload = await RolledWorkload.CreateAsync(await planes.DevelopmentAsync());
        using var registry = await ContainerRegistry.StartAsync(workload.Variables);
        await workload.ChangeAsync(JsonNode.Parse("""{"spec":{"template":{"metadata":{"annotations":{"testbed/outcome":null}}}}}""")!.AsObject());
        await workload.SettledAsync();
        await GenerateAsync(workload, registry, "shop/crashing:4.0.0");

        var output = await EndsAsync(workload, 1, "run.sh", "--yes");

        Assert.Contains("The former image is back already, and healthy.", output, StringComparison.Ordinal);
        Assert.Equal("registry.example/api:3", await workload.ImageAsync());
    }

    [Fact]
    public async Task A_tag_is_written_once_and_a_failed_build_deploys_nothing()
    {
        using var workload = await RolledWorkload.CreateAsync(await planes.DevelopmentAsync());
        using var registry = await ContainerRegistry.StartAsync(workload.Variables);
        await GenerateAsync(workload, registry, "shop/api:4.0.0");
        await EndsAsync(workload, 0, "run.sh", "--yes");
        await EndsAsync(workload, 0, "rollback.sh", "--yes");
        var first = await registry.DigestAsync("shop/api", "4.0.0");

        await File.WriteAllTextAsync(Path.Combine(registry.Source, "version"), "another", TestContext.Current.CancellationToken);
        await GenerateAsync(workload, registry, "shop/api:4.0.0", timeout: "61s");
        Assert.Contains("already, and it is not from this bundle", await EndsAsync(workload, 1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal(first, await registry.DigestAsync("shop/api", "4.0.0"));

        await File.WriteAllTextAsync(Path.Combine(registry.Source, "Dockerfile"), "FROM scratch\nCOPY absent /\n", TestContext.Current.CancellationToken);
        await GenerateAsync(workload, registry, "shop/api:4.1.0");
        Assert.Contains("could not be built", await EndsAsync(workload, 1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Null(await registry.DigestAsync("shop/api", "4.1.0"));
        Assert.Equal("registry.example/api:3", await workload.ImageAsync());
    }

    [Theory]
    [InlineData("*push --digestfile*")]
    [InlineData("*patch deployment*@sha256*")]
    public async Task Killed_anywhere_it_goes_on_with_the_same_image(string at)
    {
        using var workload = await RolledWorkload.CreateAsync(await planes.DevelopmentAsync());
        using var registry = await ContainerRegistry.StartAsync(workload.Variables);
        using TemporaryFolder commands = new();
        await GenerateAsync(workload, registry, "shop/api:4.0.0");
        foreach (var program in new[] { "kubectl", "buildah" })
        {
            File.SetUnixFileMode(
                commands.Write(program, $$"""
                    #!/usr/bin/env bash
                    PATH=${PATH#*:}
                    {{program}} "$@"
                    code=$?
                    if [[ "$*" == $KILL_AT ]]; then kill -9 0; fi
                    exit $code
                    """),
                UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        workload.Variables["PATH"] = $"{commands.Path}{Path.PathSeparator}{workload.Variables["PATH"]}";
        workload.Variables["KILL_AT"] = at;
        Assert.DoesNotContain("Done.", (await workload.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);
        workload.Variables["KILL_AT"] = "";

        await EndsAsync(workload, 0, "run.sh", "--yes");
        Assert.Equal($"{registry.Address}/shop/api:4.0.0@{await registry.DigestAsync("shop/api", "4.0.0")}", await workload.ImageAsync());
        await EndsAsync(workload, 0, "rollback.sh", "--yes");
        Assert.Equal("registry.example/api:3", await workload.ImageAsync());
    }

    [Fact]
    public async Task Another_workload_or_cluster_than_the_reviewed_one_builds_nothing()
    {
        using var workload = await RolledWorkload.CreateAsync(await planes.DevelopmentAsync());
        using var registry = await ContainerRegistry.StartAsync(workload.Variables);
        await GenerateAsync(workload, registry, "shop/api:4.0.0", change: facts => facts with { ClusterId = Guid.NewGuid().ToString() });
        Assert.Contains("Wrong cluster", await EndsAsync(workload, 1, "run.sh", "--yes"), StringComparison.Ordinal);
        await GenerateAsync(workload, registry, "shop/api:4.0.0", change: facts => facts with { Uid = Guid.NewGuid().ToString() });
        Assert.Contains("was deleted and made again", await EndsAsync(workload, 1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Null(await registry.DigestAsync("shop/api", "4.0.0"));
    }

    private static Task GenerateAsync(RolledWorkload workload, ContainerRegistry registry, string image, string timeout = "60s", Func<WorkloadFacts, WorkloadFacts>? change = null) => workload.GenerateAsync(
        "kubernetes_release",
        new Dictionary<string, TemplateValue>(StringComparer.Ordinal)
        {
            ["container"] = "main",
            ["image"] = $"{registry.Address}/{image}",
            ["folder"] = registry.Source,
            ["tool"] = "buildah",
            ["timeout"] = timeout,
        },
        change);

    private static async Task<string> EndsAsync(RolledWorkload workload, int exit, string script, params IReadOnlyList<string> options)
    {
        var run = await workload.RunAsync(script, options);
        Assert.True(run.Exit == exit, $"{script} ended with {run.Exit} instead of {exit}:\n{run.Output}");
        return run.Output;
    }
}
