using System.Diagnostics;
using System.Text;

namespace SreMcp.ConformanceTests.Testbed;

/// <summary>What a program said and how it ended.</summary>
internal sealed record Said(int ExitCode, string Output, string Errors);

/// <summary>A program of somebody else in a home folder of its own: nothing of the real one is seen or changed.</summary>
internal sealed class Command(HomeFolder home, string file, params IReadOnlyList<string> arguments)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Variables beside HOME and PATH.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Folders that PATH begins with.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    public Process Start()
    {
        ProcessStartInfo start = new(file, arguments)
        {
            WorkingDirectory = home.Workspace,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["HOME"] = home.Path;
        start.Environment["PATH"] = string.Join(':', [.. Path, "/usr/local/bin", "/usr/bin", "/bin"]);
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end with nothing on stdin. Fails after two minutes.</summary>
    public async Task<Said> RunAsync()
    {
        using var process = Start();
        process.StandardInput.Close();
        using CancellationTokenSource patience = new(Patience);
        StringBuilder errors = new();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new(process.ExitCode, output, errors.ToString());
        }
        catch (OperationCanceledException silent)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file} {string.Join(' ', arguments)} did not end. stderr: {errors}", silent);
        }
    }

    /// <summary>As <see cref="RunAsync"/>; fails unless it ends with zero.</summary>
    public async Task<Said> SucceedAsync()
    {
        var said = await RunAsync();
        Assert.True(said.ExitCode is 0, $"{file} {string.Join(' ', arguments)} ended with {said.ExitCode}.\n{said.Output}\n{said.Errors}");
        return said;
    }
}
