using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

public sealed class ScriptContractTests
{
    [Fact]
    public void Every_embedded_template_keeps_it()
    {
        Assert.Empty(TemplateCatalog.Embedded.Problems);
        Assert.All(TemplateCatalog.Embedded.All, header => Assert.Equal(header, TemplateCatalog.Embedded.Find(header.Name).Header));
    }

    [Theory]
    [InlineData("set -Eeuo pipefail", "set -e", "'set -Eeuo pipefail' is missing")]
    [InlineData("contract_main \"$@\"", "main", "the last line must be")]
    [InlineData("# <shared: contract>", "# Own way of doing it.", "does not ask for '# <shared: contract>'")]
    [InlineData("# <shared: undo>", "# Nothing.", "the function describe is missing")]
    [InlineData("read_state() {", "look() {", "the function read_state is missing")]
    [InlineData("verify() {", "check() {", "the function verify is missing")]
    [InlineData("  prove_cluster\n", "", "preflight never calls prove_cluster")]
    [InlineData("# Everything that must be true before anything is touched.\n", "", "no comment says what preflight does")]
    [InlineData("  prove_cluster\n", "  prove_cluster\n  kubectl delete pod x\n", "a client is called directly")]
    [InlineData("  prove_cluster\n", "  prove_cluster\n  if true; then kubectl get pods; fi\n", "a client is called directly")]
    [InlineData("  prove_cluster\n", "  prove_cluster\n  x=$(kubectl get pods)\n", "a client is called directly")]
    [InlineData("  prove_cluster\n", "  prove_cluster\n  \"${kube[@]}\" scale deployment/x --replicas=0\n", "a client is called directly")]
    [InlineData("  prove_cluster\n", "  prove_cluster\n  ask \"${kube[@]}\" delete pod x\n", "'delete pod' is a change")]
    [InlineData("  prove_cluster\n", "  prove_cluster\n  ask \"${kube[@]}\" --v=1 patch pod x\n", "'patch pod' is a change")]
    [InlineData("  prove_cluster\n", "  prove_cluster\n  ask \"${kube[@]}\" \\\n    rollout restart x\n", "'rollout restart' is a change")]
    [InlineData("  prove_cluster\n", "  prove_cluster\n  ask kubectl config use-context x\n", "'config use-context' is a change")]
    [InlineData("  prove_cluster\n", "  prove_cluster\n  eval \"$goal\"\n", "'eval' turns text into commands")]
    [InlineData("  prove_cluster\n", "  prove_cluster\n  say `date`\n", "'`' turns text into commands")]
    [InlineData("# The live revision is the wanted one,", "# Again.\nrun() {\n  \"$@\"\n}\n\n# The live revision is the wanted one,", "run is defined twice")]
    public void A_script_that_breaks_it_does_not_load(string from, string to, string why)
    {
        var (code, what) = new TemplateFolder().With(TemplateFolder.Run, from, to).Refused();

        Assert.Equal("SRE0608", code);
        Assert.Contains(why, what, StringComparison.Ordinal);
        Assert.Contains("kubernetes_rollback/direct", what, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apply.sql", "create role {{role}}", "commit;\ncreate role {{role}}", "ends no transaction")]
    [InlineData("apply.sql", "create role {{role}}", "end;\ncreate role {{role}}", "ends no transaction")]
    [InlineData("apply.sql", "create role {{role}}", "\\! id\ncreate role {{role}}", "ends no transaction")]
    [InlineData("run.sh", "  prove_database\n", "  prove_database\n  ask psql \"${server[@]}\" --command='drop table x'\n", "is a change")]
    [InlineData("run.sh", "  prove_database\n", "  prove_database\n  ask psql --command='start transaction' --command='drop table x' --command='commit'\n", "is a change")]
    [InlineData("run.sh", "  prove_database\n", "  prove_database\n  ask pg_restore --dbname=x dump\n", "is a change")]
    [InlineData("run.sh", "  prove_database\n", "", "preflight never calls prove_database")]
    public void A_script_for_PostgreSQL_that_breaks_it_does_not_load(string file, string from, string to, string why)
    {
        var folder = new TemplateFolder().With($"postgresql_read_role/{file}", from, to);

        var refused = Assert.Throws<SreMcp.Policy.SreException>(() => new TemplateCatalog(folder).Find("postgresql_read_role"));

        Assert.Equal("SRE0608", refused.Code.Code);
        Assert.Contains(why, refused.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ask nginx -t -s reload", "is a change")]
    [InlineData("ask nginx -s reload", "is a change")]
    [InlineData("ask nginx -tc x", "is a change")]
    [InlineData("nginx -t", "called directly")]
    [InlineData("ask curl --silent https://x.example", "is a change")]
    [InlineData("ask curl --get --request DELETE https://x.example", "is a change")]
    [InlineData("ask curl --get -T file https://x.example", "is a change")]
    public void A_script_for_nginx_that_breaks_it_does_not_load(string statement, string why)
    {
        var folder = new TemplateFolder().With("nginx_change/run.sh", "  prove_nginx\n", $"  prove_nginx\n  {statement}\n");

        var refused = Assert.Throws<SreMcp.Policy.SreException>(() => new TemplateCatalog(folder).Find("nginx_change"));

        Assert.Equal("SRE0608", refused.Code.Code);
        Assert.Contains(why, refused.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rollback.sh")]
    [InlineData("verify.sh")]
    public void A_change_without_its_companions_does_not_load(string missing)
    {
        var (code, what) = new TemplateFolder().Without($"kubernetes_rollback/direct/{missing}").Refused();

        Assert.Equal("SRE0608", code);
        Assert.Contains($"there is no {missing}", what, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pull-request.md")]
    [InlineData("promotion.md")]
    public void A_change_without_a_document_of_its_own_has_the_usual_one(string missing)
    {
        var catalog = new TemplateCatalog(new TemplateFolder().Without($"kubernetes_rollback/direct/{missing}"));

        var bundle = catalog.Find("kubernetes_rollback").Render(Facts.Rollback().ToInputs());

        Assert.Contains("kubernetes_rollback/1", bundle.Find(missing)!.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_for_an_owner_that_keeps_the_workload_cannot_carry_a_change()
    {
        var folder = new TemplateFolder();
        var (code, what) = folder.WithFile("kubernetes_rollback/git/other.sh", folder.Read(TemplateFolder.Run)).Refused();

        Assert.Equal("SRE0608", code);
        Assert.Contains("stands beside no run.sh", what, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_for_a_system_whose_identity_cannot_be_proven_does_not_load()
    {
        var (code, what) = new TemplateFolder().With(TemplateFolder.Header, "system: kubernetes", "system: toaster").Refused();

        Assert.Equal("SRE0608", code);
        Assert.Contains("'toaster'", what, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_that_a_script_never_calls_are_left_out_of_it()
    {
        var verify = Facts.All["rollback"].Find("verify.sh")!.Content;
        Assert.DoesNotContain("confirm()", verify, StringComparison.Ordinal);
        Assert.DoesNotContain("run()", verify, StringComparison.Ordinal);
        Assert.Contains("finish()", verify, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import subprocess", "subprocess reaches other systems")]
    [InlineData("from urllib import request", "urllib reaches other systems")]
    [InlineData("eval(input())", "turns text into commands")]
    public void Python_that_a_script_starts_changes_nothing_itself(string line, string why)
    {
        var (code, what) = new TemplateFolder().WithFile("kubernetes_rollback/direct/tool.py", line).Refused();

        Assert.Equal("SRE0608", code);
        Assert.StartsWith("kubernetes_rollback/direct/tool.py:1", what, StringComparison.Ordinal);
        Assert.Contains(why, what, StringComparison.Ordinal);
    }
}
