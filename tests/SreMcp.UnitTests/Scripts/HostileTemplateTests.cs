using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SreMcp.Policy;
using SreMcp.Scripts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SreMcp.UnitTests.Scripts;

/// <summary>Ten thousand seeded sets of hostile parameters over every template: each result parses, and no value is ever executed.</summary>
public sealed partial class HostileTemplateTests
{
    private const int Sets = 10_000;

    /// <summary>How many go through shellcheck.</summary>
    private const int Checked = 500;

    private int _refused;

    [Fact]
    public void Every_result_parses_and_no_value_is_executed()
    {
        using var bash = new Bash();
        var random = new HostileParameters(seed: 20261121);
        var scripts = new StringBuilder();
        List<string> sample = [];
        for (var set = 0; set < Sets; set++)
        {
            var (name, owner) = ExampleInputs.All[set % ExampleInputs.All.Count];
            var template = TemplateCatalog.Embedded.Find(name);
            foreach (var file in Render(template, owner, random).Files)
            {
                switch (Path.GetExtension(file.Name))
                {
                    case ".sh" when file.Name is "run.sh" || set % 10 == 0:
                        scripts.AppendLine(Path.GetFileName(bash.Write($"{set}-{file.Name}", file.Content)));
                        if (sample.Count < Checked)
                        {
                            sample.Add(bash.Write($"{set}-inputs-{file.Name}", Inputs(file.Content)));
                        }

                        break;
                    case ".json":
                        JsonDocument.Parse(file.Content).Dispose();
                        break;
                    case ".yaml" or ".yml":
                        Assert.True(IsYaml(file.Content), $"set {set}: {name}/{file.Name} does not parse:\n{file.Content}");
                        break;
                    case ".py":
                        bash.Write($"{set}-{file.Name}", file.Content);
                        break;
                }
            }
        }

        Parse(bash, scripts.ToString());
        Compile(bash);
        Check(bash, sample);
        Assert.Empty(bash.Canaries);
    }

    /// <summary>The next set that makes sense: one that a template refuses, with its reason, makes nothing that could be executed.</summary>
    private Bundle Render(Template template, string? owner, HostileParameters random)
    {
        while (true)
        {
            try
            {
                return template.Render(ExampleInputs.Of(template.Header, owner, random.Choose));
            }
            catch (SreException refused) when (IsReason(refused))
            {
                _refused++;
                Assert.True(_refused < Sets / 2, $"Too many are refused, the last one by {template.Header.Name}: {refused.Message}");
            }
        }
    }

    /// <summary>A row that says one half needs the other, such as the value of a label; a few languages have no escape for a few things, such as GitLab for <c>%NAME%</c>. Nothing else refuses what fits its declaration.</summary>
    private static bool IsReason(SreException refused) => refused.Code.Code is "SRE0605" || (refused.Code.Code is "SRE0603" && RowHalf().IsMatch(refused.What));

    [GeneratedRegex(@" needs [a-z-]+\.[a-z-]+\.\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowHalf();

    private static bool IsYaml(string text)
    {
        try
        {
            new YamlStream().Load(new StringReader(text));
            return true;
        }
        catch (YamlException)
        {
            return false;
        }
    }

    /// <summary>Bash reads every script, and runs the lines that hold the values.</summary>
    private static void Parse(Bash bash, string scripts)
    {
        bash.Write("names", scripts);
        bash.Write("parse.sh", """
            set -u
            while IFS= read -r name; do
              bash -n "./$name" || { echo "does not parse: $name"; exit 1; }
              case $name in
                *-run.sh) grep -E '^readonly ' "./$name" >"./$name.values" && bash "./$name.values" >/dev/null 2>&1 || { echo "does not run: $name"; exit 1; } ;;
              esac
            done <names
            """);
        var (exit, output, errors) = bash.Run("parse.sh");
        Assert.True(exit is 0, Encoding.UTF8.GetString(output) + errors);
    }

    /// <summary>Python reads every script, and runs the lines that hold the values.</summary>
    private static void Compile(Bash bash)
    {
        if (!Directory.EnumerateFiles(bash.Folder, "*.py").Any())
        {
            return;
        }

        bash.Write("compile.py", """
            import ast, pathlib
            for path in pathlib.Path('.').glob('*.py'):
                text = path.read_text(encoding='utf-8')
                ast.parse(text, str(path))
                if path.name.endswith('-run.py'):
                    values = {}
                    exec('\n'.join(line for line in text.split('\n') if line.split(' = ')[0].isupper() and ' = ' in line), {}, values)
                    assert values['DIGEST'], path
            """);
        var (exit, output, errors) = bash.RunProgram("python3", "compile.py");
        Assert.True(exit is 0, Encoding.UTF8.GetString(output) + errors);
    }

    private static void Check(Bash bash, List<string> sample)
    {
        // Values that no line uses are what a part of a script has.
        var (exit, output, _) = bash.RunProgram("shellcheck", ["--severity=warning", "--exclude=SC2034", "--format=gcc", .. sample]);
        Assert.True(exit is 0, Encoding.UTF8.GetString(output));
    }

    /// <summary>The part of a script that differs from one set to the next.</summary>
    private static string Inputs(string script) =>
        $"#!/usr/bin/env bash\n{string.Join('\n', script.Split('\n').Where(line => line.StartsWith("readonly ", StringComparison.Ordinal) || (line.StartsWith("# ", StringComparison.Ordinal) && !line.StartsWith("# shellcheck", StringComparison.Ordinal))).TakeWhile(line => line is not "# --- How every generated script behaves -----------------------------------------"))}\n";
}
