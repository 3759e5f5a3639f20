using System.Collections.Concurrent;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Asks a cluster what it serves: aggregated where it can, group by group where it cannot.</summary>
internal sealed class Discovery(ClusterConnection connection, TimeProvider time) : IDisposable
{
    private const int AtOnce = 12;

    private const string Aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    /// <summary>How long an answer is good for.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    /// <summary>How old an answer must be before a miss asks again: a kind may have been installed since.</summary>
    private static readonly TimeSpan OldEnoughToAskAgain = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);
    private ServedResources? _served;
    private ServedResources? _core;

    /// <summary>What is served, at most ten minutes old.</summary>
    /// <param name="afterMiss">True asks again now, unless the answer is seconds old.</param>
    public async Task<ServedResources> ReadAsync(bool afterMiss, CancellationToken cancellationToken)
    {
        if (_served is { } known && IsGood(known, afterMiss))
        {
            return known;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            return _served is { } meanwhile && IsGood(meanwhile, afterMiss) ? meanwhile : _served = await AskAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The core group alone, at most ten minutes old: one or two requests, where all groups can be forty.</summary>
    public async Task<ServedResources> ReadCoreAsync(CancellationToken cancellationToken) =>
        (_served ?? _core) is { } known && IsGood(known, afterMiss: false) ? known : _core = await AskCoreAsync(cancellationToken);

    public void Dispose() => _one.Dispose();

    private bool IsGood(ServedResources served, bool afterMiss) => time.GetUtcNow() - served.Read < (afterMiss ? OldEnoughToAskAgain : GoodFor);

    private async Task<ServedResources> AskAsync(CancellationToken cancellationToken)
    {
        var core = _core is { } known && IsGood(known, afterMiss: true) ? known : await AskCoreAsync(cancellationToken);
        var groups = await AskGroupsAsync("/apis", isCore: false, cancellationToken);
        return ServedResources.Of(core.All.Concat(groups.All), [.. core.BrokenGroups, .. groups.BrokenGroups], time.GetUtcNow());
    }

    private Task<ServedResources> AskCoreAsync(CancellationToken cancellationToken) => AskGroupsAsync("/api", isCore: true, cancellationToken);

    private async Task<ServedResources> AskGroupsAsync(string path, bool isCore, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<string, bool> broken = new(StringComparer.Ordinal);
        GroupVersion[] versions = [.. DiscoveryAnswer.Read(await GetAsync(path, cancellationToken), isCore)];
        await Parallel.ForEachAsync(
            versions.Where(version => version.Resources is null),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (version, token) => await FillAsync(version, broken, token));
        foreach (var stale in versions.Where(version => version.IsStale))
        {
            broken.TryAdd(stale.Name, true);
        }

        return ServedResources.Of(versions.SelectMany(version => version.Resources ?? []), broken.Keys, time.GetUtcNow());
    }

    /// <summary>One group version. A backend that does not answer hides its own kinds only.</summary>
    private async Task FillAsync(GroupVersion version, ConcurrentDictionary<string, bool> broken, CancellationToken cancellationToken)
    {
        try
        {
            version.Resources = DiscoveryAnswer.ReadResources(await GetAsync(version.Path, cancellationToken), version);
        }
        catch (SreException)
        {
            broken.TryAdd(version.Name, true);
        }
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        var response = await connection.ReadAsync(path, path is "/api" or "/apis" ? Aggregated : "application/json", cancellationToken);
        return await Answer.ReadAsync(response, $"What the cluster serves at {path}", static bytes => Parse(bytes.Span), cancellationToken);
    }

    private static JsonElement Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        var answer = JsonElement.ParseValue(ref reader);
        return answer.ValueKind is JsonValueKind.Object ? answer : throw new JsonException("Not an object.");
    }
}
