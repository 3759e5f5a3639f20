using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>Why nothing answers, and what only follows.</summary>
public sealed class TrafficTests
{
    [Fact]
    public void A_crash_explains_the_rollout_the_service_and_the_ingress()
    {
        var found = Given.Only(new()
        {
            Now = Given.Now, Pods = [Given.Pod("api").Unready(Given.Crashing(137, "OOMKilled"))], Workloads = [Given.Workload("api", 1, 0)], Services = [Given.Service("api", "api")], IngressClasses = [new("nginx", "x", true)],
            Ingresses = [new() { Key = Given.Key("Ingress", "shop"), Class = "nginx", Backends = [new("api", "80")] }],
        });
        Assert.Equal("out-of-memory", found.Cause.Cause);
        Assert.Equal(["not-ready", "service-without-endpoints", "ingress-without-endpoints"], found.Follows.Select(finding => finding.Cause));
    }

    [Fact]
    public void A_selector_that_misses_by_one_label_names_the_workload_that_is_meant()
    {
        var found = Given.Only(new() { Now = Given.Now, Pods = [Given.Pod("api")], Workloads = [Given.Workload("api", 1, 1)], Services = [Given.Service("api", "apii")] }).Cause;
        Assert.Equal("service-selector", found.Cause);
        Assert.Contains("app=api", found.Likely, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_name_that_no_container_has_is_named()
    {
        var found = Given.Only(new() { Now = Given.Now, Pods = [Given.Pod("api")], Services = [Given.Service("api", "api", "web")] }).Cause;
        Assert.Equal("service-port-name", found.Cause);
        Assert.Contains("http=8080", found.Likely, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent", "80", "nginx", "ingress-backend")]
    [InlineData("api", "8080", "nginx", "ingress-backend-port")]
    [InlineData("api", "80", "traefik", "missing-ingress-class")]
    public void Tells_why_an_ingress_leads_nowhere(string service, string port, string @class, string cause) => Assert.Equal(cause, Given.Only(new()
    {
        Now = Given.Now, Pods = [Given.Pod("api")], Services = [Given.Service("api", "api")], IngressClasses = [new("nginx", "x", false)],
        Ingresses = [new() { Key = Given.Key("Ingress", "shop"), Class = @class, Backends = [new(service, port)] }],
    }).Cause.Cause);

    [Fact]
    public void A_policy_that_lets_in_only_others_explains_the_timeouts_of_a_client()
    {
        var client = Given.Pod("frontend");
        var policy = new PolicyRecord { Key = Given.Key("NetworkPolicy", "backend-only"), Pods = Selector.Of(Given.Labels(("app", "backend"))), Ingress = [new([new(Selector.Of(Given.Labels(("tier", "backend"))), null, null)], [])] };
        var causes = Diagnosis.Of(new()
        {
            Now = Given.Now, Namespace = Given.Space, Pods = [client, Given.Pod("backend")], Services = [Given.Service("backend", "backend")], Policies = [policy],
            Logs = [new(client.Key, "main", IsPrevious: false, [.. Enumerable.Repeat("GET http://backend:80/ failed: connection timed out", 5)])],
        });
        var found = causes.First(cause => cause.Cause.Cause is "network-policy").Cause;
        Assert.Equal(Confidence.Sure, found.Confidence);
        Assert.Contains("NetworkPolicy backend-only blocks it: it lets only pods tier=backend reach Deployment/backend", found.Likely, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_without_port_53_explains_that_no_name_resolves()
    {
        var client = Given.Pod("client");
        var causes = Diagnosis.Of(new()
        {
            Now = Given.Now, Namespace = Given.Space, Pods = [client], Services = [], Policies = [new() { Key = Given.Key("NetworkPolicy", "deny-egress"), Egress = [] }],
            Logs = [new(client.Key, "main", IsPrevious: false, [.. Enumerable.Repeat("curl: (6) Could not resolve host: example.com", 4)])],
        });
        Assert.Contains(causes, cause => cause.Cause.Cause is "network-policy" && cause.Cause.Likely!.Contains("deny-egress", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_readiness_probe_is_told_to_who_asks_about_pods_that_start_again()
    {
        var workload = Given.Workload("web");
        var pod = Given.Pod("web") with { Containers = [new ContainerState { Name = "main", Restarts = 2 }] };
        ClusterState state = new() { Now = Given.Now, Workloads = [workload], Pods = [pod, Given.Pod("web", 2)], Services = [Given.Service("web", "web")] };
        var asked = state with { Wanted = workload.Key };

        var finding = Given.Only(asked).Cause;

        Assert.Equal("missing-readiness-probe", finding.Cause);
        Assert.Contains("1 pod of it started again", finding.What, StringComparison.Ordinal);
        Assert.Empty(Diagnosis.Of(state));
        Assert.Empty(Diagnosis.Of(asked with { Services = [] }));
        Assert.Empty(Diagnosis.Of(asked with { Pods = [Given.Pod("web"), Given.Pod("web", 2)] }));
        Assert.Empty(Diagnosis.Of(asked with { Workloads = [workload with { Spec = new() { Containers = [Given.Container() with { Readiness = new("HTTP", "http", "/") }] } }] }));
    }
}
