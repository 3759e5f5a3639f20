using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Scenes;

/// <summary>How many of the recorded incidents have their cause named. What a scene claims its test proves.</summary>
internal sealed class RecordedScore
{
    private readonly JsonObject _others = Testbed.Manifests.Read(Path.Combine(Scene.RecordedFolder, "left-out.yml"))[0];

    public IReadOnlyList<Scene> Scenes { get; } = [.. Scene.Recorded.Select(Scene.Read)];

    public IReadOnlyDictionary<string, string> LeftOut => Reasons("left-out");

    /// <summary>Incidents without a scene whose expected answer is never given, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Unanswered => Reasons("fails");

    public int Chosen => Scenes.Sum(scene => scene.Cases.Count) + Unanswered.Count;

    public int Named => Scenes.Where(scene => scene.Fails is null).Sum(scene => scene.Cases.Count);

    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"Of {Chosen} incidents of HolmesGPT's evaluation that are about the state of Kubernetes, played as scenes on a real control plane, `read_diagnosis` names the expected cause of {Named} ({100.0 * Named / Chosen:0} %): [which, and what fails](docs/diagnosis.md).\n");

    public string Table
    {
        get
        {
            var table = new StringBuilder("| recorded incident | what it is | cause | named |\n|---|---|---|---|\n");
            foreach (var scene in Scenes.OrderBy(scene => scene.Cases[0], StringComparer.Ordinal))
            {
                table.Append($"| {Short(scene.Cases)} | [{scene.Title}](../tests/SreMcp.IntegrationTests/Scenes/Holmesgpt/{scene.Name}.yaml) | {(scene.IsWell ? "nothing is wrong" : scene.Cause)} | {(scene.Fails is { } why ? $"no: {why}" : "yes")} |\n");
            }

            foreach (var same in Unanswered.GroupBy(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal))
            {
                table.Append($"| {Short([.. same])} | | | no: {same.Key} |\n");
            }

            return table.ToString();
        }
    }

    private static string Short(IReadOnlyList<string> cases) => string.Join(", ", cases.Select(name => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]));

    private Dictionary<string, string> Reasons(string part) => _others[part]!.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!, StringComparer.Ordinal);
}
