using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>
/// The one endpoint of a kubelet that the API server needs for logs: <c>GET /containerLogs/{namespace}/{pod}/{container}</c>
/// over https, for the API server's client certificate only.
/// </summary>
internal sealed class KubeletLogServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2 _authority;
    private readonly ContainerLogs _logs;
    private readonly KubeApi _admin;
    private readonly Task _accepting;

    public KubeletLogServer(string certificate, string key, string authority, ContainerLogs logs, KubeApi admin)
    {
        _certificate = X509Certificate2.CreateFromPemFile(certificate, key);
        _authority = X509CertificateLoader.LoadCertificateFromFile(authority);
        (_logs, _admin) = (logs, admin);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _certificate.Dispose();
        _authority.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = Task.Run(() => ServeAsync(client));
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
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(Options(), _end.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var line = await reader.ReadLineAsync(_end.Token);
            while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 })
            {
            }

            if (line?.Split(' ') is ["GET", var target, _])
            {
                await AnswerAsync(new Uri(new Uri("https://kubelet"), target), stream);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
        {
            // The API server left, as it does when its client does.
        }
    }

    private SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificate = _certificate,
        ClientCertificateRequired = true,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _authority },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };

    private async Task AnswerAsync(Uri target, Stream stream)
    {
        if (target.AbsolutePath.Split('/') is not ["", "containerLogs", var @namespace, var pod, var container])
        {
            await RefuseAsync(stream, 404, "404 page not found");
            return;
        }

        var query = target.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""), StringComparer.Ordinal);
        var previous = query.GetValueOrDefault("previous") == "true";
        var lines = _logs.Find(@namespace, pod, container, previous);
        if (lines is null && await ContainerState.WhyNoLogAsync(_admin, @namespace, pod, container, previous) is { } refusal)
        {
            await RefuseAsync(stream, 400, refusal);
            return;
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"u8.ToArray(), _end.Token);
        await SendAsync(stream, Wanted(lines ?? [], query), query);
    }

    /// <summary>What the kubelet leaves out by time and by number.</summary>
    private static IEnumerable<WrittenLine> Wanted(IEnumerable<WrittenLine> lines, Dictionary<string, string> query)
    {
        if (query.TryGetValue("sinceTime", out var moment))
        {
            var since = DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
            lines = lines.Where(line => line.At >= since);
        }

        if (query.TryGetValue("sinceSeconds", out var seconds))
        {
            var since = DateTimeOffset.UtcNow.AddSeconds(-int.Parse(seconds, CultureInfo.InvariantCulture));
            lines = lines.Where(line => line.At >= since);
        }

        return query.TryGetValue("tailLines", out var tail) ? lines.TakeLast(int.Parse(tail, CultureInfo.InvariantCulture)) : lines;
    }

    private async Task SendAsync(Stream stream, IEnumerable<WrittenLine> lines, Dictionary<string, string> query)
    {
        var left = query.TryGetValue("limitBytes", out var limit) ? long.Parse(limit, CultureInfo.InvariantCulture) : long.MaxValue;
        var withTimes = query.GetValueOrDefault("timestamps") == "true";
        await using var buffer = new BufferedStream(stream, 64 * 1024);
        foreach (var line in lines)
        {
            var bytes = Encoding.UTF8.GetBytes(withTimes ? $"{line.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff}00Z {line.Text}\n" : $"{line.Text}\n");
            await buffer.WriteAsync(bytes.AsMemory(0, (int)Math.Min(bytes.Length, left)), _end.Token);
            left -= bytes.Length;
            if (left <= 0)
            {
                break;
            }
        }

        await buffer.FlushAsync(_end.Token);
    }

    private async Task RefuseAsync(Stream stream, int status, string sentence) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status} X\r\nContent-Type: text/plain\r\nContent-Length: {Encoding.UTF8.GetByteCount(sentence)}\r\nConnection: close\r\n\r\n{sentence}"), _end.Token);
}
