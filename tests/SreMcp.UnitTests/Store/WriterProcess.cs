using System.Collections.Concurrent;
using System.Diagnostics;

namespace SreMcp.UnitTests.Stores;

/// <summary>A real process that writes to a store and says what was acknowledged.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;

    public WriterProcess(string folder, int rounds)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "SreMcp.StoreWriter.dll");
        _process = new() { StartInfo = new("dotnet", [program, folder, $"{rounds}", $"writer-{Guid.NewGuid():N}"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false } };
        _process.OutputDataReceived += (_, line) => Said.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => Errors.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public ConcurrentQueue<string> Said { get; } = new();

    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>What was acknowledged under this word, such as <c>chain</c>.</summary>
    public IEnumerable<string> Acknowledged(string word) => Said.Select(line => line.Split(' ')).Where(parts => parts.Length > 1 && parts[0] == word).Select(parts => parts[1]);

    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Kills after the process has written for a while, so that the kill falls into work and not into start-up.</summary>
    public async Task KillAfterAsync(int lines, TimeSpan more, CancellationToken cancellationToken)
    {
        while (Said.Count < lines && !_process.HasExited)
        {
            await Task.Delay(2, cancellationToken);
        }

        await Task.Delay(more, cancellationToken);
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose() => _process.Dispose();
}
