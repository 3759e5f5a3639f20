using System.IO.Compression;
using System.Text.Json;
using ModelContextProtocol.Client;
using SreMcp.ConformanceTests.Testbed;

namespace SreMcp.ConformanceTests;

/// <summary>What <c>packaging/build.sh</c> leaves behind, used as a person would use it.</summary>
public sealed class PackageTests
{
    [Fact]
    public void The_file_that_ships_stands_alone() =>
        Assert.Equal(["sre-mcp"], Directory.GetFiles(Path.GetDirectoryName(Published.File)!).Select(Path.GetFileName));

    [Fact]
    public async Task Every_artefact_has_its_sum()
    {
        using HomeFolder home = new();
        var lines = await File.ReadAllLinesAsync(Path.Combine(Published.Folder, "SHA256SUMS"), TestContext.Current.CancellationToken);

        Assert.Equal(
            Directory.GetFiles(Published.Folder, "sre-mcp*").Select(Path.GetFileName).Order(StringComparer.Ordinal),
            lines.Select(line => line.Split("  ")[1]).Order(StringComparer.Ordinal));
        await new Command(home, "sh", "-c", $"cd '{Published.Folder}' && sha256sum --check --strict SHA256SUMS").SucceedAsync();
    }

    [Fact]
    public async Task The_bill_of_materials_names_every_package_inside()
    {
        using var bill = JsonDocument.Parse(await File.ReadAllTextAsync(Published.Only(".cdx.json"), TestContext.Current.CancellationToken));
        var names = bill.RootElement.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("name").GetString()).ToHashSet(StringComparer.Ordinal);

        Assert.Equal("CycloneDX", bill.RootElement.GetProperty("bomFormat").GetString());
        using var tool = await ZipFile.OpenReadAsync(Published.Only(".nupkg"), TestContext.Current.CancellationToken);
        var libraries = tool.Entries.Where(entry => entry.FullName.StartsWith("tools/", StringComparison.Ordinal) && entry.Name.EndsWith(".dll", StringComparison.Ordinal) && !entry.FullName.Contains("/runtimes/", StringComparison.Ordinal))
            .Select(entry => Path.GetFileNameWithoutExtension(entry.Name))
            .Where(name => !name.StartsWith("SreMcp", StringComparison.Ordinal) && name is not "sre-mcp");
        Assert.All(libraries, library => Assert.Contains(names, package => Brings(package!, library)));
    }

    [Fact]
    public async Task The_tool_package_is_an_MCP_server()
    {
        using var package = await ZipFile.OpenReadAsync(Published.Only(".nupkg"), TestContext.Current.CancellationToken);
        using StreamReader nuspec = new(await package.GetEntry("sre-mcp.nuspec")!.OpenAsync(TestContext.Current.CancellationToken));
        var specification = await nuspec.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var server = await JsonDocument.ParseAsync(await package.GetEntry(".mcp/server.json")!.OpenAsync(TestContext.Current.CancellationToken), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains("<packageType name=\"McpServer\" />", specification, StringComparison.Ordinal);
        var offered = server.RootElement.GetProperty("packages")[0];
        Assert.Equal("sre-mcp", offered.GetProperty("identifier").GetString());
        Assert.Contains($"<version>{offered.GetProperty("version").GetString()}</version>", specification, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tool_installs_from_a_folder_and_serves()
    {
        using HomeFolder home = new();
        var tools = Path.Combine(home.Path, "tools");
        await Dotnet(home, "tool", "install", "sre-mcp", "--tool-path", tools, "--source", Published.Folder).SucceedAsync();

        await ServeAsync(home, new(home) { Executable = Path.Combine(tools, "sre-mcp") });
    }

    [Fact]
    public async Task Dnx_fetches_the_tool_and_serves()
    {
        using HomeFolder home = new();
        var dotnet = Dotnet(home, "dnx", "sre-mcp", "--yes", "--source", Published.Folder, "serve");

        await ServeAsync(home, new(home) { Executable = "dotnet", Arguments = ["dnx", "sre-mcp", "--yes", "--source", Published.Folder, "serve"], Variables = dotnet.Variables });
    }

    [Fact]
    public async Task The_desktop_bundle_unpacks_to_what_its_manifest_starts()
    {
        using HomeFolder home = new();
        using TemporaryFolder bundle = new();
        await new Command(home, "unzip", "-q", Published.Only($"{Published.Platform}.mcpb"), "-d", bundle.Path).SucceedAsync();
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(bundle.Path, "manifest.json"), TestContext.Current.CancellationToken));
        var server = manifest.RootElement.GetProperty("server");
        var start = server.GetProperty("mcp_config");

        await RealClients.Node(home, Path.Combine(RealClients.Folder, "node_modules", ".bin", "mcpb"), ["validate", Path.Combine(bundle.Path, "manifest.json")]).SucceedAsync();
        Assert.True(File.Exists(Path.Combine(bundle.Path, server.GetProperty("entry_point").GetString()!)));
        await ServeAsync(home, new(home)
        {
            Executable = start.GetProperty("command").GetString()!.Replace("${__dirname}", bundle.Path, StringComparison.Ordinal),
            Arguments = [.. start.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)],
        });
    }

    /// <summary>An empty file of its name in front of the system's SQLite: as if the system had none.</summary>
    [Fact]
    public async Task Without_the_systems_SQLite_the_file_takes_the_one_inside_it()
    {
        using HomeFolder home = new();
        await File.WriteAllBytesAsync(Path.Combine(home.Path, "libsqlite3.so.0"), [], TestContext.Current.CancellationToken);
        Command journal = new(home, Published.File, "call", "read_journal");
        journal.Variables["LD_LIBRARY_PATH"] = home.Path;

        var first = await journal.SucceedAsync();
        var second = await journal.SucceedAsync();

        Assert.Contains("chain head", first.Output, StringComparison.Ordinal);
        Assert.Contains("read_journal", second.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(home.Path, ".local/state/sre-mcp/native")));
    }

    /// <summary>A package is named for its library, or the library for the package; SQLitePCLRaw's share the family name only.</summary>
    private static bool Brings(string package, string library) =>
        library.StartsWith(package, StringComparison.OrdinalIgnoreCase) || package.StartsWith(library, StringComparison.OrdinalIgnoreCase)
        || (package.StartsWith("SQLitePCLRaw", StringComparison.Ordinal) && library.StartsWith("SQLitePCLRaw", StringComparison.Ordinal));

    /// <summary>By the handshake: the newer generation's client gives up on a server that is still being fetched.</summary>
    private static async Task ServeAsync(HomeFolder home, ServerSetup setup)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using (var server = ServerProcess.Start(setup))
        {
            var client = await server.ConnectAsync(ServerProcess.Handshake, cancel: cancel);
            Assert.Contains("read_kubernetes", (await client.ListToolsAsync(cancellationToken: cancel)).Select(tool => tool.Name));
            server.CloseInput();
            Assert.Equal(0, await server.ExitAsync(TimeSpan.FromSeconds(30)));
            server.AssertOnlyProtocolOnStandardOutput();
        }

        await Servers.AssertGoneAsync(home);
    }

    /// <summary>With a package cache of its own: a package of the same version from an earlier build must not be taken.</summary>
    private static Command Dotnet(HomeFolder home, params IReadOnlyList<string> arguments)
    {
        Command dotnet = new(home, "dotnet", arguments);
        dotnet.Variables["NUGET_PACKAGES"] = Path.Combine(home.Path, "packages");
        dotnet.Variables["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        dotnet.Variables["DOTNET_NOLOGO"] = "1";
        return dotnet;
    }
}
