using System.Net;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Tells apart what API server and kubelet answer with the same status, by the words that they have used since 1.20.</summary>
internal static class LogErrors
{
    /// <summary>The plain error; null when the one at hand says enough.</summary>
    public static SreException? Of(SreException refused, LogRequest request)
    {
        if (refused.InnerException is not ApiStatusException status)
        {
            return null;
        }

        var (said, what) = (status.Said.ForAnalysis(), Name(request));
        return status.Status switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.NotFound when Has(said, "previous terminated container") => Error(Errors.Logs.NoPrevious, $"{what} has no earlier run whose log is kept."),
            HttpStatusCode.BadRequest when Has(said, "container name must be specified") => Error(Errors.Logs.UnknownContainer, $"The pod {Pod(request)} has several containers and none was named.", Choices(said)),
            HttpStatusCode.BadRequest or HttpStatusCode.NotFound when Has(said, "is not valid for pod") || (Has(said, "container") && Has(said, "not found in pod")) => Error(Errors.Logs.UnknownContainer, $"The pod {Pod(request)} has no container {TextCleaner.OneLine(request.Container ?? "", 63)}."),
            HttpStatusCode.BadRequest when Has(said, "waiting to start") || Has(said, "is not available") => Error(Errors.Logs.NotStarted, $"{what} has not started."),
            HttpStatusCode.BadRequest when Has(said, "is terminated") => Error(Errors.Logs.Gone, $"{what} has ended and its log is gone."),
            HttpStatusCode.NotFound when Has(said, "does not exist") => Error(Errors.Logs.Gone, $"The node does not know the pod {Pod(request)}."),
            >= HttpStatusCode.InternalServerError when Has(said, "dial ") || Has(said, "tls:") || Has(said, "x509:") || Has(said, "containerLogs") || Has(said, "No agent available") || Has(said, "proxy error")
                => Error(Errors.Logs.KubeletUnreachable, $"The API server could not fetch the log of {what} from its node."),
            _ => null,
        };

        SreException Error(ErrorCode code, string sentence, string? next = null) => new(code, sentence, next, status.Said, refused);
    }

    private static string Name(LogRequest request) =>
        request.Container is { } container ? $"The container {TextCleaner.OneLine(container, 63)} of pod {Pod(request)}" : $"The container of pod {Pod(request)}";

    private static string Pod(LogRequest request) => $"{request.Namespace}/{request.Pod}";

    private static bool Has(string said, string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The API server lists them: <c>choose one of: [app sidecar]</c>.</summary>
    private static string? Choices(string said)
    {
        var start = said.IndexOf("choose one of: [", StringComparison.Ordinal);
        var end = start < 0 ? -1 : said.IndexOf(']', start);
        return end < 0 ? null : $"Containers: {TextCleaner.OneLine(said[(start + 16)..end].Replace(" ", ", ", StringComparison.Ordinal), 300)}.";
    }
}
