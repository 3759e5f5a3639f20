using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SreMcp.Sources.Kubernetes.Recorded;
using SreMcp.UnitTests.Kubernetes.Api;

namespace SreMcp.UnitTests.Kubernetes.Recorded;

/// <summary>A recorded cluster to ask, with a clock that moves when a test says so.</summary>
internal sealed class Played : IDisposable
{
    private readonly HttpMessageInvoker _server;

    public Played(string context = "development") => _server = new(new RecordedTransport(Recording.Embedded(context, Time.GetUtcNow()), Time));

    public ManualTime Time { get; } = new();

    public async Task<JsonNode> GetAsync(string path, string accept = "application/json", HttpStatusCode expected = HttpStatusCode.OK) =>
        await SendAsync(HttpMethod.Get, path, accept: accept, expected: expected);

    public Task<JsonNode> TableAsync(string path) => GetAsync(path, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

    /// <summary>Names in a list, in its order.</summary>
    public async Task<string[]> NamesAsync(string path) => [.. (await GetAsync(path))["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)];

    public async Task<JsonNode> SendAsync(
        HttpMethod method, string path, string? body = null, string type = "application/json", string accept = "application/json", HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, $"https://development.recorded.invalid{path}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue(type));
        }

        using var answer = await _server.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == expected, $"{method} {path}: {answer.StatusCode}: {text}");
        return text.StartsWith('{') ? JsonNode.Parse(text)! : text;
    }

    public void Dispose() => _server.Dispose();
}
