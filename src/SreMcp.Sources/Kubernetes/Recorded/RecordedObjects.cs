using System.Globalization;
using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>One object as it is at present.</summary>
internal sealed class RecordedObject(JsonObject json, JsonArray? cells)
{
    public JsonObject Json { get; } = json;

    /// <summary>The cells that the real server showed; null once the object has changed.</summary>
    public JsonArray? Cells { get; } = cells;

    public string Name => Json.Text("metadata", "name") ?? "";

    public string? Namespace => Json.Text("metadata", "namespace");

    public string Uid => Json.Text("metadata", "uid") ?? "";
}

/// <summary>All objects of a kind, in the order in which a server lists them.</summary>
internal sealed class RecordedCollection(string path, string kind, bool isNamespaced, JsonArray columns)
{
    private readonly SortedDictionary<string, RecordedObject> _objects = new(StringComparer.Ordinal);

    /// <summary>Such as <c>/apis/apps/v1/deployments</c>.</summary>
    public string Path { get; } = path;

    public string Kind { get; } = kind;

    public string Plural { get; } = path[(path.LastIndexOf('/') + 1)..];

    public string ApiVersion { get; } = path.Split('/') is ["", "apis", var group, var version, _] ? $"{group}/{version}" : "v1";

    public bool IsNamespaced { get; } = isNamespaced;

    public JsonArray Columns { get; } = columns;

    public IEnumerable<RecordedObject> All => _objects.Values;

    public IEnumerable<RecordedObject> In(string? @namespace) => _objects.Values.Where(item => @namespace is null || item.Namespace == @namespace);

    public RecordedObject? Find(string? @namespace, string name) => _objects.GetValueOrDefault(Key(@namespace, name));

    public void Put(RecordedObject item) => _objects[Key(item.Namespace, item.Name)] = item;

    public void Remove(RecordedObject item) => _objects.Remove(Key(item.Namespace, item.Name));

    public static string Key(string? @namespace, string name) => @namespace is null ? name : $"{@namespace}/{name}";
}

/// <summary>Everything that one recorded cluster holds, and its clock.</summary>
internal sealed class RecordedObjects
{
    private readonly Dictionary<string, RecordedCollection> _collections = new(StringComparer.Ordinal);
    private long _version;

    public RecordedObjects(Recording recording, TimeProvider time)
    {
        Time = time;
        Logs = new(recording.Cluster["logs"]?.AsArray() ?? []);
        Answers = recording.Server["answers"]!.AsObject();
        foreach (var (path, columns) in recording.Server["columns"]!.AsObject())
        {
            var resource = Answers[path[..path.LastIndexOf('/')]]!["resources"]!.AsArray().Single(entry => entry.Text("name") == path[(path.LastIndexOf('/') + 1)..])!;
            _collections[path] = new(path, resource.Text("kind")!, (bool)resource["namespaced"]!, columns!.AsArray());
            foreach (var entry in recording.Cluster["collections"]![path]?.AsArray() ?? [])
            {
                Load(_collections[path], entry!);
            }
        }
    }

    public TimeProvider Time { get; }

    public RecordedLogs Logs { get; }

    public string Now => Moment.Text(Time.GetUtcNow());

    /// <summary>Discovery and version, by path.</summary>
    public JsonObject Answers { get; }

    /// <summary>Of the whole cluster, as lists carry it.</summary>
    public string Version => _version.ToString(CultureInfo.InvariantCulture);

    public RecordedCollection this[string path] => _collections[path];

    public RecordedCollection? Find(string path) => _collections.GetValueOrDefault(path);

    public RecordedCollection Pods => this["/api/v1/pods"];

    /// <summary>Stores a changed or new object under a new resource version.</summary>
    public RecordedObject Store(RecordedCollection collection, JsonObject json)
    {
        var item = Rehearsed(collection, json);
        json["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        collection.Put(item);
        return item;
    }

    /// <summary>As the server would store it: a changed spec is a new generation.</summary>
    public RecordedObject Rehearsed(RecordedCollection collection, JsonObject json)
    {
        var metadata = json["metadata"]!.AsObject();
        var before = collection.Find(json.Text("metadata", "namespace"), json.Text("metadata", "name")!);
        metadata["uid"] ??= Guid.NewGuid().ToString();
        metadata["creationTimestamp"] ??= Now;
        if (collection.Plural is "deployments" or "replicasets" or "statefulsets" or "daemonsets" && !JsonNode.DeepEquals(json["spec"], before?.Json["spec"]))
        {
            metadata["generation"] = (before?.Json.Number("metadata", "generation") ?? 0) + 1;
        }

        return new(json, cells: null);
    }

    private void Load(RecordedCollection collection, JsonNode entry)
    {
        RecordedObject item = new(entry["object"]!.DeepClone().AsObject(), entry["cells"]!.DeepClone().AsArray());
        _version = Math.Max(_version, long.Parse(item.Json.Text("metadata", "resourceVersion")!, CultureInfo.InvariantCulture));
        collection.Put(item);
    }
}
