using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

public sealed class OwnershipTests
{
    [Theory]
    [InlineData("", "\"argocd.argoproj.io/tracking-id\":\"shop:apps/Deployment:shop/api\"", OwnerKind.ArgoCd, "shop")]
    [InlineData("\"argocd.argoproj.io/instance\":\"shop\"", "", OwnerKind.ArgoCd, "shop")]
    [InlineData("\"app.kubernetes.io/instance\":\"shop\"", "\"argocd.argoproj.io/sync-wave\":\"1\"", OwnerKind.ArgoCd, "shop")]
    [InlineData("\"kustomize.toolkit.fluxcd.io/name\":\"apps\",\"kustomize.toolkit.fluxcd.io/namespace\":\"flux-system\"", "", OwnerKind.Flux, "Kustomization/flux-system/apps")]
    [InlineData("\"helm.toolkit.fluxcd.io/name\":\"api\",\"helm.toolkit.fluxcd.io/namespace\":\"shop\"", "", OwnerKind.Flux, "HelmRelease/shop/api")]
    [InlineData("\"app.kubernetes.io/managed-by\":\"Helm\"", "\"meta.helm.sh/release-name\":\"api\",\"meta.helm.sh/release-namespace\":\"shop\"", OwnerKind.Helm, "shop/api")]
    [InlineData("\"app.kubernetes.io/managed-by\":\"crossplane\"", "", OwnerKind.Claimed, "crossplane")]
    public void Recognises_the_tool_that_deployed_it(string labels, string annotations, OwnerKind kind, string name)
    {
        var owner = Ownership.Of(Given.Object($$$$$"""{"metadata":{"name":"api","labels":{{{{{{labels}}}}}},"annotations":{{{{{{annotations}}}}}}}}""", Given.Deployments))[0];

        Assert.Equal((kind, name), (owner.Kind, owner.Name));
    }

    [Fact]
    public void Finds_nobody_where_nobody_signed() =>
        Assert.Empty(Ownership.Of(Given.Object("""{"metadata":{"name":"api","labels":{"app.kubernetes.io/instance":"x"}}}""", Given.Deployments)));

    [Theory]
    [InlineData("apps/v1", "ReplicaSet", OwnerKind.Controller, "ReplicaSet/x")]
    [InlineData("monitoring.coreos.com/v1", "Prometheus", OwnerKind.Operator, "Prometheus.monitoring.coreos.com/x")]
    public void Tells_a_controller_from_an_operator(string apiVersion, string kind, OwnerKind owner, string name)
    {
        var found = Assert.Single(Ownership.Of(Given.Object($$$$$"""{"metadata":{"ownerReferences":[{"apiVersion":"{{{{{apiVersion}}}}}","kind":"{{{{{kind}}}}}","name":"x","uid":"u","controller":true},{"apiVersion":"v1","kind":"Node","name":"n","uid":"v"}]}}""", Given.Pods)));

        Assert.Equal((owner, name), (found.Kind, found.Name));
    }
}
