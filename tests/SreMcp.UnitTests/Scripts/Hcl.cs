using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using SreMcp.UnitTests.Architecture;

namespace SreMcp.UnitTests.Scripts;

/// <summary>HashiCorp's own parser of HCL, under the Node.js that tests/clients/install.sh has installed. tests/run.sh says where; without it tests skip.</summary>
internal static class Hcl
{
    private const string Variable = "SRE_MCP_CLIENTS";

    /// <summary>What is in each file, as JSON; the test fails when one cannot be read.</summary>
    public static JsonDocument Read(Bash bash, params IReadOnlyList<string> files)
    {
        var folder = System.Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(Directory.Exists(folder), $"{Variable} names no folder with the clients that tests/clients/install.sh installs; tests/run.sh does.");
        var platform = RuntimeInformation.ProcessArchitecture is System.Runtime.InteropServices.Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        var (exit, output, errors) = bash.RunProgram(Path.Combine(folder!, "node_modules", $"node-{platform}", "bin", "node"), [SourceTree.Path("tests/clients/hcl.mjs"), folder!, .. files]);
        Assert.True(exit == 0, errors);
        return JsonDocument.Parse(Encoding.UTF8.GetString(output));
    }

    /// <summary>How the parser shows a text in which nothing is a template.</summary>
    public static string Shown(string text) => text.Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);
}
