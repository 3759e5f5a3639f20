using System.Collections.Frozen;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The query parameters that one shape of read may carry, each at most once.</summary>
internal sealed class ReadQuery(params string[] names)
{
    public static readonly ReadQuery None = new();
    public static readonly ReadQuery Health = new("verbose", "exclude");
    public static readonly ReadQuery Discovery = new("timeout");
    public static readonly ReadQuery OpenApi = new("hash", "timeout");
    public static readonly ReadQuery Object = new("resourceVersion", "includeObject");

    public static readonly ReadQuery List = new(
        "limit", "continue", "labelSelector", "fieldSelector", "resourceVersion", "resourceVersionMatch", "watch",
        "timeoutSeconds", "allowWatchBookmarks", "sendInitialEvents", "includeObject");

    /// <summary>Without <c>follow</c>: a log is read to its end, never watched.</summary>
    public static readonly ReadQuery Log = new("container", "previous", "sinceSeconds", "sinceTime", "timestamps", "tailLines", "limitBytes");

    private readonly FrozenSet<string> _names = names.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True when every parameter is one of the names as written here: no encoded names, no repetition, no other separator.</summary>
    public bool Allows(string query)
    {
        if (query.Length <= 1)
        {
            return query.Length == 0;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in query[1..].Split('&'))
        {
            var parts = pair.Split('=');
            var value = parts.ElementAtOrDefault(1) ?? "";
            if (parts.Length > 2 || !_names.Contains(parts[0]) || !seen.Add(parts[0]) || value.Contains(';', StringComparison.Ordinal)
                || Uri.UnescapeDataString(value).AsSpan().ContainsAnyInRange('\0', '\u001f'))
            {
                return false;
            }
        }

        return true;
    }
}
