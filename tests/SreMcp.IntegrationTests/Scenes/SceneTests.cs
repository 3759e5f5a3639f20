using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Scenes;

/// <summary>Incidents on the real control plane: the cause is named, and what follows from it stands under it.</summary>
public sealed class SceneTests(ControlPlanes planes)
{
    private const int Tries = 20;

    public static TheoryData<string> Names => [.. Scene.All];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Names_the_cause_of_an_incident(string name)
    {
        var scene = Scene.Read(name);
        var answer = await SceneRun.OfAsync(scene, await planes.DevelopmentAsync(), answer => Fits(scene, answer), Tries);

        Assert.True(Fits(scene, answer), $"expected {(scene.IsWell ? "nothing" : scene.Cause)} with {string.Join(", ", scene.Names)} over {string.Join(", ", scene.Folds)}:\n{answer.Text}");
        Assert.InRange(answer.Text.Length / 4, 1, 1_500);
    }

    private static bool Fits(Scene scene, SceneAnswer answer)
    {
        if (scene.IsWell)
        {
            return answer is { Causes.Count: 0, State.Pods.Count: > 0 };
        }

        var found = answer.Causes.FirstOrDefault(cause => cause.Cause.Cause == scene.Cause);
        return found is not null && answer.Causes.Take(2).Contains(found)
            && scene.Names.All(name => answer.Text.Contains(name, StringComparison.Ordinal))
            && scene.Silent.All(cause => !answer.Causes.Any(diagnosed => diagnosed.Follows.Prepend(diagnosed.Cause).Any(finding => finding.Cause == cause)))
            && scene.Folds.All(fold => found.Follows.Any(finding => finding.Cause == fold));
    }
}
