namespace SreMcp.IntegrationTests.Testbed;

/// <summary>The executable under test: the one that was built beside the tests, or what <c>SRE_MCP_EXE</c> names.</summary>
internal static class SreMcpExecutable
{
    public static string Path { get; } = System.Environment.GetEnvironmentVariable("SRE_MCP_EXE") is { Length: > 0 } named
        ? named
        : Checkout.Path("src", "SreMcp", "bin", Checkout.Configuration, "net10.0", OperatingSystem.IsWindows() ? "sre-mcp.exe" : "sre-mcp");

    /// <summary>Where this process found its runtime: the executable needs it and has none of our environment.</summary>
    public static string DotnetRoot { get; } =
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
