using System.Net;
using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>An answer as the API server gives it.</summary>
/// <param name="Body">JSON; null for the plain text of paths that nothing serves.</param>
internal sealed record ServerAnswer(HttpStatusCode Status, JsonNode? Body)
{
    /// <summary>Lines of a log, in place of JSON.</summary>
    public string? Text { get; init; }

    /// <summary>What a server says of a path that it has no handler for.</summary>
    public static ServerAnswer NoSuchPath { get; } = new(HttpStatusCode.NotFound, null);

    /// <summary>What a server says of a kind or subresource that a group does not have.</summary>
    public static ServerAnswer NoSuchResource => Failure(HttpStatusCode.NotFound, "NotFound", "the server could not find the requested resource", details: []);

    public static ServerAnswer Of(JsonNode body) => new(HttpStatusCode.OK, body);

    public static ServerAnswer NotFound(RecordedCollection collection, string name) =>
        Failure(HttpStatusCode.NotFound, "NotFound", $"{Resource(collection)} \"{name}\" not found", Details(collection, name));

    public static ServerAnswer Conflict(RecordedCollection collection, string name, string why) =>
        Failure(HttpStatusCode.Conflict, "Conflict", $"Operation cannot be fulfilled on {Resource(collection)} \"{name}\": {why}", Details(collection, name));

    public static ServerAnswer Invalid(string why) => Failure(HttpStatusCode.UnprocessableEntity, "Invalid", why, details: []);

    public static ServerAnswer Immutable(RecordedCollection collection, string name, string field, string? value)
    {
        var why = $"Invalid value: \"{value}\": field is immutable";
        var group = collection.ApiVersion.Split('/') is [var named, _] ? named : null;
        JsonObject details = new() { ["name"] = name };
        if (group is not null)
        {
            details["group"] = group;
        }

        details["kind"] = collection.Kind;

        // The server checks metadata twice on this way, and says so twice.
        details["causes"] = new JsonArray(Cause(), Cause());
        return Failure(HttpStatusCode.UnprocessableEntity, "Invalid", $"{collection.Kind}{(group is null ? "" : $".{group}")} \"{name}\" is invalid: {field}: {why}", details);

        JsonObject Cause() => new() { ["reason"] = "FieldValueInvalid", ["message"] = why, ["field"] = field };
    }

    public static ServerAnswer BadRequest(string why) => Failure(HttpStatusCode.BadRequest, "BadRequest", why, details: null);

    public static ServerAnswer NotAllowed { get; } =
        Failure(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed", "the server does not allow this method on the requested resource", details: []);

    private static ServerAnswer Failure(HttpStatusCode code, string reason, string message, JsonObject? details)
    {
        JsonObject status = new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["message"] = message, ["reason"] = reason };
        if (details is not null)
        {
            status["details"] = details;
        }

        status["code"] = (int)code;
        return new(code, status);
    }

    private static string Resource(RecordedCollection collection) => collection.ApiVersion.Split('/') is [var group, _] ? $"{collection.Plural}.{group}" : collection.Plural;

    private static JsonObject Details(RecordedCollection collection, string name)
    {
        JsonObject details = new() { ["name"] = name };
        if (collection.ApiVersion.Split('/') is [var group, _])
        {
            details["group"] = group;
        }

        details["kind"] = collection.Plural;
        return details;
    }
}

/// <summary>Ends a request with an answer that is no success.</summary>
internal sealed class ServerRefusal(ServerAnswer answer) : HttpRequestException("The recorded server refuses.")
{
    public ServerAnswer Answer { get; } = answer;
}
