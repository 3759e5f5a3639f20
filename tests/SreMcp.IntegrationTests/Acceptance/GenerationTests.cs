using System.Security.Cryptography;
using System.Text;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>Templates over stdio: those that ship, those that an operator adds, and those that a workspace brings.</summary>
public sealed class GenerationTests : IDisposable
{
    private const string Header = """
        name: team_note
        version: 1
        system: document
        safety: read-only
        does: A note in the words of the team.
        changes: Nothing.
        undo: Nothing to undo.
        parameters:
          who: { type: text, required: true, example: Ana }
        """;

    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("runbook")]
    [InlineData("document_runbook")]
    public async Task Writes_a_document_into_the_workspace_and_shows_it(string template)
    {
        await using var agent = await AgentAsync();

        var answer = (await agent.CallAsync("generate_document", ("template", template), ("parameters", Runbook("it's `down`")))).Good();

        Assert.Contains("# Runbook: ``it's `down```", answer, StringComparison.Ordinal);
        Assert.Contains("### `The pool is full.`", answer, StringComparison.Ordinal);
        Assert.Matches(@"Written: \.sre-mcp/[0-9a-f]{12}/runbook\.md", answer);
        Assert.Equal("runbook.md", Path.GetFileName(Directory.EnumerateFiles(Path.Combine(_home.Workspace, ".sre-mcp"), "*.md", SearchOption.AllDirectories).Single()));
    }

    [Fact]
    public async Task Documents_an_api_from_its_description_in_the_workspace_and_from_nowhere_else()
    {
        await File.WriteAllTextAsync(Path.Combine(_home.Workspace, "openapi.yaml"), """
            openapi: 3.0.3
            info: { title: Orders, version: "2" }
            paths: { /orders: { get: { summary: Lists orders., responses: { "200": { description: All of them. } } } } }
            """, TestContext.Current.CancellationToken);
        await using var agent = await AgentAsync();

        var answer = (await agent.CallAsync("generate_document", ("template", "api"), ("parameters", Specification("openapi.yaml")))).Good();

        Assert.Contains("### `GET /orders`", answer, StringComparison.Ordinal);
        Assert.Contains("`Lists orders.`", answer, StringComparison.Ordinal);
        (await agent.CallAsync("generate_document", ("template", "api"), ("parameters", Specification("/etc/hostname")))).Bad("SRE0473");
        (await agent.CallAsync("generate_document", ("template", "api"), ("parameters", new Dictionary<string, object>(StringComparer.Ordinal)))).Bad("SRE0603");
    }

    [Fact]
    public async Task A_hand_off_lists_what_the_journal_has()
    {
        await using var agent = await AgentAsync();
        (await agent.CallAsync("generate_document", ("template", "runbook"), ("parameters", Runbook("x")))).Good();
        (await agent.CallAsync("generate_document", ("template", "document_nothing"))).Bad("SRE0601");

        var answer = (await agent.CallAsync("generate_document", ("template", "handoff"), ("parameters", new Dictionary<string, object>(StringComparer.Ordinal) { ["from"] = "Ana", ["to"] = "Ben", ["summary"] = "Quiet.", ["since"] = "1h" }))).Good();

        Assert.Matches("UTC` `generate_document` on `.*document_runbook.*`: `ok`", answer);
        Assert.Matches("UTC` `generate_document` on `.*`: `SRE0601`", answer);
    }

    [Fact]
    public async Task Answers_a_wrong_parameter_with_the_declaration()
    {
        await using var agent = await AgentAsync();

        var wrong = Runbook("x");
        wrong["severty"] = "high";
        Assert.Contains("Did you mean severity: choice (critical, high, medium, low)", (await agent.CallAsync("generate_document", ("template", "runbook"), ("parameters", wrong))).Bad("SRE0602"), StringComparison.Ordinal);
        Assert.Contains("document_runbook", (await agent.CallAsync("generate_document")).Good(), StringComparison.Ordinal);
        (await agent.CallAsync("generate_document", ("template", "kubernetes_restart"))).Bad("SRE0601");
    }

    [Fact]
    public async Task An_operator_adds_a_template_and_the_same_checks_apply()
    {
        Write(_home.OperatorFolder, "team_note/template.yaml", Header);
        Write(_home.OperatorFolder, "team_note/note.md", "Written by {{who}}.");
        Write(_home.OperatorFolder, "broken/template.yaml", Header.Replace("name: team_note", "name: broken", StringComparison.Ordinal));
        Write(_home.OperatorFolder, "broken/note.md", "Written by {{{who}}}.");
        Write(_home.OperatorFolder, "document_runbook/template.yaml", Header);
        await using var agent = await AgentAsync();

        var list = (await agent.CallAsync("generate_document")).Good();
        Assert.Contains("A note in the words of the team.", list, StringComparison.Ordinal);
        Assert.Contains("document_runbook has the name of a shipped one", list, StringComparison.Ordinal);
        Assert.Contains("Written by `$(id)`.", (await agent.CallAsync("generate_document", ("template", "team_note"), ("parameters", Who("$(id)")))).Good(), StringComparison.Ordinal);
        Assert.Contains("nothing asks for raw output", (await agent.CallAsync("generate_document", ("template", "broken"), ("parameters", Who("x")))).Bad("SRE0607"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_of_the_workspace_counts_only_while_a_person_trusts_every_file_of_it()
    {
        var header = Write(_home.Workspace, "team_note/template.yaml", Header, ".sre-mcp/templates");
        var body = Write(_home.Workspace, "team_note/note.md", "Written by {{who}}.", ".sre-mcp/templates");
        await using (var agent = await AgentAsync())
        {
            Assert.Contains("The template team_note in the workspace is not used", (await agent.CallAsync("generate_document")).Good(), StringComparison.Ordinal);
            (await agent.CallAsync("generate_document", ("template", "team_note"))).Bad("SRE0601");
        }

        Directory.CreateDirectory(_home.OperatorFolder);
        await File.WriteAllTextAsync(Path.Combine(_home.OperatorFolder, "trusted"), $"{Digest(header)}  {header}\n{Digest(body)}  {body}\n", TestContext.Current.CancellationToken);
        await using (var agent = await AgentAsync())
        {
            (await agent.CallAsync("generate_document", ("template", "team_note"), ("parameters", Who("Ana")))).Good();
        }

        await File.AppendAllTextAsync(body, "\nAnd more.", TestContext.Current.CancellationToken);
        await using (var agent = await AgentAsync())
        {
            (await agent.CallAsync("generate_document", ("template", "team_note"))).Bad("SRE0601");
        }
    }

    private static Dictionary<string, object> Runbook(string symptom) => new(StringComparer.Ordinal)
    {
        ["service"] = "payments-api",
        ["symptom"] = symptom,
        ["owner"] = "team-payments",
        ["causes"] = new[] { new Dictionary<string, string>(StringComparer.Ordinal) { ["cause"] = "The pool is full.", ["shown-by"] = "log lines", ["fix"] = "raise it" } },
    };

    private static Dictionary<string, object> Specification(string path) => new(StringComparer.Ordinal) { ["specification"] = path };

    private static Dictionary<string, object> Who(string who) => new(StringComparer.Ordinal) { ["who"] = who };

    private static string Write(string folder, string relative, string text, string templates = "templates")
    {
        var path = Path.Combine(folder, templates, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Digest(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllText(path))));

    private Task<Agent> AgentAsync() => Agent.StartAsync(new(_home));
}
