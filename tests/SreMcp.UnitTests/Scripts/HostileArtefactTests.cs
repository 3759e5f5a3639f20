using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SreMcp.Policy;
using SreMcp.Scripts;
using YamlDotNet.RepresentationModel;

namespace SreMcp.UnitTests.Scripts;

/// <summary>Files for a repository whose texts are read a second time by GitHub, Prometheus or Terraform: whatever a value holds, it stays text.</summary>
public sealed class HostileArtefactTests
{
    private const int Values = 150;

    [Fact]
    public void A_workflow_reads_a_hostile_name_back_as_text()
    {
        Assert.All(Hostile(Values), value =>
        {
            var workflow = Render("github_workflow", parameter => parameter.Name is "service" or "runtime-version" ? (TemplateValue)value : null)["delivery.yaml"];

            Assert.Equal($"Deliver {value}", Evaluated(Scalar(Yaml(workflow), "name")));
            Assert.Equal(value, Evaluated(Scalar(Yaml(workflow), "jobs", "test", "steps", "1", "with", "dotnet-version")));
        });
    }

    /// <summary>The series of the bundled tests carry the name as it is: their alerts fire only when every query finds it, and no other.</summary>
    [Fact]
    public void Alerts_of_a_hostile_name_find_its_series_and_show_it()
    {
        using var bash = new Bash();
        foreach (var (value, index) in Hostile(20).Where(value => !value.Contains('\ufffd', StringComparison.Ordinal)).Select((value, index) => (value, index)))
        {
            var files = Render("prometheus_alerts", parameter => parameter.Name is "service" ? (TemplateValue)value : null);
            bash.Write($"{index}/rules.yaml", files["rules.yaml"]);
            var test = bash.Write($"{index}/rules.test.yaml", files["rules.test.yaml"]);

            var (exit, output, errors) = bash.RunProgram("promtool", "test", "rules", test);

            Assert.True(exit == 0, $"{value}\n{Encoding.UTF8.GetString(output)}{errors}");
        }
    }

    [Fact]
    public void A_dashboard_is_JSON_and_has_a_hostile_link_as_text()
    {
        const string Link = "https://wiki.example.com/a?x=1&y=$(touch+canary)#[1]";
        var dashboard = Render("grafana_dashboard", parameter => parameter.Name is "runbook" ? (TemplateValue)Link : null)["dashboard.json"];

        using var json = JsonDocument.Parse(dashboard);

        Assert.Equal(Link, json.RootElement.GetProperty("links")[0].GetProperty("url").GetString());
    }

    /// <summary>No expression outlives the quoting: what HashiCorp's parser reads is the text, and nothing in it is a template.</summary>
    [Fact]
    public void Terraform_reads_a_hostile_tag_back_as_text()
    {
        using var bash = new Bash();
        // The parser composes what it reads (NFC), and this build has no tables to do the same: only texts that cannot change.
        string[] values = [.. Hostile(Values).Where(value => value.All(char.IsAscii))];
        var tags = new TemplateValue.Table([.. values.Select((value, index) => new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = $"k{index}", ["value"] = value })]);

        using var read = Hcl.Read(bash, bash.Write("terraform.tfvars", Render("terraform_network", parameter => parameter.Name is "tags" ? tags : null)["terraform.tfvars"]));

        Assert.Equal(values.Select(Hcl.Shown), read.RootElement[0].GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("value").GetString()));
        Assert.Empty(bash.Canaries);
    }

    /// <summary>An address is a reference, and the id beside it stays text.</summary>
    [Fact]
    public void Terraform_reads_an_address_as_a_reference_and_a_hostile_id_as_text()
    {
        using var bash = new Bash();
        string[] ids = [.. Hostile(Values).Where(value => value.All(char.IsAscii))];
        var resources = new TemplateValue.Table([.. ids.Select((id, index) => new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = $"module.m[\"a.b\"].aws_instance.i[{index}]", ["id"] = id })]);
        var files = Render("terraform_import", parameter => parameter.Name is "resources" ? resources : null);

        using var read = Hcl.Read(bash, bash.Write("imports.tf", files["imports.tf"]), bash.Write("checks.tf", files["checks.tf"]));

        var imports = read.RootElement[0].GetProperty("import").EnumerateArray().ToArray();
        Assert.Equal(ids.Select(Hcl.Shown), imports.Select(import => import.GetProperty("id").GetString()));
        Assert.Equal(ids.Select((_, index) => $"${{module.m[\"a.b\"].aws_instance.i[{index}]}}"), imports.Select(import => import.GetProperty("to").GetString()));
        var checks = read.RootElement[1].GetProperty("variable").GetProperty("imports")[0].GetProperty("default").EnumerateArray();
        Assert.Equal(ids.Select((id, index) => ($"module.m[\"a.b\"].aws_instance.i[{index}]", Hcl.Shown(id))), checks.Select(check => (check.GetProperty("address").GetString()!, check.GetProperty("id").GetString()!)));
    }

    /// <summary>What a parameter of type text lets through.</summary>
    private static IEnumerable<string> Hostile(int count) => HostileValues.OneLine(count).Where(value => TextCleaner.OneLine(value, 4096) == value);

    private static Dictionary<string, string> Render(string template, Func<Parameter, TemplateValue?> choose)
    {
        var found = TemplateCatalog.Embedded.Find(template);
        return found.Render(ExampleInputs.Of(found.Header, owner: null, choose)).Files.ToDictionary(file => file.Name, file => file.Content, StringComparer.Ordinal);
    }

    private static YamlNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents[0].RootNode;
    }

    private static string Scalar(YamlNode node, params string[] path) =>
        ((YamlScalarNode)path.Aggregate(node, (at, key) => at is YamlSequenceNode list ? list.Children[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)] : ((YamlMappingNode)at).Children[new YamlScalarNode(key)])).Value!;

    /// <summary>As GitHub evaluates it: only an expression that is one literal may be there.</summary>
    private static string Evaluated(string text)
    {
        if (!text.Contains("${{", StringComparison.Ordinal))
        {
            return text;
        }

        var literal = Regex.Match(text, @"\A(?<before>(?:(?!\$\{\{).)*)\$\{\{ '(?<text>(?:''|[^'])*)' \}\}\z", RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        Assert.True(literal.Success, text);
        return literal.Groups["before"].Value + literal.Groups["text"].Value.Replace("''", "'", StringComparison.Ordinal);
    }
}
