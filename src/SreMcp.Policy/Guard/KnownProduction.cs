using System.Collections.Concurrent;

namespace SreMcp.Policy;

/// <summary>The guard's own list of identities that were classified as production in this process. It only grows.</summary>
public sealed class KnownProduction
{
    private readonly ConcurrentDictionary<Identity, string> _because = new();

    /// <summary>Adds an identity; <paramref name="because"/> is shown when a request is refused.</summary>
    public void Add(Identity identity, string because) => _because.TryAdd(identity, because);

    /// <summary>The first of these identities that is known production, with the reason; null when none is.</summary>
    public (Identity Identity, string Because)? Find(IEnumerable<Identity> identities)
    {
        foreach (var identity in identities)
        {
            if (_because.TryGetValue(identity, out var because))
            {
                return (identity, because);
            }
        }

        return null;
    }
}
