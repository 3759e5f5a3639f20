using System.Collections.Concurrent;

namespace SreMcp.Policy;

/// <summary>The guard's own list of identities that were classified as production in this process. It only grows.</summary>
public sealed class KnownProduction
{
    private readonly ConcurrentDictionary<string, string> _because = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds an identity; <paramref name="because"/> is shown when a request is refused.</summary>
    public void Add(Identity identity, string because)
    {
        if (string.IsNullOrWhiteSpace(identity.Value))
        {
            throw new ArgumentException("An identity without a value protects nothing.", nameof(identity));
        }

        _because.TryAdd(identity.Value, because);
    }

    /// <summary>The first of these identities that is known production, with the reason; null when none is. Case does not hide one.</summary>
    public (Identity Identity, string Because)? Find(IEnumerable<Identity> identities)
    {
        foreach (var identity in identities)
        {
            if (identity.Value is { } value && _because.TryGetValue(value, out var because))
            {
                return (identity, because);
            }
        }

        return null;
    }
}
