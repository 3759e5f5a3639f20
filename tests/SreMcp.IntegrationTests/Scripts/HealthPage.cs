using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A page on loopback that says which cluster answers: the one that is asked directly, or for users the one that a Service leads to.</summary>
internal sealed class HealthPage : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<Task<string>> _host;
    private readonly string _address;
    private int _asked;

    public HealthPage(Func<Task<string>> host)
    {
        _host = host;
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        _address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();
        _listener.Prefixes.Add(_address);
        _listener.Start();
        _ = AnswerAsync();
    }

    /// <summary>The host whose users get an error.</summary>
    public string? IsBrokenForUsersOf { get; set; }

    /// <summary>Where a record of DNS leads; null when it is the Service that counts.</summary>
    public string? Answers { get; set; }

    public string Of(string who) => _address + who;

    /// <summary>Waits until users have asked so often.</summary>
    public async Task AskedByUsersAsync(int times)
    {
        while (Volatile.Read(ref _asked) < times)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var call = await _listener.GetContextAsync();
                var who = call.Request.Url!.AbsolutePath.Trim('/');
                if (who is "users")
                {
                    Interlocked.Increment(ref _asked);
                    var host = Answers ?? await _host();
                    who = host.Split('.')[0];
                    call.Response.StatusCode = host == IsBrokenForUsersOf ? 503 : 200;
                }

                await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"cluster: {who}\n"));
                call.Response.Close();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
