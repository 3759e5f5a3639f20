using System.Globalization;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Diagnoses;
using SreMcp.Policy;

namespace SreMcp.IntegrationTests.Scenes;

/// <summary>An incident in a few lines: manifests, what a kubelet says of their pods, events, logs, and the finding expected. The first document is the scene, the others are its manifests.</summary>
internal sealed class Scene(string name, JsonObject script, IReadOnlyList<JsonObject> manifests)
{
    public string Name { get; } = name;

    public string Namespace { get; } = $"scene-{name}";

    /// <summary>What is asked: about the namespace unless <c>ask</c> names a workload of it, or the cluster.</summary>
    public Question Question => script["ask"] switch
    {
        null => new(Namespace, Workload: null),
        JsonValue whole when (string?)whole is "cluster" => new(Namespace: null, Workload: null),
        JsonObject one => new(Namespace, (string)one["workload"]!),
        _ => throw new InvalidOperationException($"{Name}: ask says cluster, or {{ workload: Kind/name }}."),
    };

    /// <summary>In a few words, for people.</summary>
    public string Title => (string)script["name"]!;

    /// <summary>Empty when nothing is wrong.</summary>
    public string Cause => (string?)script["expect"]!["cause"] ?? "";

    /// <summary>True when the right answer is that nothing is wrong.</summary>
    public bool IsWell => (bool?)script["expect"]!["nothing"] is true;

    /// <summary>The recorded incidents that it stands for.</summary>
    public IReadOnlyList<string> Cases => script["case"] is JsonValue one ? [(string)one!] : Texts(script["case"]);

    /// <summary>How much later it is asked: some things are only wrong when they last.</summary>
    public TimeSpan Later => TimeSpan.FromMinutes(Number(script["later"]) ?? 0);

    /// <summary>Why the cause is not named yet; null when it is.</summary>
    public string? Fails => (string?)script["fails"];

    /// <summary>Words that the answer must hold.</summary>
    public IReadOnlyList<string> Names => Texts(script["expect"]!["names"]);

    /// <summary>Causes that must stand under the first.</summary>
    public IReadOnlyList<string> Folds => Texts(script["expect"]!["folds"]);

    /// <summary>Causes that must not be told at all.</summary>
    public IReadOnlyList<string> Silent => Texts(script["expect"]!["silent"]);

    public static IReadOnlyList<string> All { get; } = In(Folder);

    /// <summary>Those that stand for incidents that others recorded.</summary>
    public static IReadOnlyList<string> Recorded { get; } = In(RecordedFolder);

    public static string RecordedFolder => System.IO.Path.Combine(Folder, "Holmesgpt");

    private static string Folder => Checkout.Path("tests", "SreMcp.IntegrationTests", "Scenes");

    public static Scene Read(string name)
    {
        var documents = Testbed.Manifests.Read(System.IO.Path.Combine(All.Contains(name, StringComparer.Ordinal) ? Folder : RecordedFolder, $"{name}.yaml"));
        return new(name, documents[0], [.. documents.Skip(1)]);
    }

    public async Task PlayAsync(ControlPlane plane)
    {
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync(Namespace);
        foreach (var manifest in manifests)
        {
            if ((string)manifest["kind"]! is not ("IngressClass" or "PersistentVolume" or "PriorityClass" or "StorageClass"))
            {
                manifest["metadata"]!["namespace"] = Namespace;
            }

            await plane.Admin.CreateAsync(Testbed.Manifests.Collection(manifest), manifest);
        }

        foreach (var part in Parts("kubelet"))
        {
            foreach (var pod in await PodsAsync(plane, (string)part["pod"]!))
            {
                await SayAsync(plane, pod, part);
            }
        }

        foreach (var part in Parts("change"))
        {
            // Times of the API have whole seconds: what is to be later has to be a second later.
            await Task.Delay(TimeSpan.FromSeconds(1.1));
            await plane.Admin.MergeAsync(PathOf((string)part["object"]!), part["to"]!.DeepClone());
        }

        foreach (var one in Texts(script["delete"]))
        {
            await plane.Admin.DeleteAsync(PathOf(one));
        }

        foreach (var part in Parts("events"))
        {
            await ReportAsync(plane, part);
        }

        foreach (var part in Parts("logs"))
        {
            string[] lines = [.. Lines(part["lines"]).SelectMany(line => Enumerable.Repeat(line, Number(part["times"]) ?? 1))];
            var (pod, container) = ((string)part["pod"]!, (string?)part["container"] ?? "main");
            if ((bool?)part["previous"] is true)
            {
                plane.Logs.SayBefore(Namespace, pod, container, lines);
            }
            else
            {
                plane.Logs.Say(Namespace, pod, container, lines);
            }
        }
    }

    private string PathOf(string kindAndName) => Testbed.Manifests.Path(manifests.Single(manifest => $"{manifest["kind"]}/{manifest["metadata"]!["name"]}" == kindAndName));

