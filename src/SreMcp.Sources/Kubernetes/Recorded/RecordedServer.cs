using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>One recorded API server: it takes requests as the real one does, in one world that changes with them.</summary>
internal sealed class RecordedServer
{
    private readonly RecordedObjects _objects;
    private readonly RecordedControllers _controllers;
    private readonly RecordedReads _reads;
    private readonly RecordedWrites _writes;

    public RecordedServer(Recording recording, TimeProvider time)
    {
        _objects = new(recording, time);
        _controllers = new(_objects);
        _reads = new(_objects);
        _writes = new(_objects, _controllers);
    }

    public ServerAnswer Answer(HttpRequestMessage request, string body)
    {
        _controllers.Tick();
        var address = request.RequestUri!;
        var query = Query(address.Query);
        try
        {
            return KubernetesPath.Parse(address.AbsolutePath) is { Resource: { } resource } path
                ? OfResource(request, path, resource, query, body)
                : request.Method == HttpMethod.Get ? _reads.Discover(address.AbsolutePath) : ServerAnswer.NoSuchPath;
        }
        catch (ServerRefusal refusal)
        {
            return refusal.Answer;
        }
    }

    private ServerAnswer OfResource(HttpRequestMessage request, KubernetesPath path, string resource, IReadOnlyDictionary<string, string> query, string body)
    {
        var prefix = path.Group.Length == 0 ? $"/api/{path.Version}" : $"/apis/{path.Group}/{path.Version}";
        if (_objects.Find($"{prefix}/{resource}") is not { } collection)
        {
            return ServerAnswer.NoSuchResource;
        }

        var space = collection.IsNamespaced ? path.Namespace : null;
        var isDryRun = query.GetValueOrDefault("dryRun") is "All";
        return (request.Method.Method, path.Name) switch
        {
            ("GET", null) => _reads.List(collection, space, Form(request, query)),
            ("GET", { } name) => _reads.Get(collection, space, name, path.Subresource, Form(request, query)),
            ("PATCH", { } name) => _writes.Patch(collection, space, name, path.Subresource, request.Content?.Headers.ContentType?.MediaType ?? "", body, isDryRun),
            ("DELETE", { } name) when path.Subresource is null && space is not null => _writes.DeletePod(collection, space, name, body, isDryRun),
            _ => ServerAnswer.NotAllowed,
        };
    }

    private static ReadForm Form(HttpRequestMessage request, IReadOnlyDictionary<string, string> query) =>
        new(query, request.Headers.NonValidated.TryGetValues("Accept", out var accept) ? accept.ToString() : "");

    private static Dictionary<string, string> Query(string query)
    {
        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            parameters[Uri.UnescapeDataString(parts[0])] = Uri.UnescapeDataString((parts.ElementAtOrDefault(1) ?? "").Replace('+', ' '));
        }

        return parameters;
    }
}
