namespace SreMcp.Tools;

/// <summary>Arguments that mean the same in every tool; the server's instructions explain them once.</summary>
internal static class Common
{
    public static Parameter<string> Context { get; } = Parameter.Text("context", "");

    public static Parameter<string> Namespace { get; } = Parameter.Text("namespace", "");

    public static Parameter<string> Workload { get; } = Parameter.Text("workload", "Kind/name, such as Deployment/api.", required: true);

    public static Parameter<bool> DryRun { get; } = Parameter.Flag("dry_run", "Stop after the server-side dry run.");

    public static Parameter<string> Reason { get; } = Parameter.Text("reason", "Why; kept in the audit chain.", limit: 500);

    public static Parameter<string> Cursor { get; } = Parameter.Text("cursor", "From an earlier answer: its next rows.", limit: 80);
}