    /// <summary>Waits for the controllers to have made the pods, and for the stand-in kubelet or the scheduler to have spoken.</summary>
    private async Task<IReadOnlyList<JsonNode>> PodsAsync(ControlPlane plane, string pattern)
    {
        var glob = Glob.Of(pattern);
        bool IsIt(JsonNode? pod) => glob.Matches((string)pod!["metadata"]!["name"]!);
        var list = await plane.Admin.WaitAsync($"/api/v1/namespaces/{Namespace}/pods", found => found["items"]!.AsArray().Any(IsIt) && found["items"]!.AsArray().Where(IsIt).All(pod => pod!["status"]?["containerStatuses"] is not null || pod["status"]?["conditions"] is not null && pod["spec"]?["nodeName"] is null));
        return [.. list["items"]!.AsArray().Where(IsIt).Select(pod => pod!)];
    }

    private static async Task SayAsync(ControlPlane plane, JsonNode pod, JsonNode part)
    {
        var status = pod["status"]!.DeepClone().AsObject();
        var list = (bool?)part["init"] is true ? "initContainerStatuses" : "containerStatuses";
        var wanted = (string?)part["container"] ?? "main";
        var now = DateTimeOffset.UtcNow;
        var isReady = (bool?)part["ready"] is true;
        status[list] ??= new JsonArray(new JsonObject { ["name"] = wanted, ["image"] = "x", ["imageID"] = "", ["ready"] = false, ["restartCount"] = 0, ["state"] = new JsonObject() });
        foreach (var container in status[list]!.AsArray().Where(container => (string?)container!["name"] == wanted))
        {
            container!["ready"] = isReady;
            container["restartCount"] = Number(part["restarts"]) ?? 0;
            container["state"] = part["waiting"] is { } waiting ? new JsonObject { ["waiting"] = waiting.DeepClone() }
                : part["ended"] is { } ended ? new JsonObject { ["terminated"] = End(ended, now) }
                : new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Text(now.AddMinutes(-1)) } };
            container["lastState"] = part["last"] is { } last ? new JsonObject { ["terminated"] = End(last, now) } : new JsonObject();
        }

        status["phase"] = (string?)part["phase"] ?? (part["waiting"] is not null && part["last"] is null ? "Pending" : "Running");
        (status["reason"], status["message"]) = (((string?)part["reason"]), (string?)part["message"]);
        status["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = isReady ? "True" : "False", ["lastTransitionTime"] = Text(now.AddMinutes(-10)) }, new JsonObject { ["type"] = "PodScheduled", ["status"] = "True" });
        await plane.Admin.MergeAsync($"/api/v1/namespaces/{pod["metadata"]!["namespace"]}/pods/{pod["metadata"]!["name"]}/status", new JsonObject { ["status"] = status });
    }

    private async Task ReportAsync(ControlPlane plane, JsonNode part)
    {
        var now = DateTimeOffset.UtcNow;
        IEnumerable<(string Kind, string Name)> about = part["pod"] is { } pattern
            ? (await PodsAsync(plane, (string)pattern!)).Select(pod => ("Pod", (string)pod["metadata"]!["name"]!))
            : [(((string)part["about"]!).Split('/')[0], ((string)part["about"]!).Split('/')[1])];
        foreach (var (kind, name) in about)
        {
            await plane.Admin.CreateAsync($"/api/v1/namespaces/{Namespace}/events", new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "Event", ["metadata"] = new JsonObject { ["generateName"] = "scene-", ["namespace"] = Namespace },
                ["involvedObject"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["namespace"] = Namespace, ["name"] = name },
                ["type"] = "Warning", ["reason"] = (string)part["reason"]!, ["message"] = (string)part["message"]!, ["count"] = 7,
                ["firstTimestamp"] = Text(now.AddMinutes(-9)), ["lastTimestamp"] = Text(now), ["source"] = new JsonObject { ["component"] = "kubelet" },
            });
        }
    }

    private static JsonObject End(JsonNode end, DateTimeOffset now) => new()
    {
        ["exitCode"] = Number(end["exit"])!.Value, ["reason"] = (string?)end["reason"] ?? "Error", ["message"] = (string?)end["message"], ["startedAt"] = Text(now.AddMinutes(-2)), ["finishedAt"] = Text(now.AddMinutes(-1)),
    };

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private IEnumerable<JsonNode> Parts(string list) => (script[list] as JsonArray ?? []).Select(part => part!);

    /// <summary>The reader makes every number a long one.</summary>
    private static int? Number(JsonNode? node) => (int?)(long?)node;

    private static IReadOnlyList<string> In(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.yaml").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    /// <summary>A line stands once, or as often as its <c>times</c> says.</summary>
    private static IEnumerable<string> Lines(JsonNode? list) => (list as JsonArray ?? [])
        .SelectMany(line => line is JsonObject repeated ? Enumerable.Repeat((string)repeated["text"]!, Number(repeated["times"])!.Value) : [line!.ToString()]);

    private static IReadOnlyList<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(text => text!.ToString())];
}
