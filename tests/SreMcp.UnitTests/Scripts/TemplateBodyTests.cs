namespace SreMcp.UnitTests.Scripts;

public sealed class TemplateBodyTests
{
    [Theory]
    [InlineData("origin=$LIVE_REVISION", "origin={{live-revision}}", "a script has no placeholders")]
    [InlineData("origin=$LIVE_REVISION", "origin={{{raw}}}", "a script has no placeholders")]
    [InlineData("origin=$LIVE_REVISION", "origin=<%= live %>", "a script has no placeholders")]
    [InlineData("origin=$LIVE_REVISION", "origin=$LIVE_REVISON", "$LIVE_REVISON is not declared in the header; did you mean $LIVE_REVISION?")]
    [InlineData("origin=$LIVE_REVISION", "origin=${NEVER_HEARD_OF}", "$NEVER_HEARD_OF is not declared")]
    [InlineData("origin=$LIVE_REVISION", "((seen < NEVER_HEARD_OF))", "$NEVER_HEARD_OF is not declared")]
    [InlineData("origin=$LIVE_REVISION", "CONTEXT=other", "'CONTEXT' is assigned")]
    [InlineData("origin=$LIVE_REVISION", "export KUBECONFIG=/tmp/other", "'KUBECONFIG' is assigned")]
    [InlineData("# <inputs>", "# inputs", "exactly one line '# <inputs>'")]
    [InlineData("# <inputs>", "# <inputs>\n# <inputs>", "exactly one line '# <inputs>'")]
    [InlineData("# <header>", "# header", "a script starts with")]
    [InlineData("#!/usr/bin/env bash", "#!/bin/sh", "a script starts with")]
    [InlineData("# <shared: undo>", "# <shared: redo>", "there is no shared part 'redo'")]
    [InlineData("# <shared: undo>", "# <raw>", "a script has no placeholders")]
    [InlineData("goal=$GOAL_REVISION", "goal=$GOAL_REVISION\r", "a script has no placeholders")]
    public void A_script_with_another_way_in_does_not_load(string from, string to, string why) => Refuses(TemplateFolder.Run, from, to, why);

    [Theory]
    [InlineData("{{workload}}", "{{{workload}}}", "nothing asks for raw output")]
    [InlineData("{{workload}}", "{{ workload }}", "nothing asks for raw output")]
    [InlineData("{{workload}}", "{{raw workload}}", "nothing asks for raw output")]
    [InlineData("{{workload}}", "{{workload", "nothing asks for raw output")]
    [InlineData("{{workload}}", "<%= workload %>", "nothing asks for raw output")]
    [InlineData("{{workload}}", "{{workloat}}", "{{workloat}} is not declared in the header; did you mean {{workload}}?")]
    [InlineData("{{workload}}", "`{{workload}}`", "between backticks")]
    [InlineData("{{workload}}", "`of {{workload}} here`", "between backticks")]
    [InlineData("## What", "| {{workload}} |", "a table")]
    [InlineData("## What", "    {{workload}}", "an indented block")]
    [InlineData("## What", "```yaml\nname: {{workload}}\n```", "not in another fence")]
    [InlineData("## What", "```bash", "a fence is not closed")]
    public void A_document_with_another_way_in_does_not_load(string from, string to, string why) => Refuses(TemplateFolder.Document, from, to, why);

    [Fact]
    public void A_file_in_a_language_without_quoting_does_not_load()
    {
        var (code, what) = new TemplateFolder().WithFile("kubernetes_rollback/direct/run.ps1", "").Refused();

        Assert.Equal("SRE0607", code);
        Assert.Contains("no quoting is known", what, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("digest: {{digest}}\n")]
    [InlineData("name: api\n{{#if revision}}\ndigest: {{digest}}\n{{/}}\n")]
    [InlineData("name: api\nfiles:\n{{#each files}}\n  - {{files}}\n{{/}}\n")]
    public void What_the_digest_is_taken_of_does_not_load_with_the_digest_in_it(string text)
    {
        var (code, what) = new TemplateFolder().WithFile("kubernetes_rollback/direct/goal.yaml", text).Refused();

        Assert.Equal("SRE0607", code);
        Assert.Equal("kubernetes_rollback/direct/goal.yaml: it is part of what the digest is taken of, so it cannot carry it.", what);
    }

    private static void Refuses(string file, string from, string to, string why)
    {
        var (code, what) = new TemplateFolder().With(file, from, to).Refused();

        Assert.Equal("SRE0607", code);
        Assert.StartsWith(file, what, StringComparison.Ordinal);
        Assert.Contains(why, what, StringComparison.Ordinal);
    }
}
