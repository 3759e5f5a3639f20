using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Scenes;

public sealed class RecordedScoreTests
{
    private readonly RecordedScore _score = new();

    [Fact]
    public void Names_the_cause_of_nine_in_ten() => Assert.True(_score.Named * 10 >= _score.Chosen * 9, $"{_score.Named} of {_score.Chosen}");

    [Fact]
    public void States_the_score_in_the_README() => AssertPart("README.md", _score.Sentence);

    [Fact]
    public void Lists_in_the_documentation_what_is_named_and_what_fails() => AssertPart("docs/diagnosis.md", _score.Table);

    [Fact]
    public void Has_a_scene_or_a_reason_for_every_incident_of_the_evaluation()
    {
        var cases = System.Environment.GetEnvironmentVariable("SRE_MCP_CASES");
        Assert.SkipWhen(string.IsNullOrEmpty(cases), "SRE_MCP_CASES names no folder with the evaluation");
        var known = File.ReadLines(Path.Combine(cases, "kubernetes", "holmesgpt", "INDEX.jsonl")).Select(line => (string)JsonNode.Parse(line)!["scenario"]!);

        string[] told = [.. _score.Scenes.SelectMany(scene => scene.Cases), .. _score.Unanswered.Keys, .. _score.LeftOut.Keys];

        Assert.Equal(known.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    /// <summary><c>UPDATE_GOLDEN=1</c> writes what stands between the marks.</summary>
    private static void AssertPart(string relative, string content)
    {
        var path = Checkout.Path(relative);
        var text = File.ReadAllText(path);
        var start = text.IndexOf("<!-- score -->\n", StringComparison.Ordinal) + "<!-- score -->\n".Length;
        var end = text.IndexOf("<!-- /score -->", StringComparison.Ordinal);
        if (System.Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            File.WriteAllText(path, text[..start] + content + text[end..]);
            return;
        }

        Assert.Equal(content, text[start..end]);
    }
}
