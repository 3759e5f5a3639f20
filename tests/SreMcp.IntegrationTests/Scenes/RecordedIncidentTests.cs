using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Scenes;

/// <summary>Incidents that others recorded, with the answer that they expect: the cause stands first, and its own lines say what it has to say.</summary>
public sealed class RecordedIncidentTests(ControlPlanes planes)
{
    private const int Tries = 20;
    private const int TriesOfFailing = 5;

    public static TheoryData<string> Names => [.. Scene.Recorded];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Names_the_cause_that_is_expected_of_a_recorded_incident(string name)
    {
        var scene = Scene.Read(name);
        var answer = await SceneRun.OfAsync(scene, await planes.DevelopmentAsync(), answer => Fits(scene, answer), scene.Fails is null ? Tries : TriesOfFailing);

        if (scene.Fails is null)
        {
            Assert.True(Fits(scene, answer), $"expected {(scene.IsWell ? "nothing" : $"{scene.Cause} first, with {string.Join(", ", scene.Names.Where(words => !answer.First.Contains(words, StringComparison.Ordinal)))}, over {string.Join(", ", scene.Folds)}")}:\n{answer.Text}");
        }
        else
        {
            Assert.False(Fits(scene, answer), $"It is named now: take 'fails' out of {name}.yaml.\n{answer.Text}");
        }

        Assert.InRange(answer.Text.Length / 4, 1, 1_500);
    }

    private static bool Fits(Scene scene, SceneAnswer answer) => scene.IsWell
        ? answer is { Causes.Count: 0, State: { Pods.Count: > 0, Logs.Count: > 0 } } && answer.State.Pods.All(pod => pod.IsReady)
        : answer.Causes.Count > 0 && answer.Causes[0].Cause.Cause == scene.Cause
            && scene.Names.All(words => answer.First.Contains(words, StringComparison.Ordinal))
            && scene.Folds.All(fold => answer.Causes[0].Follows.Any(finding => finding.Cause == fold));
}
