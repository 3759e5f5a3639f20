using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>What a node says about itself. Its table has one word, Ready, also while the disk is full.</summary>
internal static class NodeProblems
{
    public static Problem? Of(KubernetesObject node) =>
        node.Items("status", "conditions").Select(Of).OfType<Problem>().OrderBy(problem => problem.Severity).FirstOrDefault()
        ?? (node.Flag("spec", "unschedulable") is true ? new(ProblemSeverity.Low, "cordoned") : null);

    /// <summary>Besides those that end with Ready, every condition of a node names a trouble, whoever reports it.</summary>
    private static Problem? Of(JsonElement condition)
    {
        var type = TextCleaner.OneLine(condition.TextAt("type"), 60);
        UntrustedText message = new(condition.TextAt("message"));
        return (type, condition.TextAt("status")) switch
        {
            ("Ready", "False") => new(ProblemSeverity.Critical, "not ready", message),
            ("Ready", "Unknown") => new(ProblemSeverity.Critical, "state unknown: its kubelet does not report", message),
            ("Ready", _) => null,
            (_, "False") when type.EndsWith("Ready", StringComparison.Ordinal) => new(ProblemSeverity.High, $"{type} is False", message),
            (_, "True") when !type.EndsWith("Ready", StringComparison.Ordinal) => new(ProblemSeverity.High, type, message),
            _ => null,
        };
    }
}
