using SreMcp.Findings;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Findings;

/// <summary>Where a way ends, each place by itself: web asks api, and everything is well unless a test says otherwise.</summary>
public sealed class ConnectivityTests
{
    private static readonly ClusterState World = new()
    {
        Now = Given.Now,
        Pods = [Given.Pod("web") with { Addresses = ["10.1.0.1"] }, Given.Pod("api") with { Addresses = ["10.1.0.2"] }],
        Workloads = [Given.Workload("web"), Given.Workload("api")],
        Services = [Given.Service("api", "api") with { Address = "10.96.0.7" }],
        Endpoints = [new(Given.Key("EndpointSlice", "api-x"), "api", [new("10.1.0.2", IsReady: true)])],
        Namespaces = [new() { Name = Given.Space, Labels = Given.Labels(("team", "shop")) }, new() { Name = "other", Labels = Given.Labels(("team", "data")) }],
    };

    private static readonly PolicyRule Dns = new([], [new("53", null, "UDP")]);

    [Fact]
    public void An_open_way_has_only_open_steps()
    {
        var way = Walk(World, "Service/api:80");
        Assert.All(way.Steps, step => Assert.Equal(Passage.Open, step.Passage));
        Assert.Equal(["client", "dns", "name", "port", "targetPort", "endpoints", "egress", "ingress"], way.Steps.Select(step => step.Name));
    }

