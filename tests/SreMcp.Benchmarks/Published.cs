using System.Diagnostics;
using System.Runtime.InteropServices;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.Benchmarks;

/// <summary>What is measured is what ships (packaging/ShipAs.props): one trimmed file, compiled ahead.</summary>
internal static class Published
{
    public static Task<string> ProductAsync() => PublishAsync("src/SreMcp", "sre-mcp");

    /// <summary>A server of five tools with the same settings.</summary>
    public static Task<string> SkeletonAsync() => PublishAsync("tests/SreMcp.Skeleton", "skeleton");

    private static async Task<string> PublishAsync(string project, string file)
    {
        var output = Checkout.Path("artifacts", "benchmark", file);
        using var publish = Process.Start("dotnet", ["publish", Checkout.Path(project), "--configuration", "Release", "--runtime", RuntimeInformation.RuntimeIdentifier, "-p:ShipAs=file", "--output", output, "--nologo", "--verbosity", "quiet"]);
        await publish.WaitForExitAsync();
        return publish.ExitCode is 0 ? Path.Combine(output, file) : throw new InvalidOperationException($"{project} could not be published.");
    }
}
