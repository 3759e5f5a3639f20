#pragma warning disable RS0030 // the other place that starts a process: a linter from a system folder or named by an operator, with fixed arguments
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using SreMcp.Calls;
using SreMcp.Scripts.Review;

namespace SreMcp.Reviews;

/// <summary>What shellcheck said, and one line about it.</summary>
/// <param name="Says">Null when shellcheck has no part in it.</param>
internal sealed record ShellcheckAnswer(IReadOnlyList<ShellcheckComment> Comments, string? Says);

/// <summary>Asks shellcheck once: the script on its input, an empty environment, no configuration file, no file that the script names, bounded time and output.</summary>
internal static class Shellcheck
{
    /// <summary>Characters of a script. Its time grows faster than the script.</summary>
    private const int TextLimit = 128 * 1024;

    private const int OutputLimit = 1024 * 1024;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    /// <summary>It never fails: without an answer the review stands alone, and says so.</summary>
    public static async Task<ShellcheckAnswer> AskAsync(string text, ScriptLanguage language, Call call)
    {
        if (language is not (ScriptLanguage.Bash or ScriptLanguage.PosixShell))
        {
            return new([], null);
        }

        if (ShellcheckLocator.Find(call.Session.Configuration.Linters.Shellcheck, call.Session.Workspace) is not { } executable)
        {
            return new([], "shellcheck is not installed; with it, its findings are folded in.");
        }

        if (text.Length > TextLimit)
        {
            return new([], $"shellcheck was not asked: the script is longer than {TextLimit / 1024} KiB.");
        }

        try
        {
            using var deadline = new CancellationTokenSource(s_limit, call.Session.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, call.Ended);
            return Read(await RunAsync(executable, text, language, either.Token), text);
        }
        catch (Exception failure) when (failure is Win32Exception or IOException or JsonException || (failure is OperationCanceledException && !call.Ended.IsCancellationRequested))
        {
            return new([], $"shellcheck gave no answer ({(failure is OperationCanceledException ? $"{s_limit.TotalSeconds:0} s were not enough" : failure.GetType().Name)}).");
        }
    }

    private static ShellcheckAnswer Read(byte[] output, string text)
    {
        var comments = JsonSerializer.Deserialize(output, ShellcheckJson.Default.ShellcheckReport)?.Comments ?? [];
        var silenced = Silencing(text);
        return new(comments, $"shellcheck was asked, {(comments.Count is 1 ? "1 comment" : $"{comments.Count} comments")}{(silenced > 0 ? $"; {(silenced is 1 ? "1 line" : $"{silenced} lines")} of the script silence it" : "")}.");
    }

    /// <summary>How many comments of the script switch shellcheck off.</summary>
    private static int Silencing(string text) => text.Split('\n').Count(line => line.AsSpan().Trim() is ['#', ..] && line.Contains("shellcheck ", StringComparison.Ordinal) && line.Contains("disable=", StringComparison.Ordinal));

    private static async Task<byte[]> RunAsync(string executable, string text, ScriptLanguage language, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Start(executable, language)) ?? throw new IOException("It could not be started.");
        try
        {
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var feeding = FeedAsync(process.StandardInput.BaseStream, text, cancellationToken);
            var output = await ReadAsync(process.StandardOutput.BaseStream, cancellationToken);
            await feeding;
            await process.WaitForExitAsync(cancellationToken);
            return output;
        }
        finally
        {
            Kill(process);
        }
    }

    private static ProcessStartInfo Start(string executable, ScriptLanguage language)
    {
        var start = new ProcessStartInfo(executable)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetPathRoot(executable)!,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // SHELLCHECK_OPTS could make it read files, and a home folder has a configuration that could as well.
        start.Environment.Clear();
        start.Environment["LC_ALL"] = "C.UTF-8";
        string[] arguments = ["--norc", "--format=json1", "--severity=style", "--exclude=SC1090,SC1091", $"--shell={(language is ScriptLanguage.Bash ? "bash" : "sh")}", "-"];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static async Task FeedAsync(Stream input, string text, CancellationToken cancellationToken)
    {
        try
        {
            await using (input)
            {
                await input.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            }
        }
        catch (IOException)
        {
            // It ended before it read everything; its answer says what it found until then.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            await kept.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            if (kept.Length > OutputLimit)
            {
                throw new IOException("It wrote more than a review.");
            }
        }

        return kept.ToArray();
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself meanwhile.
        }
    }
}
