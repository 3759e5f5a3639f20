using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Finds out which cluster answers and what its namespaces are labelled, on the connection that is asked about.</summary>
internal sealed class ClusterIdentification(ClusterConnection connection, TimeProvider time)
{
    private const int LongestId = 64;
    private const int MostNamespaces = 1000;

    /// <summary>Metadata is enough; servers that cannot cut it out send the small object itself.</summary>
    private const string MetadataOnly =
        "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json;as=PartialObjectMetadata;v=v1beta1;g=meta.k8s.io,application/json";

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    public KubernetesTarget AtRest(string? @namespace, string? kind, string? name) =>
        Target(connection.ClusterId, @namespace, @namespace is not null && _seen.TryGetValue(@namespace, out var seen) ? seen.Labels : NoLabels, kind, name);

    public async Task<KubernetesTarget> ReadAsync(string? @namespace, string? kind, string? name, bool fresh, CancellationToken cancellationToken)
    {
        var system = await SeeAsync("kube-system", fresh, cancellationToken);
        if (system?.Uid is { } id && IsId(id))
        {
            connection.Identify(id);
        }
        else
        {
            return Target(null, @namespace, NoLabels, kind, name);
        }

        // Labels that cannot be read may say «production»: the target is as unknown as one without an id.
        var labels = @namespace is null ? NoLabels : (await SeeAsync(@namespace, fresh, cancellationToken))?.Labels;
        return Target(labels is null ? null : id, @namespace, labels ?? NoLabels, kind, name);
    }

    private static ImmutableSortedDictionary<string, string> NoLabels => ImmutableSortedDictionary<string, string>.Empty;

    private static bool IsId(string id) => id.Length is > 0 and <= LongestId && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-');

    private KubernetesTarget Target(string? clusterId, string? @namespace, ImmutableSortedDictionary<string, string> labels, string? kind, string? name)
    {
        var context = connection.Context;
        return new()
        {
            Context = context.Name,
            Cluster = new(context.Server, context.CertificateAuthority, clusterId, context.Verified),
            Aliases = context.Aliases,
            Namespace = @namespace,
            NamespaceLabels = labels,
            Kind = kind,
            Name = name,
        };
    }

    /// <summary>A namespace; null when it cannot be read, without a UID when it does not exist.</summary>
    private async Task<Seen?> SeeAsync(string @namespace, bool fresh, CancellationToken cancellationToken)
    {
        var path = ResourcePath.OfNamespace(@namespace);
        if (!fresh && _seen.TryGetValue(@namespace, out var known) && time.GetUtcNow() - known.At < GoodFor)
        {
            return known;
        }

        _seen.TryRemove(@namespace, out _);
        Seen seen;
        try
        {
            var response = await connection.ReadAsync(path, MetadataOnly, cancellationToken);
            var at = time.GetUtcNow();
            seen = await Answer.ReadAsync(response, $"The namespace {@namespace}", bytes => Read(bytes.Span, at), cancellationToken);
        }
        catch (SreException missing) when (missing.Code == Errors.Answers.NotFound)
        {
            return new(null, NoLabels, time.GetUtcNow());
        }
        catch (SreException unreadable) when (unreadable.Code.Code.StartsWith("SRE04", StringComparison.Ordinal))
        {
            return null;
        }

        if (_seen.Count >= MostNamespaces)
        {
            _seen.Clear();
        }

        return _seen[@namespace] = seen;
    }

    private static Seen Read(ReadOnlySpan<byte> json, DateTimeOffset at)
    {
        var reader = new Utf8JsonReader(json);
        var answer = JsonElement.ParseValue(ref reader);
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (answer.At("metadata", "labels") is { ValueKind: JsonValueKind.Object } all)
        {
            foreach (var label in all.EnumerateObject().Where(label => label.Value.ValueKind is JsonValueKind.String))
            {
                labels[label.Name] = label.Value.GetString()!;
            }
        }

        return new(answer.TextAt("metadata", "uid"), labels.ToImmutable(), at);
    }

    private sealed record Seen(string? Uid, ImmutableSortedDictionary<string, string> Labels, DateTimeOffset At);
}
