namespace SreMcp.Findings;

/// <summary>Finds the Service that a host name or an address of a log means.</summary>
internal static class PeerService
{
    /// <summary>Null when the name is none of this cluster's, or no such Service exists.</summary>
    public static ServiceRecord? Find(ClusterState state, string? @namespace, string host)
    {
        var (name, space) = Parse(@namespace, host);
        return name is null
            ? state.Services?.FirstOrDefault(service => service.Address == host)
            : state.Services?.FirstOrDefault(service => service.Key.Name == name && service.Key.Namespace == space);
    }

    /// <summary>The pod that has the address; null when none of those that were read has.</summary>
    public static PodRecord? Pod(ClusterState state, string address) =>
        IsAddress(address) ? state.Pods.FirstOrDefault(pod => pod.Address == address && pod.IsActive) : null;

    /// <summary>True when the name can only be a Service of this cluster and there is none of that name.</summary>
    public static bool IsAbsent(ClusterState state, string? @namespace, string host)
    {
        var (name, space) = Parse(@namespace, host);
        var isSeen = state.Services is not null && (state.Namespace is null || state.Namespace == space);
        return name is not null && isSeen && Find(state, @namespace, host) is null && state.Services!.All(service => !host.StartsWith(service.Key.Name + ".", StringComparison.Ordinal));
    }

    private static bool IsAddress(string host) => host.Contains(':', StringComparison.Ordinal) || host.All(character => char.IsAsciiDigit(character) || character is '.');

    /// <summary>Nulls when the name can be none of this cluster's Services.</summary>
    public static (string? Name, string? Namespace) Parse(string? @namespace, string host) => host.Split('.') switch
    {
        _ when IsAddress(host) => (null, null),
        [var name] when name is not "localhost" => (name, @namespace),
        [var name, var space, "svc", ..] => (name, space),
        [var name, var space] when space.All(character => char.IsAsciiLetterOrDigit(character) || character is '-') && !IsTopLevel(space) => (name, space),
        _ => (null, null),
    };

    public static bool IsTopLevel(string label) => label is "com" or "org" or "net" or "io" or "dev" or "local" or "internal" or "de" or "eu" or "cloud" or "lan" or "test";
}
