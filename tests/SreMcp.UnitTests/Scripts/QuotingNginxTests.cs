using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

/// <summary>A real nginx answers with every value that its configuration holds.</summary>
public sealed class QuotingNginxTests : IDisposable
{
    private readonly Bash _bash = new();

    [Fact]
    public async Task Nginx_answers_with_every_hostile_value_byte_for_byte()
    {
        string[] values = [.. HostileValues.Any(1200).Where(value => !value.Contains('$', StringComparison.Ordinal) && value.Length < 2000)];
        var configuration = Configure(values.Select(NginxText.Quote));

        var (exit, _, errors) = _bash.RunProgram(Nginx, "-t", "-c", configuration);
        Assert.True(exit == 0, errors);

        using var server = Process.Start(new ProcessStartInfo(Nginx, ["-c", configuration]) { UseShellExecute = false, RedirectStandardError = true })!;
        try
        {
            using var client = Client();
            for (var index = 0; index < values.Length; index++)
            {
                Assert.Equal(values[index], Encoding.UTF8.GetString(await client.GetByteArrayAsync(new Uri($"http://nginx/{index}"), TestContext.Current.CancellationToken)));
            }
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }

        Assert.True(values.Length > 300, $"Only {values.Length} values.");
        Assert.Empty(_bash.Canaries);
    }

    [Fact]
    public async Task Nginx_reads_a_value_inside_of_a_parameter_beside_its_own_variables()
    {
        string[] values = [.. HostileValues.Any(300).Where(value => !value.Contains('$', StringComparison.Ordinal) && value.Length < 2000)];
        var configuration = Configure(values.Select(value => $"\"$request_method{NginxText.Fragment(' ' + value)}$scheme\""));

        using var server = Process.Start(new ProcessStartInfo(Nginx, ["-c", configuration]) { UseShellExecute = false, RedirectStandardError = true })!;
        try
        {
            using var client = Client();
            for (var index = 0; index < values.Length; index++)
            {
                Assert.Equal($"GET {values[index]}http", Encoding.UTF8.GetString(await client.GetByteArrayAsync(new Uri($"http://nginx/{index}"), TestContext.Current.CancellationToken)));
            }
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Theory]
    [InlineData("$host")]
    [InlineData("5 $")]
    [InlineData("${x}")]
    public void A_dollar_sign_is_refused(string value) => Assert.Equal("SRE0605", Assert.Throws<SreException>(() => NginxText.Quote(value)).Code.Code);

    [Fact]
    public void The_longest_parameter_is_read_and_a_longer_one_refused()
    {
        var (exit, _, errors) = _bash.RunProgram(Nginx, "-t", "-c", Configure([NginxText.Quote(new('a', 4000))]));
        Assert.True(exit == 0, errors);
        Assert.Equal("SRE0605", Assert.Throws<SreException>(() => NginxText.Quote(new('a', 4001))).Code.Code);
        Assert.Equal("SRE0605", Assert.Throws<SreException>(() => NginxText.Quote(new('"', 2001))).Code.Code);
    }

    public void Dispose() => _bash.Dispose();

    private static string Nginx
    {
        get
        {
            var path = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);
            Assert.SkipWhen(path is null, "nginx is not installed (Debian package nginx-light).");
            return path;
        }
    }

    private string Socket => Path.Combine(_bash.Folder, "socket");

    private string Configure(IEnumerable<string> parameters)
    {
        var temporary = new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"{name}_temp_path {_bash.Folder}/{name};");
        var locations = parameters.Select((parameter, index) => string.Create(CultureInfo.InvariantCulture, $"location = /{index} {{ return 200 {parameter}; }}"));
        return _bash.Write("nginx.conf", $$"""
            daemon off;
            master_process off;
            pid {{_bash.Folder}}/pid;
            error_log stderr;
            events {}
            http {
              access_log off;
              {{string.Join('\n', temporary)}}
              server {
                listen unix:{{Socket}};
                {{string.Join('\n', locations)}}
              }
            }

            """);
    }

    /// <summary>Waits until nginx listens.</summary>
    private HttpClient Client() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, token) =>
        {
            while (true)
            {
                System.Net.Sockets.Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), token);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch (SocketException)
                {
                    socket.Dispose();
                    await Task.Delay(20, token);
                }
            }
        },
    })
    {
        Timeout = TimeSpan.FromSeconds(20),
    };
}
