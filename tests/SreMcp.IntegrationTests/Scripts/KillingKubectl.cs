using System.Runtime.Versioning;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A kubectl that kills the script, itself included, before or after the call that matches a pattern.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class KillingKubectl : IDisposable
{
    private const string Killer = """
        #!/usr/bin/env bash
        shopt -s extglob
        if [[ "$*" == $KILL_AT && $KILL_WHEN == before ]]; then kill -9 0; fi
        "$REAL_KUBECTL" "$@"
        code=$?
        if [[ "$*" == $KILL_AT && $KILL_WHEN == after ]]; then kill -9 0; fi
        exit $code
        """;

    private readonly TemporaryFolder _folder = new();

    public KillingKubectl() => File.SetUnixFileMode(_folder.Write("kubectl", Killer), UnixFileMode.UserRead | UnixFileMode.UserExecute);

    /// <summary>Runs a script until it kills itself.</summary>
    /// <param name="at">A pattern of bash over all arguments of kubectl.</param>
    /// <param name="when"><c>before</c> or <c>after</c> that call.</param>
    public async Task KillAsync(string script, IReadOnlyDictionary<string, string> variables, string at, string when)
    {
        var seen = new Dictionary<string, string>(variables, StringComparer.Ordinal)
        {
            ["PATH"] = $"{_folder.Path}{Path.PathSeparator}{variables["PATH"]}",
            ["REAL_KUBECTL"] = Kubectl.Any,
            ["KILL_AT"] = at,
            ["KILL_WHEN"] = when,
        };

        var killed = await ScriptRun.BashAsync(seen, input: "", script, "--yes");

        Assert.DoesNotContain("Done.", killed.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, killed.Exit);
    }

    public void Dispose() => _folder.Dispose();
}
