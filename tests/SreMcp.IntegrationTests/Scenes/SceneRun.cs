using SreMcp.Answers;
using SreMcp.Diagnoses;
using SreMcp.Findings;
using SreMcp.IntegrationTests.Kubernetes.Api;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Policy;

namespace SreMcp.IntegrationTests.Scenes;

/// <summary>What is said of a scene's namespace.</summary>
/// <param name="Text">The whole answer.</param>
/// <param name="First">What it says of the worst cause; empty when it names none.</param>
internal sealed record SceneAnswer(ClusterState State, IReadOnlyList<Diagnosed> Causes, string Text, string First);

/// <summary>Plays a scene and diagnoses it until the answer fits, or until controllers and scheduler have had their time.</summary>
internal static class SceneRun
{
    public static async Task<SceneAnswer> OfAsync(Scene scene, ControlPlane plane, Func<SceneAnswer, bool> fits, int tries)
    {
        await scene.PlayAsync(plane);
        using var opened = new OpenedCluster(plane);
        var answer = await AskAsync(scene, opened);
        while (!fits(answer) && --tries > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            answer = await AskAsync(scene, opened);
        }

        return answer;
    }

    private static async Task<SceneAnswer> AskAsync(Scene scene, OpenedCluster opened)
    {
        var (state, _, concerning) = await scene.Question.AskAsync(opened.Cluster, new LaterTime(scene.Later), TestContext.Current.CancellationToken);

        // A whole cluster is full of other scenes.
        var causes = scene.Question.Namespace is null ? [.. concerning.Where(cause => Touches(cause, scene.Namespace))] : concerning;
        return new(state, causes, Words(causes, state), Words([.. causes.Take(1)], state));
    }

    private static bool Touches(Diagnosed cause, string @namespace) =>
        cause.Follows.Prepend(cause.Cause).Any(finding => finding.About.Namespace == @namespace || finding.Affects.Any(key => key.Namespace == @namespace));

    private sealed class LaterTime(TimeSpan span) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + span;
    }

    private static string Words(IReadOnlyList<Diagnosed> causes, ClusterState state)
    {
        var answer = new Answer();
        DiagnosisText.Add(answer, causes, state);
        return answer.Render("fence", new Redactor([.. Enumerable.Repeat((byte)7, 32)]));
    }
}
