using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>What NetworkPolicies cut, and what they let through.</summary>
public sealed class PolicyCauseTests
{
    [Theory]
    [InlineData("10.0.0.0/8", null, "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", null, "11.1.2.3", false)]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", false)]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "10.2.2.3", true)]
    [InlineData("0.0.0.0/0", null, "192.0.2.1", true)]
    [InlineData("192.0.2.1/32", null, "192.0.2.1", true)]
    [InlineData("192.0.2.1/31", null, "192.0.2.2", false)]
    [InlineData("fd00::/8", null, "fd12::1", true)]
    [InlineData("0.0.0.0/0", null, "fd12::1", false)]
    [InlineData("nonsense", null, "10.1.2.3", false)]
    [InlineData("10.0.0.0/8", null, "api.example.com", null)]
    [InlineData("10.0.0.0/8", null, null, null)]
    public void A_block_holds_what_lies_in_its_range_and_in_none_that_it_excepts(string range, string? except, string? address, bool? holds) =>
        Assert.Equal(holds, new AddressBlock(range, except is null ? [] : [except]).Holds(address));

    [Theory]
    [InlineData("10.0.0.0/8", null, false)]
    [InlineData("0.0.0.0/0", "10.0.0.0/8", true)]
    [InlineData("192.0.2.0/24", null, true)]
    public void A_policy_that_allows_by_address_cuts_only_what_lies_outside(string range, string? except, bool cuts)
    {
        var policy = Egress(new PolicyPeer(null, null, new(range, except is null ? [] : [except])));
        Assert.Equal(cuts, Causes(policy).Contains("network-policy"));
    }

    [Fact]
    public void An_address_that_is_not_known_is_no_proof_of_a_cut() =>
        Assert.DoesNotContain("network-policy", Causes(Egress(new PolicyPeer(null, null, new("192.0.2.0/24", []))), isAddressKnown: false));

    [Theory]
    [InlineData("8080", null, false)]
    [InlineData("http", null, false)]
    [InlineData("8000", 9000, false)]
    [InlineData("80", null, true)]
    [InlineData("9000", 9100, true)]
    public void A_policy_for_another_port_cuts(string port, int? last, bool cuts)
    {
        var policy = Ingress([new(Selector.Of(Given.Labels(("app", "client"))), null, null)], new(port, last, "TCP"));
        Assert.Equal(cuts, Causes(policy).Contains("network-policy"));
    }

    [Theory]
    [InlineData("0.0.0.0/0", "10.0.0.0/8", true)]
    [InlineData("0.0.0.0/0", null, false)]
    public void Addresses_without_the_name_servers_leave_no_name_to_resolve(string range, string? except, bool cuts)
    {
        var client = Given.Pod("client");
        var server = new PodRecord { Key = new("Pod", "kube-system", "coredns-1"), Workload = new("Deployment", "kube-system", "coredns"), Labels = Given.Labels(("k8s-app", "kube-dns")), Addresses = ["10.9.0.2"], IsReady = true };
        var causes = Diagnosis.Of(new()
        {
            Now = Given.Now, Namespace = Given.Space, Pods = [client], NameServers = [server], Services = [],
            Policies = [Egress(new PolicyPeer(null, null, new(range, except is null ? [] : [except])))],
            Logs = [new(client.Key, "main", IsPrevious: false, [.. Enumerable.Repeat("curl: (6) Could not resolve host: example.com", 4)])],
        });
        Assert.Equal(cuts, causes.Any(cause => cause.Cause.Cause is "network-policy"));
    }

    [Theory]
    [InlineData("kube-system", false)]
    [InlineData("system", true)]
    public void Port_53_towards_a_namespace_by_a_label_that_it_lacks_is_a_cut(string label, bool cuts)
    {
        var client = Given.Pod("client");
        var server = new PodRecord { Key = new("Pod", "kube-system", "coredns-1"), Workload = new("Deployment", "kube-system", "coredns"), Labels = Given.Labels(("k8s-app", "kube-dns")), IsReady = true };
        var policy = new PolicyRecord { Key = Given.Key("NetworkPolicy", "dns"), Egress = [new([new(null, Selector.Of(Given.Labels(("name", label))), null)], [new("53", null, "UDP")])] };
        var causes = Diagnosis.Of(new()
        {
            Now = Given.Now, Namespace = Given.Space, Pods = [client], NameServers = [server], Services = [], Policies = [policy], Namespaces = [new() { Name = "kube-system", Labels = Given.Labels(("name", "kube-system")) }],
            Logs = [new(client.Key, "main", IsPrevious: false, [.. Enumerable.Repeat("curl: (6) Could not resolve host: example.com", 4)])],
        });
        Assert.Equal(cuts, causes.Any(cause => cause.Cause.Cause is "network-policy"));
    }

    [Theory]
    [InlineData("10.0.0.7", "peer-without-endpoints")]
    [InlineData("10.1.0.9", "connection-refused")]
    public void An_address_in_a_log_is_followed_to_the_service_that_has_it(string address, string cause)
    {
        var client = Given.Pod("client").Unready(Given.Crashing(1));
        var found = Diagnosis.Of(new()
        {
            Now = Given.Now, Pods = [client, Given.Pod("backend").Unready(Given.Crashing(137, "OOMKilled"))], Services = [Given.Service("backend", "backend") with { Address = "10.0.0.7" }],
            Logs = [new(client.Key, "main", IsPrevious: true, [$"dial tcp {address}:80: connect: connection refused"])],
        });
        Assert.Contains(found.SelectMany(one => one.Follows.Prepend(one.Cause)), finding => finding.Cause == cause && finding.About == client.Workload);
    }

    private static PolicyRecord Egress(PolicyPeer peer) => new() { Key = Given.Key("NetworkPolicy", "out"), Pods = Selector.Of(Given.Labels(("app", "client"))), Egress = [new([peer], [])] };

    private static PolicyRecord Ingress(IReadOnlyList<PolicyPeer> peers, PolicyPort port) => new() { Key = Given.Key("NetworkPolicy", "in"), Pods = Selector.Of(Given.Labels(("app", "backend"))), Ingress = [new(peers, [port])] };

    private static List<string> Causes(PolicyRecord policy, bool isAddressKnown = true)
    {
        var client = Given.Pod("client") with { Addresses = ["10.1.0.1"] };
        var backend = Given.Pod("backend") with { Addresses = isAddressKnown ? ["10.1.0.2"] : [] };
        return
        [
            .. Diagnosis.Of(new()
            {
                Now = Given.Now, Namespace = Given.Space, Pods = [client, backend], Services = [Given.Service("backend", "backend")], Policies = [policy],
                Logs = [new(client.Key, "main", IsPrevious: false, [.. Enumerable.Repeat("GET http://backend:80/ failed: connection timed out", 5)])],
            }).Select(cause => cause.Cause.Cause),
        ];
    }
}
