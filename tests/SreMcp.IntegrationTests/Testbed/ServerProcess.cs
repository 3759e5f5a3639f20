using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>How a server is started.</summary>
/// <param name="Home">Its home folder; nothing of the real one is seen.</param>
public sealed record ServerSetup(HomeFolder Home)
{
    /// <summary>The executable; the product's when left out.</summary>
    public string Executable { get; init; } = SreMcpExecutable.Path;

    public IReadOnlyList<string> Arguments { get; init; } = ["serve"];

    /// <summary>Paths for <c>KUBECONFIG</c>, in order of precedence; the variable is not set when empty.</summary>
    public IReadOnlyList<string> Kubeconfig { get; init; } = [];

    /// <summary>Variables beside the few that every process has.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// A server as a client starts it: a child process over stdio, in an environment with nothing in it but what the test put
/// there. Either talk to it line by line, or <see cref="ConnectAsync"/> the SDK's client; both keep all that was said.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The older generation, with <c>initialize</c>.</summary>
    public const string Handshake = "2025-11-25";

    /// <summary>The newer generation, with <c>server/discover</c>: what the client asks for by default.</summary>
    public const string Discovery = "2026-07-28";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly RecordingStream _output;
    private readonly List<string> _errors = [];
    private readonly Task _errorsRead;
    private Channel<string>? _lines;
    private McpClient? _client;

    private ServerProcess(Process process)
    {
        _process = process;
        _output = new(process.StandardOutput.BaseStream);
        _errorsRead = Task.Run(ReadErrorsAsync);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote to stderr so far.</summary>
    public IReadOnlyList<string> StandardError
    {
        get
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }
    }

    /// <summary>What it wrote to stdout so far, whoever has read it.</summary>
    public string StandardOutput => _output.Text;

    public static ServerProcess Start(ServerSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ProcessStartInfo start = new(setup.Executable, setup.Arguments)
        {
            WorkingDirectory = setup.Home.Workspace,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["HOME"] = setup.Home.Path;
        start.Environment["DOTNET_ROOT"] = SreMcpExecutable.DotnetRoot;
        if (setup.Kubeconfig.Count > 0)
        {
            start.Environment["KUBECONFIG"] = string.Join(Path.PathSeparator, setup.Kubeconfig);
        }

        foreach (var (name, value) in setup.Variables)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>The SDK's client, once the handshake of that generation is done.</summary>
    /// <param name="protocol"><see cref="Handshake"/> or <see cref="Discovery"/>.</param>
    public async Task<McpClient> ConnectAsync(string protocol = Discovery, Action<McpClientOptions>? configure = null, CancellationToken cancel = default)
    {
        McpClientOptions options = new() { ClientInfo = new() { Name = "sre-mcp-testbed", Version = "1" }, ProtocolVersion = protocol };
        configure?.Invoke(options);
        StreamClientTransport transport = new(_process.StandardInput.BaseStream, _output);
        _client = await McpClient.CreateAsync(transport, options, cancellationToken: cancel);
        Assert.Equal(protocol, _client.NegotiatedProtocolVersion);
        return _client;
    }

    /// <summary>Writes one line to stdin, as it is.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next line of stdout; null at its end. Fails after 30 s.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var lines = _lines ??= StartReadingLines();
        using CancellationTokenSource patience = new(Patience);
        try
        {
            return await lines.Reader.WaitToReadAsync(patience.Token) && lines.Reader.TryRead(out var line) ? line : null;
        }
        catch (OperationCanceledException silent)
        {
            throw new TimeoutException($"No line on stdout within {Patience.TotalSeconds} s. stderr: {string.Join('\n', StandardError)}", silent);
        }
    }

    /// <summary>Ends stdin, as a client that goes away does.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>SIGKILL: no chance to tidy up.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits until it ends.</summary>
    /// <returns>The exit code; null when it still runs after that time.</returns>
    public async Task<int?> ExitAsync(TimeSpan within)
    {
        using CancellationTokenSource patience = new(within);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Fails unless every line on stdout is one JSON-RPC 2.0 message.</summary>
    public void AssertOnlyProtocolOnStandardOutput()
    {
        foreach (var line in StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(IsProtocol(line), $"Not a line of the protocol: {line}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _errorsRead;
        _process.Dispose();
        await _output.DisposeAsync();
    }

    private static bool IsProtocol(string line)
    {
        try
        {
            using var message = JsonDocument.Parse(line);
            return message.RootElement.ValueKind is JsonValueKind.Object
                && message.RootElement.TryGetProperty("jsonrpc", out var version)
                && version.ValueEquals("2.0");
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private Channel<string> StartReadingLines()
    {
        var lines = Channel.CreateUnbounded<string>();
        _ = Task.Run(async () =>
        {
            using StreamReader reader = new(_output, leaveOpen: true);
            while (await reader.ReadLineAsync() is { } line)
            {
                lines.Writer.TryWrite(line);
            }

            lines.Writer.Complete();
        });
        return lines;
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.Add(line);
            }
        }
    }
}
