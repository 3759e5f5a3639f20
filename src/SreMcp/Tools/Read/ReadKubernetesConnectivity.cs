using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Ways;

namespace SreMcp.Tools.Read;

/// <summary>Answers «can A reach B»: every step of the way, and where it ends.</summary>
internal sealed class ReadKubernetesConnectivity() : ReadTool("read_kubernetes_connectivity")
{
    private static readonly Parameter<string> From = Parameter.Text("from", "Deployment/web, a pod, or outside.", required: true);
    private static readonly Parameter<string> To = Parameter.Text("to", "Service/api:80, other/Deployment/db, a name as programs call it, host:port, or a URL.", required: true);

    public override string Says =>
        "Can A reach B? Walks DNS, Service, ports, endpoints, readiness, NetworkPolicies of both sides and Ingress, and says where it breaks. Sends nothing.";

    public override IReadOnlyList<Parameter> Parameters { get; } = [From, To, Common.Context, Common.Namespace];

    protected override async Task<Answer> ReadAsync(Arguments input, Call call)
    {
        var cluster = call.Session.Open(input.Find(Common.Context));
        var named = input.Find(Common.Namespace);
        var space = named ?? cluster.Connection.Context.Namespace ?? "default";
        var started = call.Session.Time.GetTimestamp();
        var from = Client(input.Get(From), space);
        var to = Destination.Parse(input.Get(To), space);
        var isHost = from is null && to.Kind is null && to.Name.Contains('.', StringComparison.Ordinal);
        var ingresses = from is not null ? null : isHost ? named ?? "" : to.Namespace;
        string[] spaces = isHost ? [] : [.. new[] { from?.Namespace, to.Home }.OfType<string>().Distinct(StringComparer.Ordinal)];
        var environment = Environment.Unknown;
        foreach (var touched in spaces.DefaultIfEmpty(named))
        {
            environment = (await AllowAsync(cluster, touched, call)).Decision.Classification.Environment;
        }

        var gathering = new WayGathering(cluster, call.Session.Time, call.Ended);
        var state = await CompletedAsync(gathering, await gathering.GatherAsync(spaces, ingresses), spaces, to, isHost, cluster, call);
        var way = Connectivity.Walk(state, new(from, to));
        if (way.Break is { Name: "name", Next: { } next } && to.Kind is null or "Service" && !next.StartsWith("did you mean", StringComparison.Ordinal))
        {
            way = Connectivity.Walk(await gathering.WithServicesElsewhereAsync(state), new(from, to));
        }

        var answer = new Answer().Say($"{WayText.Verdict(way)}       {TextCleaner.OneLine(cluster.Connection.Context.Name, 120)} ({environment.Name()}), read in {call.Session.Time.GetElapsedTime(started).TotalSeconds:0.0} s");
        WayText.Add(answer, way, state);
        return answer;
    }

    /// <summary>What only the first reading tells: the namespace of a host's Ingress, and of what an alias stands for.</summary>
    private static async Task<ClusterState> CompletedAsync(WayGathering gathering, ClusterState state, string[] spaces, Destination to, bool isHost, Cluster cluster, Call call)
    {
        var aliased = (state.Services ?? []).Where(service => service is { Type: "ExternalName", ExternalName: not null } && service.Key.Name == to.Name.Split('.')[0])
            .Select(service => new Destination { Name = service.ExternalName!, Namespace = service.Key.Namespace! }.Home);
        var paths = state.Ingresses.SelectMany(ingress => ingress.Paths.Where(path => isHost ? IngressHost.Leads(ingress, path, to.Name) : ingress.Key == to.Key).Select(path => path.Backend.Namespace ?? ingress.Key.Namespace!));
        var wanted = isHost || to.Kind is "HTTPRoute" ? paths : aliased;
        foreach (var more in wanted.Except(spaces, StringComparer.Ordinal).Distinct(StringComparer.Ordinal).Take(3).ToArray())
        {
            await AllowAsync(cluster, more, call);
            state = await gathering.WithAsync(state, more);
        }

        return state;
    }

    /// <summary>Null for a client outside.</summary>
    private static ObjectKey? Client(string text, string space) => text.Split('/') switch
    {
        ["outside" or "internet"] => null,
        [var name] => new("", space, name),
        [var kind, var name] when KindNames.Find(kind) is { } known && KindNames.Sends(known) => new(known, space, name),
        [var other, var kind, var name] when KindNames.Find(kind) is { } known && KindNames.Sends(known) => new(known, other, name),
        _ => throw new SreException(Errors.Ways.NoSuchClient, $"'{TextCleaner.OneLine(text, 120)}' sends nothing by itself."),
    };

    private static async Task<RecordedDecision> AllowAsync(Cluster cluster, string? @namespace, Call call) =>
        call.Allow(Operations.KubernetesRead, await cluster.IdentifyAsync(@namespace, kind: null, name: null, call.Ended));
}
