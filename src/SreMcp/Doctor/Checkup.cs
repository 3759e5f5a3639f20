using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Protocol;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Doctor;

/// <summary>Looks at everything that a server would start with here, and asks every cluster. It changes nothing anywhere.</summary>
/// <param name="say">Takes lines of progress.</param>
internal sealed class Checkup(SessionOptions options, string? context, Action<string> say)
{
    private const int AtOnce = 16;

    /// <summary>How long one context may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<DoctorReport> RunAsync(CancellationToken cancelled)
    {
        var executable = System.Environment.ProcessPath ?? "unknown";
        try
        {
            await using var session = Session.Start(options);
            return await RunAsync(session, executable, cancelled);
        }
        catch (SreException broken) when (broken.Code.Code.StartsWith("SRE02", StringComparison.Ordinal))
        {
            return new()
            {
                Version = StdioServer.Version,
                Executable = executable,
                Findings = [new(Severity.Problem, broken.Code.Code, "policy and configuration", $"{broken.What} No server starts until this is mended.", broken.Next)],
            };
        }
    }

    private async Task<DoctorReport> RunAsync(Session session, string executable, CancellationToken cancelled)
    {
        var machine = new MachineCheck(session.Workspace, executable).See(session.Ledger).ToArray();
        var seen = await SeeAllAsync(session, cancelled);
        ContextReport[] contexts = [.. seen.Contexts.Select(one => ContextReports.Of(one, session))];
        Finding[] findings =
        [
            .. seen.Missing is { } missing ? (Finding[])[new(Severity.Problem, missing.Code.Code, "kubeconfig", missing.What, missing.Next)] : [],
            .. seen.Contexts.Zip(contexts).SelectMany(pair => ContextFindings.Of(pair.First, pair.Second, session.Redactor)),
            .. machine.Select(one => one.Finding).OfType<Finding>(),
        ];
        return new()
        {
            Version = StdioServer.Version,
            Executable = executable,
            Workspace = session.Workspace,
            Contexts = contexts,
            Files = Files(session),
            Ignored = [.. session.Configuration.Notices.Concat(session.Policy.Notices).Concat(seen.Missing is null ? session.Clusters.Notices : []).Select(session.Redactor.Redact)],
            Machine = [.. machine.Select(one => one.Report)],
            Findings = [.. findings.OrderBy(finding => finding.Severity)],
            ReadOnlyIdentity = seen.Contexts.Zip(contexts).Where(pair => ContextFindings.CouldWriteToProduction(pair.Second)).Select(pair => pair.First.Context).ToArray() is { Length: > 0 } writers
                ? Doctor.ReadOnlyIdentity.For(writers)
                : null,
        };
    }

    private async Task<(SeenContext[] Contexts, SreException? Missing)> SeeAllAsync(Session session, CancellationToken cancelled)
    {
        IReadOnlyList<KubernetesContext> contexts;
        try
        {
            // The source words it best when there is none: which files were looked for.
            contexts = context is not null ? [session.FindContext(context)] : session.VisibleContexts is { Count: > 0 } visible ? visible : [session.Clusters.Context(null)];
        }
        catch (SreException missing) when (context is null)
        {
            return ([], missing);
        }

        var progress = new Progress(session.Time, say);
        using var some = new SemaphoreSlim(AtOnce);
        return ([.. await progress.DuringAsync(Task.WhenAll(contexts.Select(one => SeeAsync(one, new(session, Patience), some, progress, cancelled))))], null);
    }

    private static async Task<SeenContext> SeeAsync(KubernetesContext context, ContextCheck check, SemaphoreSlim some, Progress progress, CancellationToken cancelled)
    {
        await some.WaitAsync(cancelled);
        progress.Begin(context.Name);
        try
        {
            return await Task.Run(() => check.SeeAsync(context, cancelled), cancelled);
        }
        finally
        {
            progress.End(context.Name);
            some.Release();
        }
    }

    private static FileReport[] Files(Session session) =>
    [
        .. session.Configuration.Files.Select(file => new FileReport("configuration", file.Path, Name(file.Trust))),
        .. session.Policy.Cover().Files.Select(file => new FileReport("policy", file.File, Name(file.Trust))),
    ];

    private static string Name(Trust trust) => trust.ToString().ToLowerInvariant();
}
