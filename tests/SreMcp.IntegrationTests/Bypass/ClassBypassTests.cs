using SreMcp.Policy;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>Names and labels put to the shipped policy itself, both ways: what means production, and what only looks like it.</summary>
public sealed class ClassBypassTests
{
    private const string Id = "6f0c1d2e-0000-4000-8000-0000000000e1";

    private static readonly PolicySet Opened = PolicySet.Load(
    [
        .. ShippedPolicies.Read(),
        new("operator/clusters.yaml", $"environments:\n  - {{ id: mine, environment: development, match: {{ cluster: '{Id}' }}, reason: x }}\n", Trust.Operator),
    ]);

    [Theory]
    [InlineData("production")]
    [InlineData("Production-EU")]
    [InlineData("eu.prod")]
    [InlineData("eu_prod_1")]
    [InlineData("eu/prod")]
    [InlineData("prod2")]
    [InlineData("2prod")]
    [InlineData("PRODcluster")]
    [InlineData("clusterPROD")]
    [InlineData("myProdCluster")]
    [InlineData("prd")]
    [InlineData("k8s-prdn-1")]
    [InlineData("live")]
    [InlineData("produktion")]
    [InlineData("dr")]
    [InlineData("dr2")]
    [InlineData("failover-weu")]
    [InlineData("nonprod-prod")]
    [InlineData("prod-nonprod")]
    [InlineData("not-dev-but-prod")]
    [InlineData("preprod-and-prod")]
    [InlineData("РROD")]
    [InlineData("prοd")]
    [InlineData("𝐩𝐫𝐨𝐝")]
    [InlineData("ⓟⓡⓞⓓ")]
    [InlineData("pr0d")]
    [InlineData("pro\u0301d")]
    [InlineData("p\u2060rod")]
    [InlineData("prod\u202e")]
    public void Calls_production(string name) => Assert.Equal(Policy.Environment.Production, ClassOf(name));

    [Theory]
    [InlineData("nonprod")]
    [InlineData("non-prod")]
    [InlineData("non_prod")]
    [InlineData("NonProd")]
    [InlineData("NON-PROD")]
    [InlineData("not-prod")]
    [InlineData("nonproduction")]
    [InlineData("product-catalog-dev")]
    [InlineData("products")]
    [InlineData("producer")]
    [InlineData("productivity")]
    [InlineData("reproduction")]
    [InlineData("delivery")]
    [InlineData("alive")]
    [InlineData("oliver")]
    [InlineData("drill")]
    [InlineData("address")]
    [InlineData("sprint")]
    public void Does_not_call_production(string name) => Assert.Equal(Policy.Environment.Development, ClassOf(name));

    [Theory]
    [InlineData("preprod")]
    [InlineData("pre-prod")]
    [InlineData("PreProd")]
    [InlineData("preproduction")]
    [InlineData("pre-production-2")]
    [InlineData("staging")]
    [InlineData("stg")]
    [InlineData("uat")]
    [InlineData("qa-1")]
    public void Calls_staging(string name) => Assert.Equal(Policy.Environment.Staging, ClassOf(name));

    private static Policy.Environment ClassOf(string context)
    {
        var target = new KubernetesTarget { Context = context, Cluster = new(new("https://10.0.0.1:6443"), CertificateAuthority: null, Id, Verified: true) };
        return Opened.Classify(target, new Forgetful(), new()).Environment;
    }

    private sealed class Forgetful : IClassMemory
    {
        public RememberedClass? StrictestSeen(Identity identity) => null;

        public void Remember(Identity identity, Policy.Environment environment, string because)
        {
            // Each name is judged for itself.
        }
    }
}
