using System.Text;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.UnitTests.Guard;

namespace SreMcp.UnitTests.Kubernetes;

public sealed class KubernetesReadRoutesTests
{
    [Theory]
    [InlineData("/version")]
    [InlineData("/healthz")]
    [InlineData("/readyz?verbose")]
    [InlineData("/livez?verbose=true&exclude=etcd")]
    [InlineData("/api")]
    [InlineData("/api/v1")]
    [InlineData("/apis")]
    [InlineData("/apis/apps")]
    [InlineData("/apis/apps/v1")]
    [InlineData("/apis/metrics.k8s.io/v1beta1?timeout=32s")]
    [InlineData("/openapi/v2")]
    [InlineData("/openapi/v3")]
    [InlineData("/openapi/v3/api/v1?hash=ABC")]
    [InlineData("/openapi/v3/apis/apps/v1")]
    [InlineData("/api/v1/nodes")]
    [InlineData("/api/v1/nodes/node-1.example")]
    [InlineData("/api/v1/nodes/n/status")]
    [InlineData("/api/v1/namespaces")]
    [InlineData("/api/v1/namespaces/kube-system")]
    [InlineData("/api/v1/namespaces/x/status")]
    [InlineData("/api/v1/pods?limit=500&continue=abc%3D%3D&labelSelector=app%20in%20(a,b)&fieldSelector=status.phase!%3DRunning")]
    [InlineData("/api/v1/pods?watch=true&resourceVersion=1&allowWatchBookmarks=true&timeoutSeconds=30")]
    [InlineData("/api/v1/namespaces/x/pods?resourceVersionMatch=Exact&includeObject=None")]
    [InlineData("/api/v1/namespaces/x/pods/y")]
    [InlineData("/api/v1/namespaces/x/pods/y/status")]
    [InlineData("/api/v1/namespaces/x/pods/y/log?container=c&previous=true&tailLines=10&limitBytes=100&sinceSeconds=5&timestamps=true")]
    [InlineData("/api/v1/namespaces/x/pods/y/log?sinceTime=2026-11-20T00%3A00%3A00Z")]
    [InlineData("/api/v1/namespaces/x/secrets/s")]
    [InlineData("/apis/apps/v1/namespaces/x/deployments/y/scale")]
    [InlineData("/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode")]
    [InlineData("/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node")]
    [InlineData("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications")]
    [InlineData("/apis/example.com/v1/widgets/w/status")]
    public async Task Lets_a_read_pass(string pathAndQuery)
    {
        using var cluster = new GuardedCluster();
        using var answer = await cluster.Client.SendAsync(cluster.Request("GET", pathAndQuery), TestContext.Current.CancellationToken);
        Assert.Equal($"GET https://api.example:6443{pathAndQuery}", Assert.Single(cluster.Wire.Sent).Line);
    }

