using System.Text.Json;
using SreMcp.Diagnoses;
using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>The way of a client outside through the Gateway API, each place where it ends by itself.</summary>
public sealed class GatewayWayTests
{
    private const string Url = "https://shop.example.com/cart";

    private static readonly Condition Accepted = new("Accepted", "True", "Accepted", default, Given.Ago(60));

    private static readonly IngressRecord Route = new()
    {
        Key = Given.Key("HTTPRoute", "shop"),
        Hosts = ["shop.example.com"],
        Paths = [new("shop.example.com", "/", "Prefix", new("api", "80"))],
        Parents = [new(new("Gateway", "infra", "edge"), "https", null, [Accepted])],
    };

    private static readonly GatewayRecord Edge = new()
    {
        Key = new("Gateway", "infra", "edge"), Class = "envoy", HasAddress = true, Conditions = [new("Programmed", "True", "Programmed", default, null)],
        Listeners = [new("http", 80, null, "All", null, []), new("https", 443, "*.example.com", "All", null, [])],
    };

    private static readonly ClusterState World = new()
    {
        Now = Given.Now,
        Pods = [Given.Pod("api")],
        Services = [Given.Service("api", "api")],
        Namespaces = [new() { Name = Given.Space, Labels = Given.Labels(("team", "shop")) }, new() { Name = "infra" }],
        Ingresses = [Route],
        Gateways = [Edge],
        Grants = [],
    };

    [Theory]
    [InlineData(Url)]
    [InlineData("HTTPRoute/shop")]
    [InlineData("Service/api")]
    public void An_open_way_has_only_open_steps(string to)
    {
        var way = Walk(World, to);
        Assert.All(way.Steps, step => Assert.Equal(Passage.Open, step.Passage));
        Assert.Contains(way.Steps, step => step.What.Contains("infra/Gateway/edge, listener https:443 (*.example.com), serves shop/HTTPRoute/shop", StringComparison.Ordinal));
        Assert.Contains(way.Steps, step => step.Name is "endpoints");
    }

    [Fact]
    public void A_gateway_that_is_not_there_is_named_with_the_one_that_is()
    {
        Breaks(World with { Gateways = [Edge with { Key = new("Gateway", "infra", "egde") }] }, "did you mean egde?");
        Breaks(World with { Gateways = [Edge with { Key = new("Gateway", "other", "edge") }] }, "set parentRefs namespace to other");
        Breaks(With(Route with { Parents = [] }), "spec.parentRefs (none)");
    }

    [Fact]
    public void A_listener_by_a_name_that_the_gateway_lacks() =>
        Breaks(With(Route with { Parents = [Route.Parents[0] with { Section = "tls" }] }), "http:80, https:443 (*.example.com)");

    [Fact]
    public void A_port_that_nobody_listens_on_breaks_it()
    {
        Assert.Null(Walk(World, "http://shop.example.com:443/").Break);
        Breaks(World, "does not listen on port 8443", "https://shop.example.com:8443/");
    }

    [Theory]
    [InlineData("All", "infra", "data", true)]
    [InlineData("Same", "infra", "shop", false)]
    [InlineData("Same", "shop", "shop", true)]
    [InlineData("Selector", "infra", "shop", true)]
    [InlineData("Selector", "infra", "data", false)]
    [InlineData("None", "shop", "shop", false)]
    public void A_listener_takes_routes_of_some_namespaces_only(string from, string space, string team, bool isOpen)
    {
        var selector = from is "Selector" ? Selector.Of(Given.Labels(("team", "shop"))) : null;
        var gateway = Edge with { Key = new("Gateway", space, "edge"), Listeners = [Edge.Listeners[1] with { From = from, Spaces = selector }] };
        var state = With(Route with { Parents = [Route.Parents[0] with { Gateway = gateway.Key }] }) with { Gateways = [gateway], Namespaces = [new() { Name = Given.Space, Labels = Given.Labels(("team", team)) }] };
        if (isOpen)
        {
            Assert.Null(Walk(state, Url).Break);
        }
        else
        {
            Breaks(state, $"allowedRoutes.namespaces from {from}");
        }
    }

    [Fact]
    public void A_host_that_no_listener_takes() =>
        Breaks(World with { Gateways = [Edge with { Listeners = [Edge.Listeners[1] with { Host = "*.example.org" }] }] }, "no listener of infra/Gateway/edge takes host shop.example.com");

