using System.Text;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>Reviews scripts over stdio, with the real shellcheck where it is installed.</summary>
public sealed class ScriptCheckTests : IDisposable
{
    private const string Bad = """
        #!/bin/bash
        # rm -rf / in a comment
        TOKEN=ghp_Zx81kLmNqP2rStUvWxYz0123456789AbCdEf
        rm -rf $1/*
        kubectl delete ns $2
        kubectl delete ns $3
        touch CANARY
        unused=1
        """;

    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_bad_script_gets_a_verdict_line_numbers_and_fixes_in_a_thousand_tokens_and_is_not_run()
    {
        _home.WriteWorkspace("ops/clean.sh", Bad);
        await using var agent = await StartAsync();

        var answer = (await agent.CallAsync("check_script", ("path", "ops/clean.sh"))).Good();

        Assert.Contains("ops/clean.sh: Bash (by its first line), 8 lines; nothing was run", answer, StringComparison.Ordinal);
        Assert.Contains("must be fixed: no dry run", answer, StringComparison.Ordinal);
        Assert.Contains("must, lines 5, 6: kubectl delete ns without a guard", answer, StringComparison.Ordinal);
        Assert.Contains("must, line 4: rm -r has no bound", answer, StringComparison.Ordinal);
        Assert.Contains("must, line 3: a credential in the script", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("ghp_", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("line 2:", answer, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(answer), 500, 4_400);
        Assert.False(File.Exists(Path.Combine(_home.Workspace, "CANARY")));
    }

    [Fact]
    public async Task Shellcheck_is_folded_in_and_neither_the_script_nor_the_environment_nor_the_workspace_can_steer_it()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/shellcheck"), "shellcheck is missing (Debian package shellcheck).");
        _home.WriteWorkspace("secret.sh", "undefined_thing=$unquoted_canary; echo $unquoted_canary");
        _home.WriteWorkspace(".shellcheckrc", "disable=all\nexternal-sources=true\n");
        await using var agent = await StartAsync(new Dictionary<string, string> { ["SHELLCHECK_OPTS"] = "-x --exclude=SC2034" });
        var script = $"#!/bin/bash\nset -euo pipefail\n# shellcheck source={_home.Workspace}/secret.sh\n. ./secret.sh\nunused=1\nrm -rf $1\n";

        var answer = (await agent.CallAsync("check_script", ("script", script))).Good();

        Assert.Contains("line 5: shellcheck SC2034: ", answer, StringComparison.Ordinal);
        Assert.Contains("(SC2086)", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("unquoted_canary", answer, StringComparison.Ordinal);
        Assert.Contains("shellcheck was asked", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_cannot_name_the_program_that_is_started_and_an_operator_can()
    {
        var program = _home.WriteWorkspace("fake-shellcheck", "#!/bin/sh\ntouch \"${0%/*}/STARTED\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _home.WriteWorkspace("sre-mcp.yaml", $"linters: {{ shellcheck: {program} }}\n");
        var own = Path.Combine(_home.Path, "operators-linter");
        File.WriteAllText(own, "#!/bin/sh\nprintf '{\"comments\":[{\"line\":2,\"level\":\"warning\",\"code\":9999,\"message\":\"given %s and %s\"}]}' \"$*\" \"${SHELLCHECK_OPTS:-${HOME:-nothing}}\"\n");
        File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _home.WriteConfiguration($"linters: {{ shellcheck: {own} }}\n");
        await using var agent = await StartAsync(new Dictionary<string, string> { ["PATH"] = $"{_home.Workspace}:/usr/bin:/bin", ["SHELLCHECK_OPTS"] = "-x" });

        var answer = (await agent.CallAsync("check_script", ("script", "#!/bin/sh\necho hello\n"))).Good();

        Assert.Contains("line 2: shellcheck SC9999: ", answer, StringComparison.Ordinal);
        Assert.Contains("given --norc --format=json1 --severity=style --exclude=SC1090,SC1091 --shell=sh - and nothing", answer, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_home.Workspace, "STARTED")));
    }

    [Fact]
    public async Task What_cannot_be_reviewed_is_an_error_with_a_code()
    {
        _home.WriteWorkspace("empty.sh", " \n");
        await using var agent = await StartAsync();

        (await agent.CallAsync("check_script")).Bad("SRE0620");
        (await agent.CallAsync("check_script", ("script", "echo"), ("path", "a.sh"))).Bad("SRE0620");
        (await agent.CallAsync("check_script", ("script", "#!/usr/bin/perl\n"))).Bad("SRE0621");
        (await agent.CallAsync("check_script", ("path", "empty.sh"))).Bad("SRE0622");
        (await agent.CallAsync("check_script", ("path", "../outside.sh"))).Bad("SRE0473");
    }

    private Task<Agent> StartAsync(IReadOnlyDictionary<string, string>? variables = null) =>
        Agent.StartAsync(new(_home) { Variables = variables ?? new Dictionary<string, string>() });
}
