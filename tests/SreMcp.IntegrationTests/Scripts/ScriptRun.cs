using System.Diagnostics;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>How a script of a bundle ended and what it said.</summary>
internal sealed record ScriptRun(int Exit, string Output)
{
    /// <summary>A person at a terminal: answers the first question with the given words.</summary>
    private const string Person = """
        import os, pty, sys
        pid, terminal = pty.fork()
        if pid == 0:
            os.execvp('bash', ['bash'] + sys.argv[2:])
        said, answered = b'', False
        while True:
            try:
                text = os.read(terminal, 4096)
            except OSError:
                break
            if not text:
                break
            said += text
            if not answered and (b'To go on, type ' in said or b'[y/N]' in said):
                os.write(terminal, sys.argv[1].encode() + b'\n')
                answered = True
        sys.stdout.buffer.write(said)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """;

    /// <summary>Without a terminal, in a session of its own, standard input empty or as given.</summary>
    public static Task<ScriptRun> BashAsync(IReadOnlyDictionary<string, string> variables, string input, params IReadOnlyList<string> arguments) =>
        StartAsync("setsid", ["--wait", "bash", .. arguments], variables, input);

    /// <summary>At a terminal where somebody types an answer.</summary>
    public static Task<ScriptRun> PersonAsync(IReadOnlyDictionary<string, string> variables, string answer, params IReadOnlyList<string> arguments) =>
        StartAsync("python3", ["-c", Person, answer, .. arguments], variables, input: "");

    private static async Task<ScriptRun> StartAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables, string input)
    {
        var found = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
        Assert.SkipUnless(found, $"{program} is not installed.");
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output + await errors);
    }
}
