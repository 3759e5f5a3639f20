using System.ComponentModel;
using System.Diagnostics;

namespace SreMcp.UnitTests.Architecture;

public sealed class ShellScriptTests
{
    public static TheoryData<string> Scripts => [.. new[] { "packaging", "tests" }.SelectMany(folder => SourceTree.Files(folder, "*.sh")).Select(SourceTree.Relative), ".ci/run"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_of_the_repository_is_clean(string script)
    {
        using var shellcheck = Shellcheck(script);
        var findings = await shellcheck.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Empty(findings);
    }

    private static Process Shellcheck(string script)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("shellcheck", ["--external-sources", script])
            {
                WorkingDirectory = SourceTree.Root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("shellcheck is missing (Debian package shellcheck).");
            throw;
        }
    }
}