    [Fact]
    public void What_the_controller_refuses_is_said_with_its_reason()
    {
        Breaks(With(Route with { Parents = [Route.Parents[0] with { Conditions = [Accepted, new("ResolvedRefs", "False", "BackendNotFound", default, null)] }] }), "ResolvedRefs=False BackendNotFound");
        Breaks(World with { Gateways = [Edge with { Conditions = [new("Programmed", "False", "AddressNotUsable", default, null)] }] }, "Programmed=False AddressNotUsable");
        Breaks(World with { Gateways = [Edge with { Listeners = [Edge.Listeners[1] with { Conditions = [new("ResolvedRefs", "False", "InvalidCertificateRef", default, null)] }] }] }, "InvalidCertificateRef");
        var untaken = With(Route with { Parents = [Route.Parents[0] with { Conditions = [] }] });
        Assert.Equal(Passage.Unclear, Walk(untaken, Url).Steps.Single(step => step.Name is "gateway").Passage);
    }

    [Fact]
    public void Gateways_that_could_not_be_read_leave_what_the_route_says()
    {
        Assert.Null(Walk(World with { Gateways = null }, Url).Break);
        Assert.All(Walk(World with { Gateways = null }, Url).Steps, step => Assert.Equal(Passage.Open, step.Passage));
        Breaks(With(Route with { Parents = [Route.Parents[0] with { Conditions = [new("Accepted", "False", "NotAllowedByListeners", default, null)] }] }) with { Gateways = null }, "NotAllowedByListeners");
    }

    [Fact]
    public void One_gateway_of_several_is_enough() =>
        Assert.Null(Walk(With(Route with { Parents = [new(new("Gateway", "infra", "gone"), null, null, []), .. Route.Parents] }), Url).Break);

    [Fact]
    public void A_service_of_another_namespace_needs_a_grant()
    {
        var route = Route with { Paths = [new("shop.example.com", "/", "Prefix", new("db", "80") { Namespace = "data" })] };
        var state = With(route) with
        {
            Services = [Given.Service("db", "db") with { Key = new("Service", "data", "db") }],
            Pods = [Given.Pod("db") with { Key = new("Pod", "data", "db-1"), Workload = new("Deployment", "data", "db") }],
        };
        Breaks(state, "create a ReferenceGrant in data from HTTPRoute of shop to Service db", Url, "grant");
        GrantRecord grant = new(new("ReferenceGrant", "data", "shop"), ["shop"], []);
        Assert.Null(Walk(state with { Grants = [grant] }, Url).Break);
        Assert.Equal("grant", Walk(state with { Grants = [grant with { Services = ["cache"] }] }, Url).Break?.Name);
        Assert.Equal("grant", Walk(state with { Grants = [grant with { From = ["other"] }] }, Url).Break?.Name);
    }

    [Fact]
    public void Each_service_of_a_split_is_walked()
    {
        var state = With(Route with { Paths = [Route.Paths[0], Route.Paths[0] with { Backend = new("canary", "80") }] });
        Breaks(state, "there is no shop/Service/canary", Url, "backend");
        Breaks(With(Route with { Paths = [Route.Paths[0] with { Backend = new("", "") }] }), "leads to no Service here", Url, "backend");
        Assert.Null(Walk(With(Route with { Paths = [Route.Paths[0] with { Backend = new("", ""), IsRedirect = true }] }), Url).Break);
    }

    [Fact]
    public void A_path_without_conditions_is_preferred_to_one_with()
    {
        var narrow = Route.Paths[0] with { Path = "/cart", Backend = new("absent", "80"), IsNarrow = true };
        Assert.Null(Walk(With(Route with { Paths = [narrow, Route.Paths[0]] }), Url).Break);
        Assert.Contains(Walk(With(Route with { Paths = [narrow] }), Url).Steps, step => step is { Name: "match", Passage: Passage.Unclear });
    }

    [Fact]
    public void Routes_that_could_not_be_read_make_an_unknown_host_unclear()
    {
        var blind = World with { Ingresses = [], Unseen = [new("httproutes.gateway.networking.k8s.io", "forbidden")] };
        Assert.Null(Walk(blind, Url).Break);
        Assert.Null(Walk(blind, "Service/api").Break);
        Assert.Equal("host", Walk(blind with { Unseen = [] }, Url).Break?.Name);
    }