    [Theory]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/exec?command=id&stdout=true")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/EXEC?command=id")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/%65xec?command=id")]
    [InlineData("POST", "/api/v1/namespaces/x/pods/y/exec?command=id")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/attach")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/portforward?ports=80")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/proxy")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/proxy/shutdown")]
    [InlineData("GET", "/api/v1/namespaces/x/services/y/proxy/admin")]
    [InlineData("GET", "/api/v1/namespaces/x/services/https%3Ay%3A443/proxy")]
    [InlineData("GET", "/api/v1/nodes/n/proxy/run/x/y/z")]
    [InlineData("GET", "/api/v1/nodes/n/proxy")]
    [InlineData("GET", "/api/v1/proxy/nodes/n")]
    [InlineData("GET", "/api/v1/proxy/namespaces/x/pods/y")]
    [InlineData("GET", "/api/v1/watch/pods")]
    [InlineData("GET", "/api/v1/watch/namespaces/x/pods")]
    [InlineData("GET", "/apis/apps/v1/watch/deployments")]
    [InlineData("GET", "/apis/subresources.kubevirt.io/v1/namespaces/x/virtualmachineinstances/y/console")]
    [InlineData("GET", "/apis/example.com/v1/namespaces/x/widgets/y/log")]
    [InlineData("GET", "/api/v1/namespaces/x/services/y/log")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/log?follow=true")]
    [InlineData("GET", "/api/v1/namespaces/x/finalize")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/ephemeralcontainers")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/log?insecureSkipTLSVerifyBackend=true")]
    [InlineData("GET", "/api/v1/namespaces/x/pods?dryRun=All")]
    [InlineData("GET", "/api/v1/namespaces/x/pods?pretty=true")]
    [InlineData("GET", "/api/v1/namespaces/x/pods?limit=1&limit=2")]
    [InlineData("GET", "/api/v1/namespaces/x/pods?%6cimit=1")]
    [InlineData("GET", "/api/v1/namespaces/x/pods?limit=1;command=id")]
    [InlineData("GET", "/api/v1/namespaces/x/pods?limit=1&&continue=a")]
    [InlineData("GET", "/api/v1/namespaces/x/pods?labelSelector=a%0d%0aX:b")]
    [InlineData("GET", "/api/v1/namespaces/x/pods?labelSelector=a=b")]
    [InlineData("GET", "/api/v1/namespaces/x/pods?")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y?watch=true")]
    [InlineData("GET", "/version?x=1")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/debug/pprof/heap")]
    [InlineData("GET", "/logs/kube-apiserver.log")]
    [InlineData("GET", "/API/v1/pods")]
    [InlineData("GET", "/api/v2/pods")]
    [InlineData("GET", "/api/v1/Pods")]
    [InlineData("GET", "/api/v1/namespaces/X/pods")]
    [InlineData("GET", "/api/v1/namespaces/x/pods/y/z/log")]
    [InlineData("GET", "/apis/..%2fapi/v1/pods")]
    [InlineData("GET", "/api/v1/namespaces/x/../../../version")]
    [InlineData("GET", "/api/v1/namespaces/x/%2e%2e/pods")]
    [InlineData("GET", "/api/v1/namespaces/x/.%2E/pods")]
    [InlineData("GET", "/api/v1/namespaces/x%2fpods")]
    [InlineData("GET", "/api/v1/namespaces/x%252fpods")]
    [InlineData("GET", "/api/v1/namespaces/x/pods%5cy")]
    [InlineData("GET", "/api/v1/namespaces/x/pods\\y")]
    [InlineData("GET", "/api/v1/namespaces//pods")]
    [InlineData("GET", "//api/v1/pods")]
    [InlineData("GET", "/api/v1/pods/")]
    [InlineData("GET", "/api/v1/pods;x=y")]
    [InlineData("GET", "/api/v1/pods%00")]
    [InlineData("GET", "/api/v1/pods#x")]
    [InlineData("GET", "/api/v1/pods HTTP/1.1")]
    [InlineData("GET", "/")]
    [InlineData("POST", "/api/v1/namespaces/x/pods")]
    [InlineData("PUT", "/apis/apps/v1/namespaces/x/deployments/y")]
    [InlineData("PUT", "/apis/apps/v1/namespaces/x/deployments/y/scale")]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/x/deployments/y")]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/x/deployments/y?dryRun=All")]
    [InlineData("DELETE", "/api/v1/namespaces/x/pods/y")]
    [InlineData("DELETE", "/api/v1/namespaces/x/pods")]
    [InlineData("DELETE", "/api/v1/namespaces/x")]
    [InlineData("POST", "/api/v1/namespaces/x/pods/y/eviction")]
    [InlineData("POST", "/api/v1/namespaces/x/pods/y/binding")]
    [InlineData("POST", "/api/v1/namespaces/x/bindings")]
    [InlineData("POST", "/api/v1/namespaces/x/serviceaccounts/y/token")]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")]
    [InlineData("POST", "/apis/authentication.k8s.io/v1/tokenreviews")]
    [InlineData("OPTIONS", "/api/v1/pods")]
    [InlineData("TRACE", "/version")]
    [InlineData("CONNECT", "/version")]
    [InlineData("get", "/api/v1/pods")]
    [InlineData("GETX", "/api/v1/pods")]
    public async Task Stops_what_is_not_a_read(string method, string pathAndQuery)
    {
        using var cluster = new GuardedCluster();
        await Assert.ThrowsAsync<SreException>(() => cluster.Client.SendAsync(cluster.Request(method, pathAndQuery), TestContext.Current.CancellationToken));
        Assert.Empty(cluster.Wire.Sent);
    }

    [Theory]
    [InlineData("Upgrade", "websocket")]
    [InlineData("Upgrade", "h2c")]
    [InlineData("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA")]
    [InlineData("Connection", "keep-alive, Upgrade")]
    [InlineData("Connection", "close")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("x_http_method_override", "DELETE")]
    [InlineData("X-Method-Override", "DELETE")]
    [InlineData("X-Original-URL", "/api/v1/namespaces/x/pods/y/exec")]
    [InlineData("X-Remote-User", "system:admin")]
    [InlineData("X-Remote-Group", "system:masters")]
    [InlineData("X-Forwarded-For", "10.0.0.1")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Transfer-Encoding", "xchunked")]
    [InlineData("Expect", "100-continue")]
    [InlineData("Host", "other.example")]
    [InlineData("Sec-WebSocket-Protocol", "v4.channel.k8s.io")]
    [InlineData("Cookie", "a=b")]
    [InlineData("X-Anything", "else")]
    public async Task Stops_a_read_with_a_header_that_could_make_it_something_else(string name, string value)
    {
        using var cluster = new GuardedCluster();
        var request = cluster.Request("GET", "/api/v1/pods");
        Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        await Assert.ThrowsAsync<SreException>(() => cluster.Client.SendAsync(request, TestContext.Current.CancellationToken));
        Assert.Empty(cluster.Wire.Sent);
    }

    [Fact]
    public async Task Stops_a_read_that_carries_a_body()
    {
        using var cluster = new GuardedCluster();
        var request = cluster.Request("GET", "/api/v1/pods", new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.Equal(Errors.Guards.NotARead, (await Assert.ThrowsAsync<SreException>(() => cluster.Client.SendAsync(request, TestContext.Current.CancellationToken))).Code);
    }

    [Theory]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/prod/deployments/y")]
    [InlineData("DELETE", "/api/v1/namespaces/prod")]
    [InlineData("PATCH", "/api/v1/namespaces/prod/status")]
    [InlineData("PUT", "/api/v1/namespaces/%70rod/finalize")]
    [InlineData("GET", "/api/v1/namespaces/prod/services/y/proxy")]
    [InlineData("GET", "/api/v1/proxy/namespaces/prod/pods/y")]
    [InlineData("POST", "/apis/argoproj.io/v1alpha1/namespaces/prod/applications")]
    public async Task Refuses_production_namespaces_wherever_the_path_names_them(string method, string path)
    {
        using var cluster = new GuardedCluster();
        cluster.Known.Add(Identity.Namespace(GuardedCluster.Id, "prod"), "label");
        Assert.Equal(Errors.Guards.ProductionRefused, (await Assert.ThrowsAsync<SreException>(() => cluster.Client.SendAsync(cluster.Request(method, path), TestContext.Current.CancellationToken))).Code);
    }

    [Theory]
    [InlineData("""{"kind":"Namespace","metadata":{"name":"prod"}}""", "SRE0703")]
    [InlineData("kind: Namespace", "SRE0701")]
    [InlineData("""{"metadata":{"generateName":"prod-"}}""", "SRE0701")]
    public async Task Reads_the_namespace_that_a_new_namespace_would_be(string body, string code)
    {
        using var cluster = new GuardedCluster();
        cluster.Known.Add(Identity.Namespace(GuardedCluster.Id, "prod"), "label");
        var request = cluster.Request("POST", "/api/v1/namespaces", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(code, (await Assert.ThrowsAsync<SreException>(() => cluster.Client.SendAsync(request, TestContext.Current.CancellationToken))).Code.Code);
    }
}
