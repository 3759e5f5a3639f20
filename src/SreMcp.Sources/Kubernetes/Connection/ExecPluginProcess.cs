#pragma warning disable RS0030 // one of the two places that start a process: an allow-listed credential plugin, with fixed arguments
using System.ComponentModel;
using System.Diagnostics;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Runs a credential plugin once: no shell, no terminal, nothing on its input, bounded time and output.</summary>
internal sealed class ExecPluginProcess(ExecPlugin plugin, string executable, Redactor redactor, TimeProvider time)
{
    /// <summary>Enough for a login in a browser to be noticed as missing, short enough for a tool call.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const int OutputLimit = 1024 * 1024;
    private const int ComplaintLimit = 8 * 1024;

    /// <summary>Its standard output.</summary>
    /// <param name="question">The value of <c>KUBERNETES_EXEC_INFO</c>.</param>
    /// <exception cref="SreException">SRE0314 with what it wrote to standard error, redacted.</exception>
    public async Task<byte[]> AnswerAsync(string question, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var process = Start(question);
        try
        {
            process.StandardInput.Close();
            var complaint = ReadAsync(process.StandardError.BaseStream, ComplaintLimit, keepsLast: true, either.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, OutputLimit + 1, keepsLast: false, either.Token);
            if (output.Length > OutputLimit)
            {
                throw Failed("wrote more than a credential", default);
            }

            var said = await complaint;
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode == 0 ? output : throw Failed($"ended with exit code {process.ExitCode}", Clean(said));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"did not answer within {Limit.TotalSeconds:0} s", default);
        }
        finally
        {
            Kill(process);
        }
    }

    private Process Start(string question)
    {
        var start = new ProcessStartInfo(executable)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = plugin.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in plugin.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in plugin.Variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = question;
        try
        {
            return Process.Start(start) ?? throw Failed("could not be started", default);
        }
        catch (Win32Exception failure)
        {
            throw Failed($"could not be started (error {failure.NativeErrorCode})", default);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int limit, bool keepsLast, CancellationToken cancellationToken)
    {
        var kept = new MemoryStream();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (kept.Length + count > limit && keepsLast)
            {
                kept.SetLength(0);
            }

            await kept.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            if (kept.Length >= limit && !keepsLast)
            {
                break;
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

    private UntrustedText Clean(byte[] complaint) => new(redactor.RedactOpaque(System.Text.Encoding.UTF8.GetString(complaint)));

    private SreException Failed(string how, UntrustedText complaint) =>
        new(Errors.Connections.PluginFailed, $"The exec credential plugin {TextCleaner.OneLine(plugin.Command, 100)} {how}.", remote: complaint);
}
