using System.Globalization;
using System.Text;
using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

public sealed class BundleTests
{
    public static TheoryData<string> Names => [.. Facts.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_what_the_golden_files_say(string name) =>
        Assert.All(Facts.All[name].Files, file => Golden.AssertCurrent($"tests/SreMcp.UnitTests/Scripts/Golden/{name}/{file.Name.TrimStart('.')}", file.Content));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_script_parses(string name)
    {
        using var bash = new Bash();
        foreach (var script in Facts.All[name].Files.Where(file => file.IsExecutable))
        {
            var (exit, _, errors) = bash.Run("-n", bash.Write(script.Name, script.Content));
            Assert.True(exit == 0, errors);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_script_passes_shellcheck_without_a_word(string name)
    {
        using var bash = new Bash();
        string[] scripts = [.. Facts.All[name].Files.Where(file => file.IsExecutable).Select(file => bash.Write(file.Name, file.Content))];

        var (exit, output, _) = bash.RunProgram("shellcheck", ["--severity=style", "--format=gcc", .. scripts]);

        Assert.True(exit == 0, Encoding.UTF8.GetString(output));
    }

    [Fact]
    public void The_same_facts_give_the_same_bytes_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            foreign.NumberFormat = new NumberFormatInfo { NegativeSign = "~", NumberDecimalSeparator = ",", PositiveSign = "p", NumberGroupSeparator = "." };
            CultureInfo.CurrentCulture = foreign;
            Assert.Equal(Facts.All["rollback"].Files, Facts.RenderRollback().Files);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_digest_covers_every_byte(string name)
    {
        var bundle = Facts.All[name];
        Assert.True(BundleDigest.Matches(bundle));
        for (var index = 0; index < bundle.Files.Count; index++)
        {
            var file = bundle.Files[index];
            Assert.False(BundleDigest.Matches(bundle with { Files = [.. bundle.Files.Select(other => other == file ? file with { Content = file.Content + " " } : other)] }));
            Assert.False(BundleDigest.Matches(bundle with { Files = [.. bundle.Files.Select(other => other == file ? file with { Name = file.Name + "x" } : other)] }));
            Assert.False(BundleDigest.Matches(bundle with { Files = [.. bundle.Files.Select(other => other == file ? file with { IsExecutable = !file.IsExecutable } : other)] }));
            Assert.False(BundleDigest.Matches(bundle with { Files = [.. bundle.Files.Where(other => other != file)] }));
        }

        Assert.False(BundleDigest.Matches(bundle with { Version = bundle.Version + 1 }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_file_for_people_names_the_digest(string name) =>
        Assert.All(Facts.All[name].Files.Where(file => file.Name != ".gitignore"), file => Assert.Contains(Facts.All[name].Digest, file.Content, StringComparison.Ordinal));

    [Theory]
    [InlineData("rollback-argocd")]
    [InlineData("rollback-flux")]
    [InlineData("rollback-helm-revision-unknown")]
    [InlineData("restart-argocd")]
    public void What_somebody_else_keeps_in_step_gets_no_script_that_changes_it(string name)
    {
        var bundle = Facts.All[name];
        Assert.False(bundle.CanRun);
        Assert.EndsWith(".md", bundle.Files[0].Name, StringComparison.Ordinal);
        Assert.All(bundle.Files.Where(file => file.IsExecutable), file =>
        {
            Assert.DoesNotContain("contract_main", file.Content, StringComparison.Ordinal);
            Assert.DoesNotContain("rollout undo", file.Content, StringComparison.Ordinal);
            Assert.DoesNotContain("run \"${", file.Content, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Hostile_names_of_others_stay_values_in_every_file()
    {
        using var bash = new Bash();
        var number = 0;
        foreach (var hostile in HostileValues.OneLine(120))
        {
            var context = hostile.Trim() is { Length: > 0 and < 500 } name && name[0] != '-' ? name : "plain";
            var owner = (number % 3) switch { 0 => WorkloadOwner.None, 1 => new WorkloadOwner.HelmRelease(hostile, "payments", 2, 1), _ => new WorkloadOwner.ArgoApplication(hostile) };
            var workload = Facts.Workload(owner) with { Context = context, Server = $"https://{hostile}/"[..Math.Min(hostile.Length + 9, 4000)], Autoscaler = hostile };
            WorkloadRevision goal = new(1, "api-1", new Dictionary<string, string>(StringComparer.Ordinal) { [hostile] = hostile });
            foreach (var file in TemplateCatalog.Embedded.Find(RollbackFacts.Template).Render(new RollbackFacts(workload, goal).ToInputs()).Files.Where(file => file.IsExecutable))
            {
                bash.Write($"{number}/{file.Name}", file.Content);
            }

            number++;
        }

        // --help reads every constant and ends before the first client is called.
        var (exit, output, errors) = bash.Run("-c", "for script in */*.sh; do bash -n \"$script\" && bash \"$script\" --help >/dev/null || echo \"$script\"; done");

        Assert.True(exit == 0 && output.Length == 0, Encoding.UTF8.GetString(output) + errors);
        Assert.Empty(errors);
        Assert.Empty(bash.Canaries);
    }
}
