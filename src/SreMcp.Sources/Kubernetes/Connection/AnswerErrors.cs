using System.Net;
using System.Text;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Turns answers that are no success into errors: what was asked, what the server said, which right is missing.</summary>
internal sealed class AnswerErrors(ConnectionErrors connection, KubernetesContext context, Redactor redactor, TimeProvider time)
{
    /// <summary>Bytes of an error's body that are read.</summary>
    private const int BodyLimit = 64 * 1024;

    public async Task<SreException> OfAsync(HttpMethod method, string pathAndQuery, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(response, cancellationToken);
        var wait = RetryHandler.RetryAfter(response, time);
        var status = StatusOf(body, response.StatusCode, wait)
            ?? new ApiStatusException(response.StatusCode, reason: null, new(redactor.Redact(body)), @continue: null, wait);
        var isPage = response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml";
        var (code, what) = Describe(status, isPage, method, pathAndQuery);
        return connection.Error(code, what, status, status.Said, NextFor(code, status, method, pathAndQuery));
    }

    private (ErrorCode Code, string What) Describe(ApiStatusException status, bool isPage, HttpMethod method, string pathAndQuery) => status.Status switch
    {
        HttpStatusCode.BadRequest => (Errors.Answers.BadRequest, "did not understand the request"),
        HttpStatusCode.Unauthorized => (Errors.Answers.Unauthorized, $"does not accept the credential ({context.CredentialKind})"),
        HttpStatusCode.Forbidden => (Errors.Answers.Forbidden, AccessNeeded.Of(method, pathAndQuery).Sentence),
        HttpStatusCode.NotFound when isPage => (Errors.Answers.NotKubernetes, "answered with an HTML page and HTTP 404"),
        HttpStatusCode.NotFound => (Errors.Answers.NotFound, $"has nothing at {TextCleaner.OneLine(pathAndQuery.Split('?')[0], 200)}"),
        HttpStatusCode.MethodNotAllowed => (Errors.Answers.MethodNotAllowed, $"does not offer {method} there"),
        HttpStatusCode.Conflict => (Errors.Answers.Conflict, status.Reason == "AlreadyExists" ? "has such an object already" : "refused the change because of a conflict"),
        HttpStatusCode.Gone => (Errors.Answers.Gone, "no longer keeps the page or version asked for"),
        HttpStatusCode.UnprocessableEntity => (Errors.Answers.Invalid, "finds the object invalid"),
        HttpStatusCode.TooManyRequests => (Errors.Answers.TooManyRequests, "is too busy"),
        >= HttpStatusCode.InternalServerError => (Errors.Answers.ServerFailed, $"failed with HTTP {(int)status.Status}{(isPage ? " and an HTML page, so a gateway before it may have answered" : "")}"),
        _ => (Errors.Answers.Unexpected, $"answered with HTTP {(int)status.Status}"),
    };

    private static string? NextFor(ErrorCode code, ApiStatusException status, HttpMethod method, string pathAndQuery) => code switch
    {
        _ when code == Errors.Answers.Forbidden => AccessNeeded.Of(method, pathAndQuery).Rule,
        _ when code == Errors.Answers.TooManyRequests && status.RetryAfter is { } wait => $"Wait {Math.Ceiling(wait.TotalSeconds):0} s and ask for less at once.",
        _ => null,
    };

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = new byte[BodyLimit];
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or OperationCanceledException)
        {
            // The status says enough; a body that never ends or breaks off must not hide it.
            cancellationToken.ThrowIfCancellationRequested();
            return "";
        }
    }

    /// <summary>Null when the body is not a <c>Status</c>.</summary>
    private ApiStatusException? StatusOf(string body, HttpStatusCode code, TimeSpan? wait)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || Text(root, "kind") != "Status")
            {
                return null;
            }

            var reason = Text(root, "reason") is { Length: <= 60 } word && word.All(char.IsAsciiLetter) ? word : null;
            var token = root.TryGetProperty("metadata", out var metadata) && metadata.ValueKind is JsonValueKind.Object ? Text(metadata, "continue") : null;
            return new(code, reason, new(redactor.Redact(Text(root, "message") ?? "")), token, wait);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
