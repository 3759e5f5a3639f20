using System.Text;
using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>What a request asks for, as far as the query says.</summary>
internal sealed record ReadForm(IReadOnlyDictionary<string, string> Query, string Accept)
{
    public bool IsTable => First("as=Table");

    public bool IsMetadata => First("as=PartialObjectMetadata");

    public string? this[string name] => Query.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Whether the form that the caller likes best is this one.</summary>
    private bool First(string form) => Accept.Split(',')[0].Contains(form, StringComparison.Ordinal);
}

/// <summary>Discovery, objects, lists and tables.</summary>
internal sealed class RecordedReads(RecordedObjects objects)
{
    private const string Meta = "meta.k8s.io/v1";
    private readonly RecordedTable _table = new(objects);

    public ServerAnswer Discover(string path) => objects.Answers[path] is { } answer ? ServerAnswer.Of(answer.DeepClone()) : ServerAnswer.NoSuchPath;

    public ServerAnswer Get(RecordedCollection collection, string? @namespace, string name, string? subresource, ReadForm form)
    {
        if (collection.Find(@namespace, name) is not { } item)
        {
            return ServerAnswer.NotFound(collection, name);
        }

        return subresource switch
        {
            "scale" when item.Json.Number("spec", "replicas") is not null => ServerAnswer.Of(Scale(item)),
            "log" when collection.Plural is "pods" => objects.Logs.Read(item, form),
            null or "status" when form.IsTable => ServerAnswer.Of(Table(collection, [item], form, new() { ["resourceVersion"] = item.Json.Text("metadata", "resourceVersion") })),
            null or "status" when form.IsMetadata => ServerAnswer.Of(Metadata(item)),
            null or "status" => ServerAnswer.Of(Whole(collection, item)),
            _ => ServerAnswer.NoSuchResource,
        };
    }

    public ServerAnswer List(RecordedCollection collection, string? @namespace, ReadForm form)
    {
        if (form["watch"] is "true" or "1")
        {
            return ServerAnswer.BadRequest("the recorded world has nothing to watch");
        }

        var selector = new ObjectSelector(form["labelSelector"], form["fieldSelector"], collection);
        var after = form["continue"] is { } token ? Token(token) : null;
        var found = collection.In(@namespace).Where(selector.Matches)
            .SkipWhile(item => after is not null && string.CompareOrdinal(RecordedCollection.Key(item.Namespace, item.Name), after) <= 0).ToArray();
        var limit = int.TryParse(form["limit"], out var wanted) && wanted > 0 ? wanted : int.MaxValue;
        JsonObject metadata = new() { ["resourceVersion"] = objects.Version };
        if (found.Length > limit)
        {
            metadata["continue"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(RecordedCollection.Key(found[limit - 1].Namespace, found[limit - 1].Name)));
            if (selector.IsEmpty)
            {
                metadata["remainingItemCount"] = found.Length - limit;
            }
        }

        var page = found.Take(limit).ToArray();
        return ServerAnswer.Of(form.IsTable ? Table(collection, page, form, metadata)
            : form.IsMetadata ? ListOf("PartialObjectMetadataList", Meta, metadata, page.Select(Metadata))
            : ListOf($"{collection.Kind}List", collection.ApiVersion, metadata, page.Select(item => item.Json.Copy())));
    }

    /// <summary>An object with its kind, which lists leave out.</summary>
    public static JsonObject Whole(RecordedCollection collection, RecordedObject item)
    {
        JsonObject whole = new() { ["kind"] = collection.Kind, ["apiVersion"] = collection.ApiVersion };
        foreach (var (name, value) in item.Json)
        {
            if (name is not ("kind" or "apiVersion"))
            {
                whole[name] = value?.DeepClone();
            }
        }

        return whole;
    }

    public static JsonObject Scale(RecordedObject item)
    {
        JsonObject metadata = [];
        foreach (var name in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
        {
            metadata[name] = item.Json.Text("metadata", name);
        }

        return new()
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = item.Json.Number("spec", "replicas") },
            ["status"] = new JsonObject
            {
                ["replicas"] = item.Json.Number("status", "replicas") ?? 0,
                ["selector"] = string.Join(',', item.Json.Map("spec", "selector", "matchLabels").OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")),
            },
        };
    }

    private JsonObject Table(RecordedCollection collection, IReadOnlyList<RecordedObject> items, ReadForm form, JsonObject metadata) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = Meta,
        ["metadata"] = metadata,
        ["columnDefinitions"] = collection.Columns.DeepClone(),
        ["rows"] = new JsonArray([.. items.Select(item => (JsonNode)new JsonObject
        {
            ["cells"] = _table.Cells(collection, item),
            ["object"] = form["includeObject"] switch
            {
                "None" => null,
                "Object" => Whole(collection, item),
                _ => Metadata(item),
            },
        })]),
    };

    private static JsonObject ListOf(string kind, string apiVersion, JsonObject metadata, IEnumerable<JsonNode> items) =>
        new() { ["kind"] = kind, ["apiVersion"] = apiVersion, ["metadata"] = metadata, ["items"] = new JsonArray([.. items]) };

    private static JsonObject Metadata(RecordedObject item) =>
        new() { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = Meta, ["metadata"] = item.Json["metadata"]!.DeepClone() };

    private static string Token(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new ServerRefusal(ServerAnswer.BadRequest("continue key is not valid: illegal base64 data"));
    }
}
