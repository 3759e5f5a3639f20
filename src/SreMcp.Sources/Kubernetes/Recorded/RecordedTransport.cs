#pragma warning disable CA2000 // an answer belongs to whoever asked
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Stands where the sockets stand, below the guard, and answers out of memory. It has nothing to send to anybody.</summary>
internal sealed class RecordedTransport(Recording recording, TimeProvider time) : HttpMessageHandler
{
    private readonly Lock _one = new();
    private readonly RecordedServer _server = new(recording, time);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        ServerAnswer answer;
        lock (_one)
        {
            answer = _server.Answer(request, body);
        }

        return new(answer.Status)
        {
            RequestMessage = request,
            Version = HttpVersion.Version20,
            Content = answer.Body is { } json
                ? new StringContent(json.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"))
                : new StringContent(answer.Text ?? "404 page not found\n", Encoding.UTF8, new MediaTypeHeaderValue("text/plain", "utf-8")),
        };
    }
}
