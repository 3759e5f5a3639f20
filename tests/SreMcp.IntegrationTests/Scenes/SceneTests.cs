using SreMcp.Answers;
using SreMcp.Diagnoses;
using SreMcp.Findings;
using SreMcp.IntegrationTests.Kubernetes.Api;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Policy;

namespace SreMcp.IntegrationTests.Scenes;

/// <summary>Incidents on the real control plane: the cause is named, and what follows from it stands under it.</summary>
public sealed class SceneTests(ControlPlanes planes)
{
    public static TheoryData<string> Names => [.. Scene.All];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Names_the_cause_of_an_incident(string name)
    {
        var plane = await planes.DevelopmentAsync();
        var scene = Scene.Read(name);
        await scene.PlayAsync(plane);
        using var opened = new OpenedCluster(plane);

        IReadOnlyList<Diagnosed> causes = [];
        var text = "";
        for (var tries = 0; tries < 20 && !Fits(scene, causes, text); tries++)
        {
            // Controllers and the scheduler write when they like.
            await Task.Delay(tries is 0 ? 0 : 1000, TestContext.Current.CancellationToken);
            var state = await StateGathering.GatherAsync(opened.Cluster, scene.Namespace, wanted: null, TimeProvider.System, TestContext.Current.CancellationToken);
            causes = Diagnosis.Of(state);
            var answer = new Answer();
            DiagnosisText.Add(answer, causes, state);
            text = answer.Render("fence", new Redactor([.. Enumerable.Repeat((byte)7, 32)]));
        }

        Assert.True(Fits(scene, causes, text), $"expected {scene.Cause} with {string.Join(", ", scene.Names)} over {string.Join(", ", scene.Folds)}:\n{text}");
        Assert.InRange(text.Length / 4, 1, 1_500);
    }

    private static bool Fits(Scene scene, IReadOnlyList<Diagnosed> causes, string text)
    {
        var found = causes.FirstOrDefault(cause => cause.Cause.Cause == scene.Cause);
        return found is not null && causes.Take(2).Contains(found)
            && scene.Names.All(name => text.Contains(name, StringComparison.Ordinal))
            && scene.Folds.All(fold => found.Follows.Any(finding => finding.Cause == fold));
    }
}
