namespace SreMcp.Findings;

/// <summary>A Gateway of the Gateway API: where traffic comes in.</summary>
public sealed record GatewayRecord
{
    public required ObjectKey Key { get; init; }

    public string? Class { get; init; }

    public IReadOnlyList<GatewayListener> Listeners { get; init; } = [];

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    public bool HasAddress { get; init; }
}

/// <param name="Host">Null for every host.</param>
/// <param name="From"><c>Same</c>, <c>All</c> or <c>Selector</c>: the namespaces whose routes it takes.</param>
/// <param name="Spaces">The labels of those namespaces; only with <c>Selector</c>.</param>
/// <param name="Conditions">What its controller says of it; empty when nothing.</param>
public sealed record GatewayListener(string Name, int Port, string? Host, string From, Selector? Spaces, IReadOnlyList<Condition> Conditions);

/// <summary>A Gateway that a route asks to be served by.</summary>
/// <param name="Section">The listener that is meant; null for all.</param>
/// <param name="Port">The listener's port that is meant; null for all.</param>
/// <param name="Conditions">What controllers say of the route there; empty when nothing.</param>
public sealed record RouteParent(ObjectKey Gateway, string? Section, int? Port, IReadOnlyList<Condition> Conditions);

/// <summary>A ReferenceGrant: routes of those namespaces may lead to Services of its own.</summary>
/// <param name="Services">Names; empty for all.</param>
public sealed record GrantRecord(ObjectKey Key, IReadOnlyList<string> From, IReadOnlyList<string> Services);
