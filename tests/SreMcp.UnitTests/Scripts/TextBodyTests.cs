using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

/// <summary>Values in texts of other languages: where they may stand, how they are quoted there, how lines repeat.</summary>
public sealed class TextBodyTests
{
    private const string Header = """
        name: sample
        version: 1
        system: document
        safety: read-only
        does: Shows the engine.
        changes: Nothing.
        undo: Nothing to undo.
        languages: { ci.yaml: github-workflow }
        parameters:
          service: { type: text, required: true, example: shop }
          count: { type: integer, default: 3 }
          tls: { type: flag, default: false }
          mode: { type: choice, choices: [rolling, canary], default: rolling }
          wait: { type: duration, default: 5m }
          table: { type: sql-table, default: public.orders }
          hosts: { type: text, many: true }
          address: { type: terraform-address, default: 'module.eu["a"].aws_instance.api[0]' }
          owners: { type: text, many: true }
          ports: { type: rows, columns: { name: { type: identifier, required: true }, port: { type: integer, min: 1, max: 65535, required: true }, note: { type: text } }, example: [{ name: web, port: 80 }] }
        """;

    [Theory]
    [InlineData("a.yaml", "name: {{service}}\nreplicas: {{count}}\ntls: {{tls}}", "name: \"it's \\\"x\\\" #1\"\nreplicas: 3\ntls: false")]
    [InlineData("a.yaml", "image: \"x/{{service}}:1\"", "image: \"x/it's \\\"x\\\" #1:1\"")]
    [InlineData("a.yaml", "hosts: {{hosts}}", "hosts: [\"a\", \"b\"]")]
    [InlineData("a.yaml", "hosts:\n{{#each hosts}}\n  - {{hosts}}\n{{/}}", "hosts:\n  - \"a\"\n  - \"b\"")]
    [InlineData("a.yaml", "{{#each ports}}\n- name: {{ports.name}}\n  port: {{ports.port}}\n{{/}}", "- name: \"web\"\n  port: 80\n- name: \"admin\"\n  port: 81")]
    [InlineData("a.yaml", "run: |\n  echo {{service as bash}}\nnext: {{count}}", "run: |\n  echo 'it'\\''s \"x\" #1'\nnext: 3")]
    [InlineData("a.yaml", "expr: \"up{job=\\\"{{service as promql}}\\\"}\"", "expr: \"up{job=\\\"it's \\\\\\\"x\\\\\\\" #1\\\"}\"")]
    [InlineData("a.json", "{\"a\": {{service}}, \"b\": {{count}}, \"c\": {{ports}} }", "{\"a\": \"it\\u0027s \\\"x\\\" #1\", \"b\": 3, \"c\": [{\"name\": \"web\", \"port\": 80}, {\"name\": \"admin\", \"port\": 81, \"note\": \"n\"}] }")]
    [InlineData("a.json", "[\n{{#each hosts}}\n  {{hosts}}{{,}}\n{{/}}\n]", "[\n  \"a\",\n  \"b\"\n]")]
    [InlineData("a.tf", "name = {{service}}\nzones = {{hosts}}", "name = \"it's \\\"x\\\" #1\"\nzones = [\"a\", \"b\"]")]
    [InlineData("a.sql", "select {{service}} from {{table}} limit {{count}};", "select 'it''s \"x\" #1' from \"public\".\"orders\" limit 3;")]
    [InlineData("a.sql", "select to_regclass({{table as text}}), {{service as text}};", "select to_regclass('public.orders'), 'it''s \"x\" #1';")]
    [InlineData("a.md", "Of {{service}}, {{count}} times:\n\n- {{hosts}}", "Of `it's \"x\" #1`, 3 times:\n\n- `a`\n- `b`")]
    [InlineData("a.md", "{{#if tls}}\nwith\n{{#else}}\nwithout\n{{/}}\n{{#if mode = rolling}}\nrolls\n{{/}}", "without\nrolls")]
    [InlineData("a.md", "{{#each ports}}\n{{#if ports.note}}\n- {{ports.name}}: {{ports.note}}\n{{#else}}\n- {{ports.name}}\n{{/}}\n{{/}}", "- `web`\n- `admin`: `n`")]
    [InlineData("a.md", "Owners:\n{{#each owners}}\n- {{owners}} of {{service}}\n{{/}}\n- {{owners}}\nEnd.", "Owners:\nEnd.")]
    [InlineData("a.yaml", "wait: {{wait}}", "wait: 300")]
    [InlineData("a.conf", "proxy_pass \"http://$host/{{service}}\"; # {{service}}", "proxy_pass \"http://$host/it's \\\"x\\\" #1\"; # it's \"x\" #1")]
    [InlineData("a.tf", "to = {{address}} # {{address}}\nid = \"{{address}}\"", "to = module.eu[\"a\"].aws_instance.api[0] # module.eu[\"a\"].aws_instance.api[0]\nid = \"module.eu[\\\"a\\\"].aws_instance.api[0]\"")]
    public void Writes_a_value_as_its_language_needs_it_there(string file, string body, string? expected)
    {
        var text = Render(file, body);

        if (expected is not null)
        {
            Assert.Equal(expected + "\n", text);
        }
    }

