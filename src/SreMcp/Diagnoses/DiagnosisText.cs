using SreMcp.Answers;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Tools;

namespace SreMcp.Diagnoses;

/// <summary>Words a diagnosis: the worst cause whole, the others shorter the further down they stand, and what was not seen.</summary>
internal static class DiagnosisText
{
    private const int Whole = 3;
    private const int Shown = 8;
    private const int Folded = 4;
    private const int QuoteLimit = 260;
    private const int ShortQuote = 130;
    private const int LogLimit = 700;

    public static void Add(Answer answer, IReadOnlyList<Diagnosed> causes, ClusterState state)
    {
        for (var index = 0; index < Math.Min(causes.Count, Shown); index++)
        {
            AddOne(answer, causes[index], index, state.Now);
        }

        if (causes.Count > Shown)
        {
            var rest = causes.Skip(Shown).GroupBy(cause => cause.Cause.Cause, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}");
            answer.Say($"{causes.Count - Shown} more causes: {string.Join(", ", rest.Take(8))}; narrow with namespace or workload.");
        }

        var well = state.Workloads.Count(workload => !causes.Any(cause => cause.Touches(workload.Key)));
        answer.Say($"{well} of {state.Workloads.Count} workloads have no finding; {state.Pods.Count(pod => pod.IsReady)} of {state.Pods.Count(pod => pod.IsActive)} active pods are ready.");
        AddUnseen(answer, state);
    }

    /// <summary>What was not seen, and the rules that would show it, each group of the API once.</summary>
    internal static void AddUnseen(Answer answer, ClusterState state)
    {
        if (state.Unseen.Count is 0)
        {
            return;
        }

        var forbidden = state.Unseen.Where(unseen => unseen.Missing is not null).ToArray();
        var others = state.Unseen.Where(unseen => unseen.Missing is null).GroupBy(unseen => unseen.Why, StringComparer.Ordinal).Select(same => $"{string.Join(", ", same.Select(unseen => unseen.What))} ({same.Key.TrimEnd('.')})");
        answer.Say($"Not seen: {string.Join("; ", [.. forbidden.Length > 0 ? new[] { $"{string.Join(", ", forbidden.Select(unseen => unseen.What))} (forbidden)" } : [], .. others])}.");
        if (forbidden.Length > 0)
        {
            var rules = forbidden.Select(unseen => unseen.Missing!.Value).GroupBy(missing => missing.Group, StringComparer.Ordinal)
                .Select(group => $"apiGroups [{(group.Key.Length is 0 ? "\"\"" : group.Key)}] resources [{string.Join(", ", group.Select(missing => missing.Resource).Distinct(StringComparer.Ordinal))}]");
            answer.Say($"A {(state.Namespace is null ? "ClusterRole" : "Role or ClusterRole")} with verbs [get, list] would show them: {string.Join("; ", rules)}.");
            if (state.Namespace is null && forbidden.Any(unseen => unseen.Missing is ("", "pods")))
            {
                answer.Say("A credential for some namespaces only cannot see the whole cluster: name one with namespace.");
            }
        }
    }

    private static void AddOne(Answer answer, Diagnosed diagnosed, int index, DateTimeOffset now)
    {
        var cause = diagnosed.Cause;
        var since = cause.Since is { } start ? $", since {start:HH:mm} ({Age.Of(now - start)})" : "";
        answer.Say($"[{index + 1}] {cause.About} {cause.What}{since}, {cause.Confidence.ToString().ToLowerInvariant()} ({cause.Cause})");
        if (!cause.Said.IsEmpty)
        {
            answer.Quote("    ", cause.Said, ShortQuote);
        }

        foreach (var evidence in cause.Evidence.Take(index < Whole ? 4 : 1))
        {
            Show(answer, evidence, index < Whole);
        }

        if (cause.Likely is { } likely)
        {
            answer.Say($"    likely: {likely}");
        }

        if (diagnosed.Follows.Count > 0)
        {
            var follows = diagnosed.Follows.Take(index < Whole ? Folded : 1).Select(finding => $"{finding.About} {finding.What}");
            answer.Say($"    follows from it: {string.Join("; ", follows)}{(diagnosed.Follows.Count > (index < Whole ? Folded : 1) ? $"; {diagnosed.Follows.Count - (index < Whole ? Folded : 1)} more" : "")}");
        }

        if (index < Whole)
        {
            answer.Say($"    next: {cause.Next ?? Look(cause.About)}");
        }
    }

    /// <summary>The object itself, as read_kubernetes wants it named.</summary>
    private static string Look(ObjectKey about) => $"read_kubernetes kind={about.Kind} name={about.Name}{(about.Namespace is { } space ? $" namespace={space}" : "")}";

    private static void Show(Answer answer, Findings.Evidence evidence, bool isWhole)
    {
        if (evidence.Theirs.IsEmpty)
        {
            answer.Say($"    {evidence.Ours}");
        }
        else if (!evidence.IsLog)
        {
            answer.Quote($"    {evidence.Ours}", evidence.Theirs, isWhole ? QuoteLimit : ShortQuote);
        }
        else if (isWhole)
        {
            answer.Say($"    {evidence.Ours}").Block(evidence.Theirs, LogLimit);
        }
    }
}
