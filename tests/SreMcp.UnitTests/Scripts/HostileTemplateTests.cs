using System.Text;
using System.Text.Json;
using SreMcp.Scripts;
using YamlDotNet.RepresentationModel;

namespace SreMcp.UnitTests.Scripts;

/// <summary>Ten thousand seeded sets of hostile parameters over every template: each result parses, and no value is ever executed.</summary>
public sealed class HostileTemplateTests
{
    private const int Sets = 10_000;

    /// <summary>How many go through shellcheck.</summary>
    private const int Checked = 500;

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
            foreach (var file in template.Render(ExampleInputs.Of(template.Header, owner, random.Choose)).Files)
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
                        new YamlStream().Load(new StringReader(file.Content));
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
        $"#!/usr/bin/env bash\n{string.Join('\n', script.Split('\n').Where(line => line.StartsWith("readonly ", StringComparison.Ordinal) || line.StartsWith("# ", StringComparison.Ordinal)).TakeWhile(line => line is not "# --- How every generated script behaves -----------------------------------------"))}\n";
}
