#pragma warning disable CA5359 // a server that takes any client certificate, to show it to the test
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SreMcp.IntegrationTests.Kubernetes.Connection;

/// <summary>What the server read of one request.</summary>
internal sealed record HeardRequest(string Line, IReadOnlyList<string> Headers, string? ServerName, string? ClientCertificate)
{
    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}

/// <summary>A server on sockets that answers whatever a test wants, byte by byte. Plain without a certificate.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly Func<HeardRequest, Stream, CancellationToken, Task> _answer;
    private readonly List<HeardRequest> _heard = [];
    private readonly Task _accepting;

    public HostileServer(X509Certificate2? certificate, Func<HeardRequest, Stream, CancellationToken, Task> answer)
    {
        _certificate = certificate;
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Answers each request with the next text; the last one again and again.</summary>
    public HostileServer(X509Certificate2? certificate, params string[] answers)
        : this(certificate, Sequence(answers))
    {
    }

    public int Port { get; }

    public string Address => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}";

    public IReadOnlyList<HeardRequest> Heard
    {
        get
        {
            lock (_heard)
            {
                return [.. _heard];
            }
        }
    }

    public static string Response(int status, string type, string body, string headers = "") =>
        $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}";

    public static string Json(string body, int status = 200, string headers = "") => Response(status, "application/json", body, headers);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private static Func<HeardRequest, Stream, CancellationToken, Task> Sequence(string[] answers)
    {
        var next = -1;
        return async (_, stream, cancelled) =>
        {
            var answer = answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)];
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), cancelled);
        };
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            Stream stream = client.GetStream();
            string? serverName = null;
            string? clientCertificate = null;
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = _certificate, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, _, _, _) => true },
                    _stop.Token);
                (stream, serverName, clientCertificate) = (tls, tls.TargetHostName, tls.RemoteCertificate?.Subject);
            }

            while (await ReadHeadAsync(stream) is { } head)
            {
                var heard = new HeardRequest(head[0], head[1..], serverName, clientCertificate);
                lock (_heard)
                {
                    _heard.Add(heard);
                }

                await _answer(heard, stream, _stop.Token);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            // The client left, which is often what the test is about.
        }
    }

    private async Task<string[]?> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        return head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}
