using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SreMcp.UnitTests.Kubernetes.Api;

/// <summary>An HTTP server on loopback whose answers a test writes, also those that no API server would give.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Func<string, Reply> _answer;
    private readonly Task _loop;

    public ScriptedServer(Func<string, Reply> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = ListenAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Path and query of every request as they were sent, in order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stopped.Dispose();
    }

    private async Task ListenAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopped.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var path = (await reader.ReadLineAsync(_stopped.Token))!.Split(' ')[1];
                while (await reader.ReadLineAsync(_stopped.Token) is { Length: > 0 })
                {
                }

                Requests.Enqueue(path);
                var reply = _answer(path);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {reply.Status} X\r\nContent-Type: {reply.ContentType}\r\nConnection: close\r\n\r\n"), _stopped.Token);
                await reply.Body(stream, _stopped.Token);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}

/// <summary>One answer of a <see cref="ScriptedServer"/>.</summary>
internal sealed record Reply(int Status, string ContentType, Func<Stream, CancellationToken, Task> Body)
{
    public static Reply Json(string json, int status = 200) => Of(json, "application/json", status);

    public static Reply Of(string text, string contentType, int status = 200) =>
        new(status, contentType, async (stream, stopped) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stopped));

    public static Reply NotFound { get; } = Json("""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"not found","reason":"NotFound","code":404}""", 404);

    public static Reply Forbidden { get; } = Json("""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"forbidden","reason":"Forbidden","code":403}""", 403);
}
