using System.Text;
using System.Text.Json;
using SreMcp.Scripts;
using YamlDotNet.RepresentationModel;

namespace SreMcp.UnitTests.Scripts;

/// <summary>What holds for every template that ships, filled with its own examples.</summary>
public sealed class EveryTemplateTests
{
    public static TheoryData<string, string?> All => [.. ExampleInputs.All];

    /// <summary>The files of templates that <c>promtool</c> knows.</summary>
    public static TheoryData<string, string> PrometheusFiles =>
    [
        .. ExampleInputs.All.Where(pair => pair.Owner is null)
            .SelectMany(pair => ExampleInputs.Render(pair.Template, pair.Owner).Files, (pair, file) => (pair.Template, file.Name))
            .Where(pair => pair.Name is "rules.yaml" or "rules.test.yaml" or "prometheus.yaml"),
    ];

    public static TheoryData<string> TerraformTemplates =>
        [.. ExampleInputs.All.Where(pair => pair.Owner is null && ExampleInputs.Render(pair.Template, pair.Owner).Files.Any(file => file.Name.EndsWith(".tf", StringComparison.Ordinal))).Select(pair => pair.Template)];

    [Theory, MemberData(nameof(All))]
    public void Is_what_the_golden_files_say(string template, string? owner) =>
        Assert.All(ExampleInputs.Render(template, owner).Files, file =>
            Golden.AssertCurrent($"tests/SreMcp.UnitTests/Scripts/Golden/templates/{template}{(owner is null ? "" : $"-{owner}")}/{file.Name.TrimStart('.')}", file.Content));

    [Theory, MemberData(nameof(All))]
    public void Every_file_parses(string template, string? owner)
    {
        using var bash = new Bash();
        foreach (var file in ExampleInputs.Render(template, owner).Files)
        {
            AssertParses(bash, file.Name, bash.Write($"{template}-{owner}/{file.Name}", file.Content), file.Content);
        }
    }

    /// <summary>Prometheus' own reader, and its own runner for the tests that a bundle brings along.</summary>
    [Theory, MemberData(nameof(PrometheusFiles))]
    public void Prometheus_reads_its_files_and_their_tests_hold(string template, string file)
    {
        using var bash = new Bash();
        foreach (var part in ExampleInputs.Render(template, owner: null).Files)
        {
            bash.Write(part.Name, part.Content);
        }

        IReadOnlyList<string> arguments = file switch
        {
            "rules.test.yaml" => ["test", "rules", Path.Combine(bash.Folder, file)],
            "prometheus.yaml" => ["check", "config", "--syntax-only", file],
            _ => ["check", "rules", file],
        };
        Succeeds(bash.RunProgram("promtool", arguments));
    }

    /// <summary>For each cloud: HashiCorp's parser reads every file, and where Terraform is installed it finds nothing to format. <c>terraform validate</c> needs a registry.</summary>
    [Theory, MemberData(nameof(TerraformTemplates))]
    public void Terraform_reads_its_files_for_each_cloud_and_finds_them_formatted(string template)
    {
        var found = TemplateCatalog.Embedded.Find(template);
        foreach (var cloud in found.Header.Parameters.Where(parameter => parameter.Name is "cloud").SelectMany(parameter => parameter.Choices).DefaultIfEmpty())
        {
            using var bash = new Bash();
            string[] files = [.. found.Render(ExampleInputs.Of(found.Header, owner: null, parameter => parameter.Name is "cloud" && cloud is not null ? (TemplateValue)cloud : null)).Files
                .Where(file => Path.GetExtension(file.Name) is ".tf" or ".tfvars").Select(file => bash.Write(file.Name, file.Content))];
            Hcl.Read(bash, files).Dispose();
            if (Bash.IsInstalled("terraform"))
            {
                var (exit, output, errors) = bash.RunProgram("terraform", "fmt", "-check", "-diff", bash.Folder);
                Assert.True(exit == 0, Encoding.UTF8.GetString(output) + errors);
            }
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Every_script_passes_shellcheck_without_a_word(string template, string? owner)
    {
        using var bash = new Bash();
        string[] scripts = [.. ExampleInputs.Render(template, owner).Files.Where(file => file.Name.EndsWith(".sh", StringComparison.Ordinal)).Select(file => bash.Write(file.Name, file.Content))];
        if (scripts is [])
        {
            return;
        }

        var (exit, output, _) = bash.RunProgram("shellcheck", ["--severity=style", "--format=gcc", .. scripts]);

        Assert.True(exit == 0, Encoding.UTF8.GetString(output));
    }

    [Theory, MemberData(nameof(All))]
    public void Can_be_explained(string template, string? owner)
    {
        var found = TemplateCatalog.Embedded.Find(template);

        var text = found.Explain(ExampleInputs.Of(found.Header, owner));

        Golden.AssertCurrent($"tests/SreMcp.UnitTests/Scripts/Golden/templates/{template}{(owner is null ? "" : $"-{owner}")}/explained.md", text);
    }

    [Theory, MemberData(nameof(All))]
    public void The_digest_covers_every_byte(string template, string? owner) => Assert.True(BundleDigest.Matches(ExampleInputs.Render(template, owner)));

    private static void AssertParses(Bash bash, string name, string path, string content)
    {
        switch (Path.GetExtension(name))
        {
            case ".sh":
                Succeeds(bash.RunProgram("bash", "-n", path));
                break;
            case ".py":
                Succeeds(bash.RunProgram("python3", "-m", "py_compile", path));
                break;
            case ".json":
                JsonDocument.Parse(content).Dispose();
                break;
            case ".yaml" or ".yml":
                new YamlStream().Load(new StringReader(content));
                break;
        }
    }

    private static void Succeeds((int Exit, byte[] Output, string Errors) run) => Assert.True(run.Exit == 0, run.Errors);
}
