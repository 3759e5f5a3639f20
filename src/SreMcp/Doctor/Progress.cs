using System.Collections.Concurrent;
using SreMcp.Policy;

namespace SreMcp.Doctor;

/// <summary>Says on stderr who is waited for, once that takes longer than a second.</summary>
internal sealed class Progress(TimeProvider time, Action<string> say)
{
    private const int MostNames = 5;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, bool> _waiting = new(StringComparer.Ordinal);

    public void Begin(string name) => _waiting[name] = true;

    public void End(string name) => _waiting.TryRemove(name, out _);

    /// <summary>Waits for all of them.</summary>
    public async Task<T> DuringAsync<T>(Task<T> work)
    {
        var start = time.GetTimestamp();
        for (var pause = First; await Task.WhenAny(work, Task.Delay(pause, time)) != work; pause = Every)
        {
            string[] names = [.. _waiting.Keys.Order(StringComparer.Ordinal).Select(name => TextCleaner.OneLine(name, 60))];
            var more = names.Length > MostNames ? $" and {names.Length - MostNames} more" : "";
            say($"{time.GetElapsedTime(start).TotalSeconds:0} s: waiting for {string.Join(", ", names.Take(MostNames))}{more}");
        }

        return await work;
    }
}
