using SreMcp.Answers;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Rollouts;

/// <summary>Differences as lines, what breaks things most often first.</summary>
internal static class ChangeLines
{
    private const int MostShown = 40;

    public static void Add(Answer answer, string what, IReadOnlyList<FieldChange> changes)
    {
        if (changes.Count is 0)
        {
            answer.Say($"{what}: nothing differs.");
            return;
        }

        answer.Say($"{what}, {changes.Count} {(changes.Count is 1 ? "change" : "changes")}:");
        answer.Block(new UntrustedText(string.Join('\n', changes.OrderBy(change => Rank(change.Path)).Take(MostShown).Select(change => TextCleaner.OneLine(change.ToString(), 500)))));
        if (changes.Count > MostShown)
        {
            answer.Say($"{changes.Count - MostShown} more changes are left out.");
        }
    }

    private static int Rank(string path) =>
        path.EndsWith(".image", StringComparison.Ordinal) || path.StartsWith("image.", StringComparison.Ordinal) ? 0
        : path.Contains("resources.", StringComparison.Ordinal) ? 1
        : path.Contains("Probe", StringComparison.Ordinal) ? 2
        : path.Contains(".env", StringComparison.Ordinal) ? 3
        : 4;
}
