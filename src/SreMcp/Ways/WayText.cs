using SreMcp.Answers;
using SreMcp.Diagnoses;
using SreMcp.Findings;
using SreMcp.Scripts;

namespace SreMcp.Ways;

/// <summary>Words a way: what breaks it first, then every other step; numbers keep the order.</summary>
internal static class WayText
{
    private const string ActiveTest = "connectivity_probe";

    /// <summary>What the whole comes to, for the first line.</summary>
    public static string Verdict(Way way)
    {
        var broken = way.Steps.Count(step => step.Passage is Passage.Broken);
        var open = way.OpenPorts;
        var unclear = way.Steps.Count(step => step.Passage is Passage.Unclear);
        return way.Break is { } part && open.Count > 0 ? $"In part: port {part.Port} breaks at {part.Name}, nothing breaks {(open.Count is 1 ? "port" : "ports")} {string.Join(", ", open)}"
            : way.Break is { } first ? $"No: it breaks at {first.Name}{(broken > 1 ? $" and at {broken - 1} more of {way.Steps.Count} steps" : "")}"
            : unclear > 0 ? $"Nothing breaks it; {unclear} of {way.Steps.Count} steps cannot be told"
            : $"Yes, as far as the cluster says: {way.Steps.Count} steps are open";
    }

    public static void Add(Answer answer, Way way, ClusterState state)
    {
        answer.Say($"From {way.From} to {way.To}");
        foreach (var (index, step) in way.Steps.Index().OrderByDescending(entry => entry.Item.Passage is Passage.Broken))
        {
            AddOne(answer, step, index + 1);
        }

        DiagnosisText.AddUnseen(answer, state);
        var probe = TemplateCatalog.Embedded.All.Any(header => header.Name is ActiveTest) ? $"generate_script template={ActiveTest} makes an active test for a person." : "An active test is for a person to run.";
        answer.Say($"Read only: nothing was sent. NetworkPolicies count only where the network plugin enforces them; its own kinds of policy, service meshes and firewalls are not read. {probe}");
    }

    private static void AddOne(Answer answer, Step step, int number)
    {
        var word = step.Passage switch { Passage.Open => "ok", Passage.Broken => "BROKEN", _ => "unclear" };
        answer.Say($"{number}. {word} {step.Name}{(step.Port is { } port ? $" of port {port}" : "")}: {step.What}");
        foreach (var evidence in step.Evidence.Where(line => line.Length > 0))
        {
            answer.Say($"    {evidence}");
        }

        if (step.Next is { } next)
        {
            answer.Say($"    next: {next}");
        }
    }
}
