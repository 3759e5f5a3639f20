using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>One list over all its pages: the next page is asked for while this one is read, and an expired snapshot is picked up again.</summary>
internal sealed class PagedList(ClusterConnection connection, ApiResource resource, ListOptions options, string accept, string? includeObject)
{
    private readonly string _path = ResourcePath.OfList(resource, options.Namespace);
    private readonly TablePage _page = options.Page ?? new();
    private string? _token = ResourcePath.Cursor(options.From?.Token);
    private int _skip = Math.Max(0, options.From?.Skip ?? 0);

    /// <summary>Keys of what was handed out; kept only as long as starting again would need them.</summary>
    private readonly HashSet<UInt128> _handedOut = [];
    private bool _startedAgain;

    /// <summary>All items as whatever <paramref name="read"/> makes of a piece; null from it means the piece is no item.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>(Func<Fragment, T?> read, Func<T, (string? Namespace, string Name)> key, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        RequireListable();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<HttpResponseMessage>? ahead = null;
        try
        {
            while (!_page.IsComplete && WantsMore(0))
            {
                ahead ??= RequestAsync(_token, stopped.Token);
#pragma warning disable CA2000 // disposed by this using; the analyzer does not follow it across a yield
                using var answer = await OpenAsync(ahead, stopped.Token);
#pragma warning restore CA2000
                ahead = null;
                using var list = await answer.ReadListAsync(stopped.Token);
                var (following, inPage) = ((string?)null, 0);
                while (await answer.MoveNextAsync(list, stopped.Token))
                {
                    if (list.Current.Kind is FragmentKind.Metadata)
                    {
                        following = ReadMetadata(list.Current.Json.Span);
                        ahead = following is not null && WantsMore(options.PageSize) ? RequestAsync(following, stopped.Token) : null;
                    }
                    else if (answer.Guard(read, list.Current) is { } item && inPage++ >= _skip && IsNew(key(item)))
                    {
                        if (!WantsMore(0))
                        {
                            yield break;
                        }

                        _page.Seen++;
                        _page.Cursor = new(_token, inPage);
                        yield return item;
                    }
                }

                EndPage(following);
            }
        }
        finally
        {
            await stopped.CancelAsync();
            _ = ahead?.ContinueWith(static late => Discard(late), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void EndPage(string? following)
    {
        if (following is not null && following == _token)
        {
            throw new SreException(Errors.Answers.NotKubernetes, $"The list of {resource.FullName} continues at the page that was just read.");
        }

        _skip = 0;
        _token = following;
        _page.IsComplete = following is null;
        _page.Remaining = following is null ? 0 : _page.Remaining;
        _page.Cursor = following is null ? null : new(following, 0);
    }

    private bool WantsMore(int coming) => options.Limit is not { } limit || _page.Seen + coming < limit;

    private Task<HttpResponseMessage> RequestAsync(string? token, CancellationToken cancellationToken)
    {
        var wanted = options.Limit is { } limit ? Math.Min(options.PageSize, (long)limit + _skip) : options.PageSize;
        var pageSize = Math.Clamp(wanted, 1, ListOptions.LargestPage);
        return connection.ReadAsync(
            ResourcePath.WithQuery(
                _path,
                ("limit", pageSize.ToString()),
                ("includeObject", includeObject),
                ("labelSelector", ResourcePath.Selector(options.LabelSelector)),
                ("fieldSelector", ResourcePath.Selector(options.FieldSelector)),
                ("continue", token)),
            accept,
            cancellationToken);
    }

    /// <summary>Waits for a page. When its snapshot has expired, goes on with the token of the present state that the server gives, or once from the start.</summary>
    private async Task<Answer> OpenAsync(Task<HttpResponseMessage> request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await request;
        }
        catch (SreException gone) when (gone.Code == Errors.Answers.Gone && _token is not null)
        {
            _page.IsFromSeveralMoments = true;
            _token = ResourcePath.Cursor((gone.InnerException as ApiStatusException)?.Continue) ?? StartAgain(gone);
            response = await RequestAsync(_token, cancellationToken);
        }

        return Answer.Open(response, $"The list of {resource.FullName}");
    }

    private string? StartAgain(SreException gone)
    {
        if (_startedAgain || options.From is not null)
        {
            throw new SreException(Errors.Objects.CursorExpired, $"The list of {resource.FullName} cannot be continued: its snapshot has expired.", inner: gone);
        }

        _startedAgain = true;
        return null;
    }

    private string? ReadMetadata(ReadOnlySpan<byte> json)
    {
        _page.Remaining = null;
        string? token = null;
        var reader = new Utf8JsonReader(json);
        if (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("continue"u8) && reader.Read() && reader.TokenType is JsonTokenType.String)
                {
                    token = reader.GetString();
                }
                else if (reader.ValueTextEquals("remainingItemCount"u8) && reader.Read() && reader.TokenType is JsonTokenType.Number)
                {
                    _page.Remaining = reader.TryGetInt64(out var count) ? count : null;
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return ResourcePath.Cursor(token);
    }

    private bool IsNew((string? Namespace, string Name) key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Namespace}/{key.Name}"), digest);
        return _handedOut.Add(MemoryMarshal.Read<UInt128>(digest)) || !_startedAgain;
    }

    private void RequireListable()
    {
        if (!resource.Offers("list"))
        {
            throw new SreException(Errors.Objects.UnsupportedVerb, $"{resource.FullName} cannot be listed; the cluster offers {string.Join(", ", resource.Verbs)}.");
        }
    }

    private static void Discard(Task<HttpResponseMessage> late)
    {
        if (late.IsCompletedSuccessfully)
        {
            late.Result.Dispose();
        }
        else
        {
            _ = late.Exception;
        }
    }
}