    [Theory]
    [InlineData("api")]
    [InlineData("http://api/health")]
    [InlineData("api.shop:80")]
    [InlineData("api.shop.svc.cluster.local:http")]
    [InlineData("10.96.0.7:80")]
    [InlineData("svc/api")]
    [InlineData("shop/Service/api:80")]
    public void Every_spelling_leads_to_the_same_service(string to)
    {
        var way = Walk(World, to);
        Assert.Null(way.Break);
        Assert.Contains(way.Steps, step => step.Name is "endpoints" && step.What.Contains("shop/Service/api selects 1 pod, 1 ready", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_is_not_there_is_answered_with_the_nearest() => Breaks(World, "apo:80", "name", "did you mean api?");

    [Fact]
    public void A_service_of_another_namespace_has_to_be_called_by_it() =>
        Breaks(World with { Services = [Given.Service("api", "api") with { Key = new("Service", "other", "api") }] }, "Service/api", "name", "call api.other");

    [Fact]
    public void A_selector_that_fits_nobody_names_the_label() =>
        Breaks(World with { Services = [Given.Service("api", "apii")] }, "api", "endpoints", "shop/Deployment/api pods have app=api");

    [Fact]
    public void A_workload_scaled_to_none_is_named() =>
        Breaks(World with { Pods = [Given.Pod("web")], Workloads = [Given.Workload("web"), Given.Workload("api", 0, 0)] }, "api", "endpoints", "scale shop/Deployment/api up");

    [Fact]
    public void A_target_port_by_a_name_that_no_container_has() =>
        Breaks(World with { Services = [Given.Service("api", "api", "web")] }, "api", "targetPort", "http=8080/TCP");

    [Fact]
    public void A_target_port_of_another_protocol_is_no_match() =>
        Breaks(World with { Services = [Given.Service("api", "api") with { Ports = [new("http", 80, "http", "UDP")] }] }, "api", "targetPort", "http=80→http/UDP");

    [Fact]
    public void A_number_that_no_container_declares_may_still_work()
    {
        var way = Walk(World with { Services = [Given.Service("api", "api", "9999")] }, "api");
        Assert.Null(way.Break);
        Assert.Equal(Passage.Unclear, way.Steps.Single(step => step.Name is "targetPort").Passage);
    }

    [Fact]
    public void Whoever_calls_the_target_port_of_a_service_is_told_its_port() =>
        Breaks(World with { Services = [Given.Service("api", "api", "8080")] }, "api:8080", "port", "call port 80");

    [Fact]
    public void A_headless_service_translates_no_port()
    {
        var headless = World with { Services = [Given.Service("api", "api", "8080") with { IsHeadless = true }] };
        Assert.Equal(Passage.Unclear, Walk(headless, "api:80").Steps.Single(step => step.Name is "targetPort").Passage);
        Assert.Equal(Passage.Open, Walk(headless, "api:8080").Steps.Single(step => step.Name is "targetPort").Passage);
    }

    [Fact]
    public void Each_port_of_several_is_walked_and_only_the_wrong_one_breaks()
    {
        var state = World with { Services = [World.Services![0] with { Ports = [new("http", 80, "http", "TCP"), new("metrics", 9090, "metrics", "TCP")] }] };
        var way = Walk(state, "api");
        Assert.Equal("9090", way.Break?.Port);
        Assert.Equal(["80"], way.OpenPorts);
        Assert.Single(way.Steps, step => step.Name is "ingress");
        Assert.Null(Walk(state, "api:http").Break);
        Assert.Empty(Walk(state, "api:9090").OpenPorts);
        Assert.Empty(Walk(state with { Pods = [World.Pods[0], World.Pods[1] with { IsReady = false }] }, "api").OpenPorts);
    }

    [Fact]
    public void A_policy_may_let_one_port_of_several_in()
    {
        var declared = Given.Container() with { Ports = [new("http", 8080, "TCP"), new("metrics", 9090, "TCP")] };
        var state = With(new PolicyRecord { Key = Given.Key("NetworkPolicy", "in"), Pods = App("api"), Ingress = [new([], [new("8080", null, "TCP")])] }) with
        {
            Services = [World.Services![0] with { Ports = [new("http", 80, "http", "TCP"), new("metrics", 9090, "metrics", "TCP")] }],
            Pods = [World.Pods[0], World.Pods[1] with { Spec = new() { Containers = [declared] } }],
        };
        Assert.Equal(["80"], Walk(state, "api").OpenPorts);
        Assert.Equal(("ingress", "9090"), (Walk(state, "api").Break?.Name, Walk(state, "api").Break?.Port));
    }

    [Fact]
    public void One_number_may_be_two_ports_of_two_protocols()
    {
        var declared = Given.Container() with { Ports = [new("dns", 53, "UDP")] };
        var state = World with
        {
            Services = [World.Services![0] with { Ports = [new("dns", 53, "dns", "UDP"), new("dns-tcp", 53, "dns-tcp", "TCP")] }], Pods = [World.Pods[0], World.Pods[1] with { Spec = new() { Containers = [declared] } }],
        };
        Assert.Equal(["53/UDP"], Walk(state, "api:53").OpenPorts);
    }

    [Theory]
    [InlineData("postgres://admin:s3cr/et@db.example.com/orders?sslmode=require", "db.example.com:5432")]
    [InlineData("https://admin:s3cret@db.example.com/a@b?token=s3cret#s3cret", "db.example.com:443/a@b")]
    [InlineData("admin:s3cret@db.example.com:5432", "db.example.com:5432")]
    [InlineData("jdbc:postgresql://db.example.com/orders", "db.example.com:5432")]
    [InlineData("redis://[2001:db8::7]", "2001:db8::7:6379")]
    public void Of_a_url_only_host_port_and_path_are_kept(string text, string kept)
    {
        Assert.Equal(kept, Destination.Parse(text, Given.Space).ToString());
        Assert.DoesNotContain("s3cr", Assert.Throws<SreException>(() => Destination.Parse(text.Replace("db.", "d\nb", StringComparison.Ordinal).Replace("[2001", "[\n2001", StringComparison.Ordinal), Given.Space)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_that_are_not_ready_are_told_with_their_probe()
    {
        var pod = Given.Pod("api") with { IsReady = false, Spec = new() { Containers = [Given.Container() with { Readiness = new("http", "8080", "/ready") }] } };
        Breaks(World with { Pods = [World.Pods[0], pod] }, "api", "endpoints", "readiness probe http port 8080 path /ready");
        Assert.Null(Walk(World with { Pods = [World.Pods[0], pod], Services = [World.Services![0] with { TakesUnready = true }] }, "api").Break);
    }

    [Fact]
    public void Egress_that_allows_another_port_only_breaks_it()
    {
        var rule = new PolicyRule([new(Selector.Everything, null, null)], [new("9090", null, "TCP")]);
        Breaks(With(new PolicyRecord { Key = Given.Key("NetworkPolicy", "out"), Pods = App("web"), Egress = [Dns, rule] }), "api", "egress", "shop/NetworkPolicy/out spec.egress[1].ports: TCP 9090");
    }

    [Theory]
    [InlineData("8080", null, true)]
    [InlineData("http", null, true)]
    [InlineData("8000", 8100, true)]
    [InlineData("8000", 8079, false)]
    [InlineData("80", null, false)]
    public void Policies_count_the_port_of_the_container_not_of_the_service(string port, int? last, bool isOpen) => Assert.Equal(
        isOpen, Walk(With(new PolicyRecord { Key = Given.Key("NetworkPolicy", "in"), Pods = App("api"), Ingress = [new([], [new(port, last, "TCP")])] }), "api").Break is null);

    [Fact]
    public void Ingress_for_another_tier_breaks_it()
    {
        var rule = new PolicyRule([new(Selector.Of(Given.Labels(("tier", "backend"))), null, null)], []);
        var state = With(new PolicyRecord { Key = Given.Key("NetworkPolicy", "in"), Pods = App("api"), Ingress = [rule] });
        Breaks(state, "api", "ingress", "shop/NetworkPolicy/in spec.ingress[0].from: pods tier=backend");
        Breaks(state, "api", "ingress", "shop/Pod/web-1 labels app=web");
    }

    [Fact]
    public void Policies_add_up()
    {
        PolicyRecord deny = new() { Key = Given.Key("NetworkPolicy", "deny"), Ingress = [] };
        PolicyRecord allow = new() { Key = Given.Key("NetworkPolicy", "allow"), Pods = App("api"), Ingress = [new([new(App("web"), null, null)], [])] };
        Breaks(With(deny), "api", "ingress", "spec.ingress: none");
        Assert.Null(Walk(With(deny, allow), "api").Break);
    }

    [Theory]
    [InlineData("data", "ingress")]
    [InlineData("shop", null)]
    public void A_namespace_selector_wants_the_labels_of_the_namespace(string team, string? broken)
    {
        var state = With(new PolicyRecord { Key = Given.Key("NetworkPolicy", "in"), Pods = App("api"), Ingress = [new([new(null, Selector.Of(Given.Labels(("team", team))), null)], [])] });
        Assert.Equal(broken, Walk(state, "api").Break?.Name);
        Assert.Equal(Passage.Unclear, Walk(state with { Namespaces = [] }, "api").Steps.Single(step => step.Name is "ingress").Passage);
    }

    [Theory]
    [InlineData("10.1.0.0/16", "10.1.0.2/32", "egress")]
    [InlineData("10.1.0.7/16", "10.1.9.0/24", null)]
    [InlineData("10.2.0.0/15", "", "egress")]
    public void A_block_of_addresses_has_holes(string block, string hole, string? broken) => Assert.Equal(
        broken, Walk(With(new PolicyRecord { Key = Given.Key("NetworkPolicy", "out"), Pods = App("web"), Egress = [Dns, new([new(null, null, new(block, [hole]))], [])] }), "api").Break?.Name);

    [Fact]
    public void A_policy_without_port_53_cuts_names_and_not_addresses()
    {
        var state = With(new PolicyRecord { Key = Given.Key("NetworkPolicy", "out"), Pods = App("web"), Egress = [new([new(App("api"), null, null)], [new("8080", null, "TCP")])] });
        Breaks(state, "api", "dns", "allow egress to kube-system on UDP and TCP 53");
        Assert.Null(Walk(state, "Deployment/api:8080").Break);
    }

    [Theory]
    [InlineData("10.96.0.10/32", Passage.Unclear)]
    [InlineData("10.1.0.53/32", Passage.Open)]
    [InlineData("10.2.0.0/16", Passage.Broken)]
    public void A_block_that_holds_the_address_of_the_dns_service_only_is_unclear(string block, Passage passage)
    {
        var state = WithDns(new PolicyRecord { Key = Given.Key("NetworkPolicy", "out"), Pods = App("web"), Egress = [new([new(null, null, new(block, []))], []), new([new(App("api"), null, null)], [])] });
        Assert.Equal(passage, Dns53(state).Passage);
    }

    [Fact]
    public void The_policies_of_the_dns_servers_count_and_their_own_port()
    {
        var into = new PolicyRecord { Key = new("NetworkPolicy", "kube-system", "in"), Ingress = [new([new(null, Selector.Of(Given.Labels(("team", "data"))), null)], [])] };
        Breaks(WithDns(into), "api", "dns", "kube-system/NetworkPolicy/in spec.ingress[0].from");
        var standard = new PolicyRecord { Key = Given.Key("NetworkPolicy", "out"), Pods = App("web"), Egress = [new([], [new("53", null, "UDP"), new("53", null, "TCP"), new("8080", null, "TCP")])] };
        Breaks(WithDns(standard), "api", "dns", "allow egress to kube-system on UDP and TCP 5353");
    }

    [Fact]
    public void Udp_without_tcp_is_open_and_said()
    {
        var step = Dns53(WithDns(new PolicyRecord { Key = Given.Key("NetworkPolicy", "out"), Pods = App("web"), Egress = [new([], [new("5353", null, "UDP"), new("8080", null, "TCP")])] }));
        Assert.Equal(Passage.Open, step.Passage);
        Assert.Contains("TCP is not", step.What, StringComparison.Ordinal);
        Assert.DoesNotContain("TCP is not", Dns53(WithDns()).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_asks_its_node_finds_no_service()
    {
        var state = World with { Pods = [World.Pods[0] with { Spec = new() { DnsPolicy = "Default", Containers = [Given.Container()] } }, World.Pods[1]] };
        Breaks(state, "Service/api", "dns", "set dnsPolicy ClusterFirst");
        Assert.Null(Walk(state, "db.example.com:5432").Break);
        Assert.Null(Walk(state, "10.96.0.7:80").Break);
    }

    [Fact]
    public void Policies_that_could_not_be_read_are_no_permission()
    {
        var way = Walk(World with { Unseen = [new("networkpolicies.networking.k8s.io", "forbidden") { Missing = ("networking.k8s.io", "networkpolicies") }] }, "api");
        Assert.Equal(["dns", "egress", "ingress"], way.Steps.Where(step => step.Passage is Passage.Unclear).Select(step => step.Name));
    }

    [Fact]
    public void An_external_name_is_followed()
    {
        ServiceRecord alias = new() { Key = Given.Key("Service", "db"), Type = "ExternalName", ExternalName = "api.shop.svc.cluster.local" };
        var state = World with { Services = [.. World.Services!, alias] };
        Assert.Contains(Walk(state, "db:80").Steps, step => step.Name is "endpoints" && step.Passage is Passage.Open);
        Breaks(state with { Services = [alias] }, "db:80", "name", "there is no shop/Service/api");
        Breaks(state with { Services = [alias with { ExternalName = "db.shop.svc" }] }, "db:80", "alias", "spec.externalName db.shop.svc");
    }

    [Theory]
    [InlineData("db-0.db", null, "")]
    [InlineData("db-0.db.shop", null, "")]
    [InlineData("db-0.db.shop.svc.cluster.local:http", null, "")]
    [InlineData("db-9.db:8080", "name", "did you mean db-0?")]
    [InlineData("db-1.db:8080", "name", "publishes only ready pods")]
    [InlineData("db-2.db:8080", "name", "serviceName has to be db")]
    [InlineData("api-1.api:8080", "name", "shop/Service/api is not headless")]
    [InlineData("db-0.bd.shop:8080", "name", "there is no shop/Service/bd")]
    [InlineData("db-0.db.other.svc:8080", "name", "call db.shop")]
    public void The_name_of_a_single_pod_needs_a_headless_service(string to, string? broken, string words)
    {
        PodRecord Db(int number, string subdomain) => World.Pods[1] with
        {
            Key = Given.Key("Pod", $"db-{number}"), Workload = Given.Key("StatefulSet", "db"), Labels = Given.Labels(("app", "db")), Host = $"db-{number}", Subdomain = subdomain, IsReady = number is not 1,
        };
        var state = World with
        {
            Pods = [.. World.Pods, Db(0, "db"), Db(1, "db"), Db(2, "database")],
            Services = [World.Services![0] with { Address = "10.96.0.7" }, Given.Service("db", "db") with { IsHeadless = true }],
        };
        if (broken is not null)
        {
            Breaks(state, to, broken, words);
            return;
        }

        var way = Walk(state, to);
        Assert.All(way.Steps, step => Assert.Equal(Passage.Open, step.Passage));
        Assert.Contains(way.Steps, step => step.What.Contains("is shop/Pod/db-0, by the headless shop/Service/db", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("api", "shop")]
    [InlineData("api.other:80", "other")]
    [InlineData("api.other.svc.cluster.local", "other")]
    [InlineData("db-0.db.other", "other")]
    [InlineData("db-0.db.other.svc", "other")]
    [InlineData("www.example.com", "shop")]
    [InlineData("10.0.0.1:80", "shop")]
    [InlineData("other/Pod/db-0", "other")]
    public void The_namespace_of_a_destination_is_told_by_its_name(string to, string home) => Assert.Equal(home, Destination.Parse(to, Given.Space).Home);

    [Theory]
    [InlineData("203.0.113.0/24", null)]
    [InlineData("10.0.0.0/8", "egress")]
    public void A_host_outside_is_as_far_as_egress_goes(string block, string? broken)
    {
        var way = Walk(With(new PolicyRecord { Key = Given.Key("NetworkPolicy", "out"), Pods = App("web"), Egress = [Dns, new([new(null, null, new(block, []))], [new("5432", null, "TCP")])] }), "203.0.113.9:5432");
        Assert.Equal(broken, way.Break?.Name);
        Assert.Equal("SRE0492", Assert.Throws<SreException>(() => Walk(World, "db.example.com")).Code.Code);
    }

    [Theory]
    [InlineData("http://shop.example.com/cart", "nginx", null)]
    [InlineData("https://SHOP.example.com/cart/1", "nginx", null)]
    [InlineData("http://shop.example.com/cartography", "nginx", "path")]
    [InlineData("http://shpo.example.com/cart", "nginx", "host")]
    [InlineData("http://shop.example.com/cart", "ngnix", "class")]
    [InlineData("http://shop.example.com/gone", "nginx", "backend")]
    public void A_client_outside_comes_by_host_path_and_class(string to, string @class, string? broken)
    {
        IngressRecord ingress = new()
        {
            Key = Given.Key("Ingress", "shop"), Class = @class, Paths = [new("shop.example.com", "/cart", "Prefix", new("api", "80")), new("shop.example.com", "/gone", "Exact", new("absent", "80"))],
        };
        var state = World with { Ingresses = [ingress], IngressClasses = [new("nginx", "x", IsDefault: false)] };
        Assert.Equal(broken, Connectivity.Walk(state, new(null, Destination.Parse(to, Given.Space))).Break?.Name);
    }

    [Fact]
    public void A_service_that_no_ingress_leads_to_is_not_seen_from_outside() =>
        Assert.Equal("ingress", Connectivity.Walk(World, new(null, Destination.Parse("Service/api", Given.Space))).Break?.Name);

    [Fact]
    public void A_client_that_is_not_there_is_an_error_with_the_nearest()
    {
        var error = Assert.Throws<SreException>(() => Connectivity.Walk(World, new(Given.Key("", "wep"), Destination.Parse("api", Given.Space))));
        Assert.Equal("SRE0490", error.Code.Code);
        Assert.Equal("Did you mean web?", error.Next);
    }

    [Theory]
    [InlineData("ConfigMap/api")]
    [InlineData("api:0")]
    [InlineData("api:99999")]
    [InlineData("")]
    [InlineData("one:9092,two:9092")]
    public void What_is_no_destination_is_said(string to) => Assert.Equal("SRE0491", Assert.Throws<SreException>(() => Destination.Parse(to, Given.Space)).Code.Code);

    private static Selector App(string name) => Selector.Of(Given.Labels(("app", name)));

    private static ClusterState With(params PolicyRecord[] policies) => World with { Policies = policies };

    /// <summary>A cluster whose DNS servers listen on a port of their own.</summary>
    private static ClusterState WithDns(params PolicyRecord[] policies) => With(policies) with
    {
        NameServers =
        [
            Given.Pod("coredns") with
            {
                Key = new("Pod", "kube-system", "coredns-1"), Workload = new("Deployment", "kube-system", "coredns"), Labels = Given.Labels(("k8s-app", "kube-dns")), Addresses = ["10.1.0.53"],
                Spec = new() { Containers = [Given.Container() with { Ports = [new("dns", 5353, "UDP"), new("dns-tcp", 5353, "TCP")] }] },
            },
        ],
        NameServices = [new() { Key = new("Service", "kube-system", "kube-dns"), Address = "10.96.0.10", Ports = [new("dns", 53, "dns", "UDP"), new("dns-tcp", 53, "dns-tcp", "TCP")] }],
    };

    private static Step Dns53(ClusterState state) => Walk(state, "api").Steps.Single(step => step.Name is "dns");

    private static Way Walk(ClusterState state, string to) => Connectivity.Walk(state, new(Given.Key("Deployment", "web"), Destination.Parse(to, Given.Space)));

    /// <summary>It ends there first, and its words hold those.</summary>
    private static void Breaks(ClusterState state, string to, string step, string words)
    {
        var found = Walk(state, to).Break;
        Assert.Equal(step, found?.Name);
        Assert.Contains(words, $"{found!.What}\n{string.Join('\n', found.Evidence)}\n{found.Next}", StringComparison.Ordinal);
    }
}
