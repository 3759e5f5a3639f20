using System.Text.Json;
using System.Text.Json.Nodes;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>
/// Plays the kubelet of every node: a scheduled pod becomes what its annotation <see cref="Outcome"/> says (ready when it
/// says nothing), and a deleted pod goes. So controllers roll out for real although nothing runs.
/// </summary>
public sealed class StandInKubelet : IAsyncDisposable
{
    /// <summary>Annotation of a pod: one of the names in <see cref="PodStatus.All"/>.</summary>
    public const string Outcome = "testbed/outcome";

    /// <summary>Label of pods that are none of its business, such as ten thousand that only have to be there.</summary>
    public const string Unattended = "testbed-unattended";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly KubeApi _admin;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    internal StandInKubelet(KubeApi admin)
    {
        _admin = admin;
        _running = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await WatchAsync();
                await Task.Delay(Pause, _end.Token);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException or OperationCanceledException)
            {
                // The watch ended or a pod changed under our hands; the next watch starts with everything that is there.
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private async Task WatchAsync()
    {
        var pods = new Uri($"/api/v1/pods?watch=true&labelSelector=!{Unattended}", UriKind.Relative);
        using var answer = await _admin.Http.GetAsync(pods, HttpCompletionOption.ResponseHeadersRead, _end.Token);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(_end.Token));
        while (await lines.ReadLineAsync(_end.Token) is { } line)
        {
            if (JsonNode.Parse(line) is { } change && (string?)change["type"] is "ADDED" or "MODIFIED")
            {
                await AttendAsync(change["object"]!);
            }
        }
    }

    private async Task AttendAsync(JsonNode pod)
    {
        var metadata = pod["metadata"]!;
        var path = $"/api/v1/namespaces/{metadata["namespace"]}/pods/{metadata["name"]}";
        if (pod["spec"]?["nodeName"] is null)
        {
            return;
        }

        if (metadata["deletionTimestamp"] is not null)
        {
            await _admin.DeleteAsync(path);
        }
        else if (pod["status"]?["containerStatuses"] is null && pod["status"]?["phase"]?.GetValue<string>() == "Pending")
        {
            await GiveStatusAsync(path, pod);
        }
    }

    private async Task GiveStatusAsync(string path, JsonNode pod)
    {
        try
        {
            await _admin.MergeAsync($"{path}/status", new JsonObject { ["status"] = PodStatus.For(pod) });
        }
        catch (HttpRequestException gone) when (gone.StatusCode is System.Net.HttpStatusCode.NotFound)
        {
            // Deleted between the event and the answer.
        }
    }
}
