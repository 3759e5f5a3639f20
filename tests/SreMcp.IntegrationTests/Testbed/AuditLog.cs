using System.Buffers;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>A place in the audit log: everything before it was answered before it was taken.</summary>
public readonly record struct AuditMark(long Offset)
{
    /// <summary>The moment the API server was started.</summary>
    public static AuditMark Start { get; }
}

/// <summary>The API server's own account of what reached it: the proof that does not depend on our code.</summary>
public sealed class AuditLog(string file, KubeApi admin)
{
    /// <summary>Now. Requests that were answered before are not seen after it.</summary>
    public async Task<AuditMark> MarkAsync() => (await SettledAsync(new(new FileInfo(file).Length))).End;

    /// <summary>Every request since the mark that neither the control plane nor the testbed sent, in the order of the answers.</summary>
    public async Task<IReadOnlyList<AuditEvent>> RequestsSinceAsync(AuditMark mark) =>
        [.. (await SettledAsync(mark)).Events.Where(request => !request.IsHousekeeping).DistinctBy(request => request.Id)];

    /// <summary>As <see cref="RequestsSinceAsync"/>, only what could have changed something, dry runs and refused attempts included.</summary>
    public async Task<IReadOnlyList<AuditEvent>> MutationsSinceAsync(AuditMark mark) =>
        [.. (await RequestsSinceAsync(mark)).Where(request => request.IsMutation)];

    /// <summary>Reads on until a request that we send now is in the log: what was answered before it stands before it.</summary>
    private async Task<(List<AuditEvent> Events, AuditMark End)> SettledAsync(AuditMark from)
    {
        var barrier = $"/version?barrier={Guid.NewGuid():N}";
        await admin.GetAsync(barrier);
        List<AuditEvent> events = [];
        var end = from.Offset;
        for (var tries = 0; tries < 300; tries++)
        {
            await foreach (var line in LinesAsync(end))
            {
                end += line.Length + 1;
                var request = AuditEvent.Parse(line);
                if (request.Uri == barrier)
                {
                    return (events, new(end));
                }

                events.Add(request);
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"The audit log {file} did not show a request that was answered 15 s ago.");
    }

    private async IAsyncEnumerable<byte[]> LinesAsync(long offset)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = offset;
        var reader = System.IO.Pipelines.PipeReader.Create(stream, new(bufferSize: 64 * 1024));
        while (true)
        {
            var read = await reader.ReadAsync();
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } newline)
            {
                yield return buffer.Slice(0, newline).ToArray();
                buffer = buffer.Slice(buffer.GetPosition(1, newline));
            }

            // A line without its end is still being written; it is read again next time.
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                yield break;
            }
        }
    }
}
