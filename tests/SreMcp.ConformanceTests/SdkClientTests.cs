using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using SreMcp.ConformanceTests.Testbed;

namespace SreMcp.ConformanceTests;

/// <summary>The C# SDK's client against the file that ships, and against the NativeAOT build of the same sources, in both generations.</summary>
public sealed class SdkClientTests
{
    [Theory]
    [InlineData(ServerProcess.Handshake)]
    [InlineData(ServerProcess.Discovery)]
    public Task The_published_file_serves_the_SDKs_client(string protocol) => ConverseAsync(Published.File, protocol);

    [Theory]
    [InlineData(ServerProcess.Handshake)]
    [InlineData(ServerProcess.Discovery)]
    public Task The_NativeAOT_build_serves_the_SDKs_client(string protocol) => ConverseAsync(Published.Native, protocol);

    /// <summary>Lists, reads policy (YAML), the journal (SQLite) and the contexts (a kubeconfig), and leaves.</summary>
    private static async Task ConverseAsync(string executable, string protocol)
    {
        var cancel = TestContext.Current.CancellationToken;
        using HomeFolder home = new();
        var kubeconfig = Kubeconfigs.Write(home, "from-a-file");
        await using var server = ServerProcess.Start(new(home) { Executable = executable, Kubeconfig = [kubeconfig] });
        var client = await server.ConnectAsync(protocol, cancel: cancel);

        var tools = await client.ListToolsAsync(cancellationToken: cancel);
        Assert.Contains("read_kubernetes", tools.Select(tool => tool.Name));
        Assert.Contains("production-is-read-and-generate-only", await AskAsync(client, "read_policy"), StringComparison.Ordinal);
        Assert.Contains("from-a-file", await AskAsync(client, "read_environments"), StringComparison.Ordinal);
        Assert.Contains("read_policy", await AskAsync(client, "read_journal"), StringComparison.Ordinal);

        server.CloseInput();
        Assert.Equal(0, await server.ExitAsync(TimeSpan.FromSeconds(30)));
        server.AssertOnlyProtocolOnStandardOutput();
    }

    private static async Task<string> AskAsync(McpClient client, string tool)
    {
        var result = await client.CallToolAsync(tool, cancellationToken: TestContext.Current.CancellationToken);
        var text = string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        Assert.False(result.IsError ?? false, text);
        return text;
    }
}
