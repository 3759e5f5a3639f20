using System.Text.RegularExpressions;

namespace SreMcp.Tour;

/// <summary>The way through the incident.</summary>
internal static partial class TourSteps
{
    public static IReadOnlyList<TourStep> All { get; } =
    [
        new()
        {
            Title = "Where am I, and what may happen there?",
            Says = "Three clusters of an artist dashboard. An operator opened one of them, by the id of the cluster; its name would not have been enough.",
            Tool = "read_environments",
            Check = reply => reply.Has("production", "staging", "development", "opened"),
        },
        new()
        {
            Title = "What is broken?",
            Says = "Findings first, worst first, and only what is not well.",
            Tool = "read_kubernetes",
            Arguments = Named(("context", "production"), ("kind", "pods"), ("problems", true)),
            Check = reply => reply.Has("payments", "CrashLoopBackOff"),
        },

        new()
        {
            Title = "Why?",
            Says = "One call: the cause, what shows it, what the newest revision changed, what follows from it, and what to do next.",
            Tool = "read_diagnosis",
            Arguments = Named(("context", "production"), ("namespace", "payments")),
            Check = reply => reply.Has("OOMKilled", "memory limit of api 512Mi to 128Mi", "follows from it", "generate_script kubernetes_rollback"),
        },
        new()
        {
            Title = "What changed?",
            Says = "The release of eighteen minutes ago. Revision 2 had four times the memory.",
            Tool = "read_kubernetes",
            Arguments = Named(("context", "production"), ("kind", "replicasets"), ("namespace", "payments"), ("label_selector", "app=api"),
                ("columns", (string[])["age", ".spec.replicas", ".spec.template.spec.containers.image", ".spec.template.spec.containers.resources.limits.memory"])),
            Check = reply => reply.Has("512Mi", "128Mi", "api:1.7.0"),
        },
        new()
        {
            Title = "Fix it in production",
            Says = "The agent tries, and is refused: no flag, file or argument changes that. It gets what a person needs instead.",
            Tool = "execute_rollout",
            Arguments = Undo("production"),
            Check = reply => !reply.IsError ? "it was not refused" : reply.Holds("production-is-read-and-generate-only", "run.sh --dry-run", "chain head") ?? BundleIn(reply),
        },
        new()
        {
            Title = "Try the same fix in development: dry run",
            Says = "Development has the same release. The server itself says whether the change would be accepted.",
            Tool = "execute_rollout",
            Arguments = Undo("development", ("dry_run", true)),
            Check = reply => reply.Has("Nothing was changed", "revision 3 -> 2"),
        },
        new()
        {
            Title = "The same fix in development, for real",
            Says = "One typed operation, allowed by a rule that names its reason, then a wait until it is true.",
            Tool = "execute_rollout",
            Arguments = Undo("development", ("wait", true)),
            Check = reply => reply.Has("Done:", "Rollout complete: 3 of 3 updated"),
        },
        new()
        {
            Title = "Is it well again?",
            Says = "Development is healthy; production waits for the person with the script.",
            Tool = "read_kubernetes",
            Arguments = Named(("contexts", (string[])["production", "development"]), ("kind", "deployments"), ("namespace", "payments")),
            Check = reply => reply.Has("0/3", "3/3"),
        },
        new()
        {
            Title = "Who did what?",
            Says = "Every call is in the journal, every decision in a chain of hashes whose head stands in the answers above.",
            Tool = "read_journal",
            Arguments = Named(("tool", "execute_rollout"), ("limit", 3)),
            Check = reply => reply.Has("refused", "ok", "chain head"),
        },
    ];

    private static Dictionary<string, object?> Undo(string context, params ReadOnlySpan<(string Name, object? Value)> more) =>
        Named([("context", context), ("namespace", "payments"), ("workload", "Deployment/api"), ("action", "undo"), .. more]);

    private static Dictionary<string, object?> Named(params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        Dictionary<string, object?> named = new(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            named[name] = value;
        }

        return named;
    }

    private static string? BundleIn(TourReply reply) =>
        BundlePath().Match(reply.Text) is { Success: true } path && reply.Folder.Has(path.Value) ? null : "the script that it names is not there";

    [GeneratedRegex(@"\.sre-mcp/[0-9a-f]+/run\.sh", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BundlePath();
}
