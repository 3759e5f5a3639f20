using System.Runtime.CompilerServices;
using System.Text;
using SreMcp.Commands;
using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.Tools;
using SreMcp.UnitTests.Architecture;

namespace SreMcp.UnitTests;

/// <summary>The README's tables are what the program says of itself.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Shows_the_tools_that_exist()
    {
        var table = new StringBuilder("| tool | what it does | tokens |\n|---|---|---|\n");
        foreach (var tool in Toolbox.Standard.All)
        {
            table.Append($"| `{tool.Name}` | {tool.Says} | {ToolsCommand.Tokens(tool)} |\n");
        }

        Section("tools", table.ToString());
    }

    [Fact]
    public void Shows_the_rules_that_ship()
    {
        var table = new StringBuilder("| rule | effect | operations | environments | requires | why |\n|---|---|---|---|---|---|\n");
        foreach (var rule in PolicySet.Shipped.Rules)
        {
            var every = rule.Operations.Count == Operations.All.Count(operation => operation.Class is OperationClass.Execute);
            table.Append($"| `{rule.Id}` | {rule.Effect.ToString().ToLowerInvariant()} | {(every ? "every execute" : string.Join(", ", rule.Operations))} "
                + $"| {string.Join(", ", rule.Environments.Select(environment => environment.Name()))} | {string.Join(", ", rule.Requirements)} | {rule.Reason} |\n");
        }

        Section("policies", table.ToString());
    }

    [Fact]
    public void Shows_the_templates_that_ship()
    {
        var table = new StringBuilder("| template | does | undo |\n|---|---|---|\n");
        foreach (var header in TemplateCatalog.Embedded.All)
        {
            table.Append($"| `{header.Name}` | {header.Does} | {header.Undo} |\n");
        }

        Section("templates", table.ToString());
    }

    [Fact]
    public void Shows_the_error_codes_that_exist()
    {
        var table = new StringBuilder("| codes | about | how many |\n|---|---|---|\n");
        foreach (var (family, (range, about)) in ErrorCodeTests.Ranges)
        {
            var codes = ErrorCodeTests.Declared(family);
            table.Append($"| [{codes[0]} to {codes[^1].Code[3..]}](docs/errors.md#{ErrorCodeTests.Anchor(range, about)}) | {about} | {codes.Length} |\n");
        }

        Section("errors", table.ToString());
    }

    private static void Section(string name, string content, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "README.md");
        var readme = File.ReadAllText(path);
        var (open, close) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var start = readme.IndexOf(open, StringComparison.Ordinal) + open.Length;
        var end = readme.IndexOf(close, StringComparison.Ordinal);
        if (System.Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            File.WriteAllText(path, readme[..start] + content + readme[end..]);
            return;
        }

        Assert.Equal(content, readme[start..end]);
    }
}
