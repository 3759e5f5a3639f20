using System.Runtime.InteropServices;

namespace SreMcp.ConformanceTests.Testbed;

/// <summary>What <c>packaging/build.sh</c> has made. tests/run.sh makes it once and says where; without it tests skip.</summary>
internal static class Published
{
    /// <summary>The folder with archives, packages and sums.</summary>
    public static string Folder => Given("SRE_MCP_PUBLISHED", "what packaging/build.sh made");

    /// <summary>The one file that ships, for this machine.</summary>
    public static string File => Existing(Path.Combine(Folder, Platform, "sre-mcp"));

    /// <summary>The same sources as NativeAOT. It does not ship.</summary>
    public static string Native => Existing(Path.Combine(Given("SRE_MCP_NATIVE", "the NativeAOT rehearsal"), "sre-mcp"));

    public static string Platform => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    /// <summary>The only file in the folder with this ending.</summary>
    public static string Only(string ending) => Assert.Single(Directory.GetFiles(Folder, $"*{ending}"));

    internal static string Given(string variable, string what)
    {
        var folder = System.Environment.GetEnvironmentVariable(variable);
        Assert.SkipUnless(Directory.Exists(folder), $"{variable} names no folder with {what}; tests/run.sh does.");
        return folder!;
    }

    private static string Existing(string path)
    {
        Assert.True(System.IO.File.Exists(path), $"{path} was not built.");
        return path;
    }
}