    [Theory]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("shop.example.com", "SHOP.example.com", true)]
    [InlineData(null, "anything", true)]
    public void A_wildcard_of_a_gateway_covers_more_than_one_label(string? rule, string host, bool covers) => Assert.Equal(covers, IngressHost.Covers(rule, host));

    [Fact]
    public void Objects_are_read_with_the_defaults_of_the_api()
    {
        var route = Read("""
            {"metadata":{"name":"shop","namespace":"shop"},"spec":{"parentRefs":[{"name":"edge","namespace":"infra","sectionName":"https"},{"kind":"Service","name":"mesh"}],"hostnames":["shop.example.com"],
            "rules":[{"matches":[{"path":{"value":"/a"}},{"path":{"type":"Exact","value":"/b"},"headers":[{"name":"x","value":"y"}]}],"backendRefs":[{"name":"api","port":80,"weight":9},{"name":"old","port":80,"weight":0},{"name":"db","namespace":"data","port":1}]},
            {"filters":[{"type":"RequestRedirect"}]}]},
            "status":{"parents":[{"parentRef":{"name":"edge","namespace":"infra","sectionName":"https"},"conditions":[{"type":"Accepted","status":"True"}]}]}}
            """, GatewayReaders.RouteInFull);
        Assert.Equal(["/a Prefix api ", "/a Prefix db data", "/b Exact api ", "/b Exact db data", "/ Prefix  "], route.Paths.Select(path => $"{path.Path} {path.Type} {path.Backend.Service} {path.Backend.Namespace}"));
        Assert.Equal([false, false, true, true, false], route.Paths.Select(path => path.IsNarrow));
        Assert.Equal([false, false, false, false, true], route.Paths.Select(path => path.IsRedirect));
        Assert.Equal(["api"], route.Backends.Select(backend => backend.Service));
        Assert.True(Assert.Single(route.Parents).Conditions[0].Is("Accepted", "True"));

        var gateway = Read("""
            {"metadata":{"name":"edge","namespace":"infra"},"spec":{"gatewayClassName":"envoy","listeners":[{"name":"http","port":80},{"name":"https","port":443,"hostname":"*.example.com","allowedRoutes":{"namespaces":{"from":"Selector","selector":{"matchLabels":{"team":"shop"}}}}}]},
            "status":{"addresses":[{"value":"192.0.2.1"}],"listeners":[{"name":"https","conditions":[{"type":"Programmed","status":"False","reason":"Invalid"}]}]}}
            """, GatewayReaders.Gateway);
        Assert.Equal(["Same", "Selector"], gateway.Listeners.Select(listener => listener.From));
        Assert.Equal("Invalid", Assert.Single(gateway.Listeners[1].Conditions).Reason);
        Assert.True(gateway.HasAddress);

        var grant = Read("""{"metadata":{"name":"g","namespace":"data"},"spec":{"from":[{"kind":"HTTPRoute","namespace":"shop"},{"kind":"Gateway","namespace":"x"}],"to":[{"kind":"Service","name":"db"}]}}""", GatewayReaders.Grant)!;
        Assert.Equal(["shop", "db"], grant.From.Concat(grant.Services));
        Assert.Null(Read("""{"metadata":{"name":"g","namespace":"data"},"spec":{"from":[],"to":[{"kind":"Secret"}]}}""", GatewayReaders.Grant));
    }

    private static T Read<T>(string json, Func<JsonElement, T> read)
    {
        using var document = JsonDocument.Parse(json);
        return read(document.RootElement);
    }

    private static ClusterState With(IngressRecord route) => World with { Ingresses = [route] };

    private static Way Walk(ClusterState state, string to) => Connectivity.Walk(state, new(null, Destination.Parse(to, Given.Space)));

    private static void Breaks(ClusterState state, string words, string to = Url, string step = "gateway")
    {
        var found = Walk(state, to).Break;
        Assert.Equal(step, found?.Name);
        Assert.Contains(words, $"{found!.What}\n{string.Join('\n', found.Evidence)}\n{found.Next}", StringComparison.Ordinal);
    }
}
