using SreMcp.Doctor;

namespace SreMcp.UnitTests.Doctor;

public sealed class DoctorReportTests
{
    private static readonly DoctorReport Sample = new()
    {
        Version = "0.1.0",
        Executable = "/opt/sre-mcp/sre-mcp",
        Workspace = "/home/ada/shop",
        Contexts =
        [
            new()
            {
                Name = "prod-weu",
                Current = true,
                Environment = "production",
                Evidence = [new("production", "context name has the word 'prod'", "policies/environments.yaml:3")],
                Server = "https://10.0.0.1:6443/",
                ClusterId = "8a6b3f52-1c1e-4b8e-9f57-1f0c2a7d9b11",
                Credential = new("token", "ada", "/home/ada/.kube/config", Impersonates: false),
                Answer = new("yes", 41),
                Writing = new("yes", ["delete, patch deployments.apps in default"], More: 12, NamespacesAsked: 1),
            },
            new()
            {
                Name = "dev-weu",
                Environment = "development",
                Opened = true,
                Evidence = [new("development", "Our development cluster.", "~/.config/sre-mcp/policies/clusters.yaml:2")],
                Server = "https://10.0.0.2:6443/",
                Credential = new("exec kubelogin", "ada", "/home/ada/.kube/config", Impersonates: false),
                Answer = new("no", Code: "SRE0313", Says: "The exec credential plugin kubelogin was not found on PATH or where plugins are usually installed."),
                Writing = new("unknown", [], Says: "it was not asked"),
            },
        ],
        Files = [new("policy", "policies/production.yaml", "shipped"), new("configuration", "~/.config/sre-mcp/sre-mcp.yaml", "operator")],
        Ignored = ["sre-mcp.yaml:1: folders is ignored: it loosens and is not trusted; run `sre-mcp trust sre-mcp.yaml` at a terminal."],
        Machine = [new("store", "ok", "/home/ada/.local/state/sre-mcp/store.db, SQLite 3.51.0"), new("shellcheck", "note", "not found")],
        Findings =
        [
            new(Severity.Problem, "SRE0808", "context prod-weu", "Its credential (token) could write to production.", "Give agents an identity that can only read."),
            new(Severity.Note, null, "shellcheck", "not found", null),
        ],
        ReadOnlyIdentity = "kubectl --context ADMIN apply -f - <<'MANIFEST'\n…\nMANIFEST",
    };

    [Fact]
    public void The_page_about_its_json_is_current()
    {
        var json = DoctorJson.Of(Sample);
        Golden.AssertCurrent("docs/doctor.md", $"""
            # sre-mcp doctor --json

            Exit code 0: nothing is wrong. 1: there are problems, or the command line was. The form is stable: members are added, never
            renamed or taken away; `form` grows should one ever change its meaning. Progress goes to stderr. No secret is in it.

            - `environment`: production, staging, development, sandbox, or unknown, which counts as production.
            - `answer.state`: yes, no, or not-asked where policy denies reading.
            - `writing.state`: yes, no or unknown, as the cluster says itself (SelfSubjectRulesReview); nothing is tried out.
            - `trust`: shipped, operator, or workspace, which only tightens.
            - `findings`: problems first; `code` is from the [table of errors](errors.md).
            - `readOnlyIdentity`: commands for an administrator; null when no credential could write to production.

            ```json
            {json}
            ```

            """);
    }

    [Fact]
    public void Reads_in_a_pipe_as_plain_lines()
    {
        using StringWriter output = new();
        new DoctorScreen(output, 200, isPlain: true).Write(Sample);
        var text = output.ToString();

        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("could write  yes: delete, patch deployments.apps in default and 12 more", text, StringComparison.Ordinal);
        Assert.Contains("no: SRE0313", text, StringComparison.Ordinal);
        Assert.Contains("SRE0808", text, StringComparison.Ordinal);
        Assert.Contains("kubectl --context ADMIN apply -f - <<'MANIFEST'\n", text, StringComparison.Ordinal);
        Assert.EndsWith("1 problem, 1 note.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_names_with_markup_as_they_are()
    {
        using StringWriter output = new();
        new DoctorScreen(output, 200, isPlain: true).Write(Sample with { Contexts = [Sample.Contexts[0] with { Name = "[red]x[/] :smile:" }] });

        Assert.Contains("Context [red]x[/] :smile: (current)", output.ToString(), StringComparison.Ordinal);
    }
}
