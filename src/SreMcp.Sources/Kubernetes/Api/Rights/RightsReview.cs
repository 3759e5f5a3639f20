using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Asks a cluster what the credential of a connection could change there. Nothing is tried out.</summary>
public sealed class RightsReview(ClusterConnection connection)
{
    /// <summary>Namespaces that are asked about, at most.</summary>
    public const int MostNamespaces = 50;

    private const int AtOnce = 5;

    private const string Metadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";

    /// <summary>What is asked one by one where rules are kept secret.</summary>
    private static readonly (string Verb, string Group, string Resource, string Subresource)[] Probes =
    [
        ("*", "*", "*", ""), ("create", "", "pods", ""), ("delete", "", "pods", ""), ("create", "", "pods", "exec"), ("patch", "apps", "deployments", ""),
        ("update", "", "secrets", ""), ("patch", "", "nodes", ""), ("create", "rbac.authorization.k8s.io", "clusterrolebindings", ""),
    ];

    /// <exception cref="SreException">SRE03xx and SRE04xx when the cluster does not answer the question.</exception>
    public async Task<WritingRights> ReadAsync(CancellationToken cancellationToken)
    {
        var own = connection.Context.Namespace is { Length: > 0 } named ? named : "default";
        var first = await RulesAsync(own, cancellationToken);
        if (first.Writes.Count > 0)
        {
            return Told(first.Writes, asked: 1, known: null, first.IsIncomplete);
        }

        var (names, known) = await NamespacesAsync(own, cancellationToken);
        var isIncomplete = first.IsIncomplete;
        var asked = 1;
        foreach (var some in names.Where(name => name != own).Take(MostNamespaces - 1).Chunk(AtOnce))
        {
            var answers = await Task.WhenAll(some.Select(name => RulesAsync(name, cancellationToken)));
            asked += some.Length;
            isIncomplete |= answers.Any(answer => answer.IsIncomplete);
            if (answers.SelectMany(answer => answer.Writes).ToArray() is { Length: > 0 } writes)
            {
                return Told(writes, asked, known, isIncomplete);
            }
        }

        return isIncomplete ? Told(await ProbeAsync(cancellationToken), asked, known, isIncomplete: true) : new(known is { } all && asked >= all ? false : null, [], 0, asked, known, false);
    }

    private static WritingRights Told(IReadOnlyList<WritingRight> writes, int asked, int? known, bool isIncomplete)
    {
        string[] all = [.. writes.OrderBy(right => right.Weight).ThenBy(right => right.Resource, StringComparer.Ordinal).Select(right => right.ToString()).Distinct(StringComparer.Ordinal)];
        return new(all.Length > 0 ? true : isIncomplete ? null : false, [.. all.Take(WritingRights.MostExamples)], Math.Max(0, all.Length - WritingRights.MostExamples), asked, known, isIncomplete);
    }

    private async Task<(IReadOnlyList<WritingRight> Writes, bool IsIncomplete)> RulesAsync(string @namespace, CancellationToken cancellationToken)
    {
        var question = Question("SelfSubjectRulesReview", writer => writer.WriteString("namespace"u8, @namespace));
        var response = await connection.ReviewAsync(SelfReviews.RulesPath, question, cancellationToken);
        return await Answer.ReadAsync(response, "The answer about the credential's rights", bytes => Read(bytes.Span, @namespace), cancellationToken);
    }

    private static (IReadOnlyList<WritingRight> Writes, bool IsIncomplete) Read(ReadOnlySpan<byte> json, string @namespace)
    {
        var reader = new Utf8JsonReader(json);
        var status = JsonElement.ParseValue(ref reader).At("status") ?? throw new JsonException("no status");
        List<WritingRight> writes = [];
        foreach (var rule in status.ItemsAt("resourceRules"))
        {
            var verbs = Texts(rule, "verbs");
            foreach (var (group, resource) in Texts(rule, "apiGroups").SelectMany(group => Texts(rule, "resources").Select(resource => (group, resource))))
            {
                if (verbs.Where(verb => WritingRight.IsOne(group, resource, verb)).ToArray() is { Length: > 0 } writing)
                {
                    writes.Add(new(group, resource, writing, @namespace));
                }
            }
        }

        return (writes, status.At("incomplete") is { ValueKind: JsonValueKind.True });
    }

    private async Task<IReadOnlyList<WritingRight>> ProbeAsync(CancellationToken cancellationToken)
    {
        List<WritingRight> granted = [];
        foreach (var (verb, group, resource, subresource) in Probes)
        {
            var question = Question("SelfSubjectAccessReview", writer =>
            {
                writer.WriteStartObject("resourceAttributes"u8);
                writer.WriteString("verb"u8, verb);
                writer.WriteString("group"u8, group);
                writer.WriteString("resource"u8, resource);
                if (subresource.Length > 0)
                {
                    writer.WriteString("subresource"u8, subresource);
                }

                writer.WriteEndObject();
            });
            var response = await connection.ReviewAsync(SelfReviews.AccessPath, question, cancellationToken);
            if (await Answer.ReadAsync(response, "The answer about one right", bytes => IsAllowed(bytes.Span), cancellationToken))
            {
                granted.Add(new(group, subresource.Length > 0 ? $"{resource}/{subresource}" : resource, [verb], Namespace: null));
            }
        }

        return granted;
    }

    private static bool IsAllowed(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonElement.ParseValue(ref reader).At("status", "allowed") is { ValueKind: JsonValueKind.True };
    }

    /// <summary>The names that the credential may see; its own namespace alone when it may see none.</summary>
    private async Task<(IReadOnlyList<string> Names, int? Known)> NamespacesAsync(string own, CancellationToken cancellationToken)
    {
        try
        {
            var response = await connection.ReadAsync($"/api/v1/namespaces?limit={MostNamespaces}", Metadata, cancellationToken);
            return await Answer.ReadAsync(response, "The list of namespaces", bytes => Names(bytes.Span), cancellationToken);
        }
        catch (SreException unseen) when (unseen.Code == Errors.Answers.Forbidden)
        {
            return ([own], null);
        }
    }

    private static (IReadOnlyList<string> Names, int? Known) Names(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var list = JsonElement.ParseValue(ref reader);
        string[] names = [.. list.ItemsAt("items").Select(item => item.TextAt("metadata", "name")).OfType<string>()];
        return (names, names.Length + (list.At("metadata", "remainingItemCount") is { ValueKind: JsonValueKind.Number } rest && rest.TryGetInt32(out var more) ? Math.Max(0, more) : 0));
    }

    private static ReadOnlyMemory<byte> Question(string kind, Action<Utf8JsonWriter> spec) => JsonBody.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, "authorization.k8s.io/v1");
        writer.WriteString("kind"u8, kind);
        writer.WriteStartObject("spec"u8);
        spec(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static string[] Texts(JsonElement rule, string name) =>
        [.. rule.ItemsAt(name).Where(item => item.ValueKind is JsonValueKind.String).Select(item => item.GetString()!)];
}
