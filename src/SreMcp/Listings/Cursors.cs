using System.Collections.Concurrent;
using System.Security.Cryptography;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Listings;

/// <summary>Where a list goes on: the server's own token never travels through the model.</summary>
internal sealed record ListingCursor(ListingRequest Request, string Context, ListCursor Place);

/// <summary>The open lists of this process. The oldest are forgotten; their tokens expire within minutes anyway.</summary>
internal sealed class Cursors
{
    private const int Most = 64;

    private readonly ConcurrentDictionary<string, ListingCursor> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public string Keep(ListingCursor cursor)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        _open[id] = cursor;
        _order.Enqueue(id);
        while (_order.Count > Most && _order.TryDequeue(out var oldest))
        {
            _open.TryRemove(oldest, out _);
        }

        return id;
    }

    public ListingCursor? Take(string id) => _open.TryRemove(id, out var cursor) ? cursor : null;
}
