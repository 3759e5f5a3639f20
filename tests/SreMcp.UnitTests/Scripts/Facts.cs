using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

/// <summary>A workload as a reader would have found it.</summary>
internal static class Facts
{
    public static WorkloadFacts Workload(WorkloadOwner? owner = null, Environment environment = Environment.Production) => new()
    {
        Context = "aks-prod-weu",
        ClusterId = "6f0c2d1e-4a55-4c1b-9d0e-2f7b5a3c81e1",
        Server = "https://prod-weu.example:6443/",
        Environment = environment,
        Workload = new("payments", WorkloadKind.Deployment, "api"),
        Uid = "0b6f4a52-9a8e-4f1f-8a53-0d6e2c1b7f00",
        Live = new(7, "api-7c9d8b6f54", new Dictionary<string, string>(StringComparer.Ordinal) { ["api"] = "registry.example/api:2.4.0", ["log"] = "registry.example/log:1.0" }),
        Replicas = 4,
        Owner = owner ?? WorkloadOwner.None,
        Autoscaler = owner is null ? "api-hpa" : null,
    };

    public static RollbackFacts Rollback(WorkloadOwner? owner = null, Environment environment = Environment.Production) => new(
        Workload(owner, environment),
        new(6, "api-5f7f9d66c8", new Dictionary<string, string>(StringComparer.Ordinal) { ["api"] = "registry.example/api:2.3.9", ["log"] = "registry.example/log:1.0" }));

    public static Bundle RenderRollback(WorkloadOwner? owner = null, Environment environment = Environment.Production) =>
        TemplateCatalog.Embedded.Find(RollbackFacts.Template).Render(Rollback(owner, environment).ToInputs());

    public static Bundle RenderRestart(WorkloadOwner? owner = null) =>
        TemplateCatalog.Embedded.Find(RestartFacts.Template).Render(new RestartFacts(Workload(owner)).ToInputs());

    /// <summary>One bundle for every folder of every template.</summary>
    public static IReadOnlyDictionary<string, Bundle> All { get; } = new Dictionary<string, Bundle>(StringComparer.Ordinal)
    {
        ["rollback"] = RenderRollback(),
        ["rollback-helm"] = RenderRollback(new WorkloadOwner.HelmRelease("payments-api", "payments", 12, 11)),
        ["rollback-helm-revision-unknown"] = RenderRollback(new WorkloadOwner.HelmRelease("payments-api", "payments")),
        ["rollback-argocd"] = RenderRollback(new WorkloadOwner.ArgoApplication("payments-api")),
        ["rollback-flux"] = RenderRollback(new WorkloadOwner.FluxObject("Kustomization flux-system/payments")),
        ["restart"] = RenderRestart(),
        ["restart-argocd"] = RenderRestart(new WorkloadOwner.ArgoApplication("payments-api")),
    };
}