    [Theory]
    [InlineData("a.yaml", "name: '{{service}}'", "single quotes")]
    [InlineData("a.yaml", "name: a-{{service}}", "a whole scalar")]
    [InlineData("a.yaml", "name: {{service}} b", "a whole scalar")]
    [InlineData("a.yaml", "run: |\n  echo {{service}}", "say which language reads the value")]
    [InlineData("a.yaml", "run: |\n  echo {{service as text}}", "there is no quoting for 'text'")]
    [InlineData("a.sql", "select '{{service as text}}';", "no value stands inside quotes")]
    [InlineData("a.yaml", "run: |\n  echo '{{service as bash}}'", "outside of quotes")]
    [InlineData("a.yaml", "expr: |\n  up{job={{service as promql}} }", "inside the double quotes")]
    [InlineData("a.yaml", "name: {{{service}}}", "nothing asks for raw output")]
    [InlineData("a.yaml", "name: {{service as raw}}", "there is no quoting for 'raw'")]
    [InlineData("a.yaml", "name: {{ports}}x", "a whole scalar")]
    [InlineData("a.yaml", "name: {{ports.nam}}", "no column 'nam'")]
    [InlineData("a.yaml", "name: {{#raw service}}", "nothing asks for raw output")]
    [InlineData("a.tf", "a = <<EOT\n{{service}}\nEOT", "a heredoc")]
    [InlineData("a.yaml", "a: \"x\nb: {{service}}", "not closed on its line")]
    [InlineData("a.tf", "a = \"${{service}}\"", "template sequence")]
    [InlineData("a.tf", "a = \"{{service}}{x}\"", "template sequence")]
    [InlineData("a.sql", "select '{{service}}';", "no value stands inside quotes")]
    [InlineData("a.sql", "select \"{{service}}\";", "no value stands inside quotes")]
    [InlineData("a.sql", "select a{{service}};", "apart from the word")]
    [InlineData("a.sql", "/* {{service}} */", "a comment with an end")]
    [InlineData("a.sql", "\\set x {{service}}", "a command of psql")]
    [InlineData("a.py", "x = f\"{{service}}\"", "in code")]
    [InlineData("a.py", "\"\"\"\n{{service}}\n\"\"\"", "in code")]
    [InlineData("a.conf", "root \"$host{{service}}\";", "the name of a variable")]
    [InlineData("a.conf", "root \"${x{{service}}\";", "the name of a variable")]
    [InlineData("a.conf", "root '{{service}}';", "single quotes")]
    [InlineData("a.tf", "to = x{{address}}", "the word before it")]
    [InlineData("a.md", "{{#if tls}}\n```bash\n{{/}}\n```", "does not end in the place")]
    [InlineData("a.md", "{{#if tls}}\nx", "is not closed")]
    [InlineData("a.md", "{{/}}", "closes nothing")]
    [InlineData("a.md", "{{#each count}}\n{{/}}", "is not a list")]
    [InlineData("a.md", "{{#if mode = red}}\n{{/}}", "is never 'red'")]
    [InlineData("a.md", "{{#if ports.note}}\n{{/}}", "for each row")]
    [InlineData("a.md", "{{,}}", "between the elements")]
    public void A_place_where_a_value_could_not_be_quoted_does_not_load(string file, string body, string why)
    {
        var refused = Assert.Throws<SreException>(() => Render(file, body));

        Assert.Equal("SRE0607", refused.Code.Code);
        Assert.Contains(why, refused.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dollar_never_ends_the_body_of_a_function()
    {
        var text = Render("a.sql", "do $sre$\nbegin\n  perform {{service}};\nend\n$sre$;", service: "x$sre$; drop table a; --");

        Assert.Equal(2, text.Split("$sre$").Length - 1);
    }

    [Fact]
    public void An_expression_of_a_workflow_stays_text()
    {
        var text = Render("ci.yaml", "name: {{service}}\nif: ${{ github.ref == 'x' }}", service: "${{ secrets.TOKEN }}");

        Assert.DoesNotContain("\"${{ secrets", text, StringComparison.Ordinal);
        Assert.Contains("if: ${{ github.ref == 'x' }}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_needed_and_absent_is_named()
    {
        var refused = Assert.Throws<SreException>(() => Render("a.md", "{{#each ports}}\n{{ports.note}}\n{{/}}"));

        Assert.Equal("SRE0603", refused.Code.Code);
        Assert.Contains("ports.note", refused.What, StringComparison.Ordinal);
    }

    private static string Render(string file, string body, string service = "it's \"x\" #1")
    {
        var folder = new TemplateFolder().WithFile("sample/template.yaml", Header).WithFile($"sample/{file}", body);
        var inputs = new TemplateInputs
        {
            { "service", service },
            { "hosts", ["a", "b"] },
            {
                "ports", new TemplateValue.Table(
                [
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "web", ["port"] = "80" },
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "admin", ["port"] = "81", ["note"] = "n" },
                ])
            },
        };
        return new TemplateCatalog(folder).Find("sample").Render(inputs).Files[0].Content;
    }
}
