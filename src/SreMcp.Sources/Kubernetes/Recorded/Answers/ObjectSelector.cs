using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Label and field selectors with the server's own grammar: <c>a=b</c>, <c>a!=b</c>, <c>a in (b,c)</c>, <c>a notin (b)</c>, <c>a</c>, <c>!a</c>.</summary>
internal sealed class ObjectSelector
{
    private readonly List<Func<JsonObject, bool>> _terms = [];

    /// <param name="labels">The query's labelSelector; null for all.</param>
    /// <param name="fields">The query's fieldSelector; null for all.</param>
    /// <exception cref="ServerRefusal">400 as the server answers, for a field that a kind does not offer or a selector that does not parse.</exception>
    public ObjectSelector(string? labels, string? fields, RecordedCollection collection)
    {
        foreach (var term in Split(labels ?? ""))
        {
            var test = LabelTerm(term);
            _terms.Add(item => test(item.Map("metadata", "labels")));
        }

        foreach (var term in (fields ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            _terms.Add(FieldTerm(term, collection));
        }
    }

    public bool IsEmpty => _terms.Count == 0;

    public bool Matches(RecordedObject item) => _terms.TrueForAll(term => term(item.Json));

    /// <summary>Commas inside parentheses belong to a set.</summary>
    private static IEnumerable<string> Split(string selector)
    {
        var (start, depth) = (0, 0);
        for (var index = 0; index <= selector.Length; index++)
        {
            if (index == selector.Length || (selector[index] == ',' && depth == 0))
            {
                if (selector[start..index].Trim() is { Length: > 0 } term)
                {
                    yield return term;
                }

                start = index + 1;
            }
            else
            {
                depth += selector[index] switch { '(' => 1, ')' => -1, _ => 0 };
            }
        }
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> LabelTerm(string term)
    {
        if (term.EndsWith(')') && term.Split('(', 2) is [var left, var right] && left.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var key, "in" or "notin"])
        {
            var values = right[..^1].Split(',', StringSplitOptions.TrimEntries);
            var isIn = left.TrimEnd().EndsWith(" in", StringComparison.Ordinal);
            return labels => isIn == (labels.TryGetValue(key, out var value) && values.Contains(value, StringComparer.Ordinal));
        }

        if (Pair(term) is var (name, wanted, isEqual))
        {
            return labels => isEqual == (labels.TryGetValue(name, out var value) && value == wanted);
        }

        var bare = term.TrimStart('!').Trim();
        if (bare.Split(' ', 2) is [_, var second] && !second.StartsWith('('))
        {
            throw new ServerRefusal(ServerAnswer.BadRequest($"unable to parse requirement: found '{second}', expected: '=', '!=', '==', 'in', notin'"));
        }

        return bare.Length == 0 || bare.AsSpan().ContainsAny(" ()") || bare[0] == '='
            ? throw new ServerRefusal(ServerAnswer.BadRequest($"unable to parse requirement: found '{term}', expected: identifier"))
            : labels => labels.ContainsKey(bare) != term.StartsWith('!');
    }

    private static Func<JsonObject, bool> FieldTerm(string term, RecordedCollection collection)
    {
        if (Pair(term) is not var (name, wanted, isEqual))
        {
            throw new ServerRefusal(ServerAnswer.BadRequest($"invalid selector: '{term}'; can't understand '{term}'"));
        }

        return Fields(collection.Plural).Contains(name, StringComparer.Ordinal)
            ? item => isEqual == (Field(item, name) == wanted)
            : throw new ServerRefusal(ServerAnswer.BadRequest($"field label not supported: {name}"));
    }

    private static (string Name, string Value, bool IsEqual)? Pair(string term) =>
        term.Split("!=", 2) is [var left, var right] ? (left.Trim(), right.Trim(), false)
        : term.Split("=", 2) is [var name, var value] && name.Trim().Length > 0 ? (name.Trim(), value.TrimStart('=').Trim(), true)
        : null;

    private static string Field(JsonObject item, string name) => item.At(name.Split('.')) switch
    {
        JsonValue value => value.Text() ?? value.ToJsonString(),
        _ when name is "spec.unschedulable" => "false",
        _ => "",
    };

    private static string[] Fields(string plural) =>
    [
        "metadata.name", "metadata.namespace",
        .. plural switch
        {
            "pods" => (string[])["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase", "status.podIP", "status.nominatedNodeName"],
            "events" => ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "source", "type"],
            "nodes" => ["spec.unschedulable"],
            "namespaces" => ["status.phase"],
            "secrets" => ["type"],
            "replicasets" => ["status.replicas"],
            "jobs" => ["status.successful"],
            _ => [],
        },
    ];
}
