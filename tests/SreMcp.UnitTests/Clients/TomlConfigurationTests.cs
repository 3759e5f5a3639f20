namespace SreMcp.UnitTests.Clients;

public sealed class TomlConfigurationTests
{
    private const string Block = "[mcp_servers.sre]\ncommand = \"/opt/sre-mcp/sre-mcp\"\nargs = [\"serve\"]\n";

    [Theory]
    [InlineData("", Block)]
    [InlineData("model = \"o\" # mine\n", "model = \"o\" # mine\n\n" + Block)]
    [InlineData("model = 'o'", "model = 'o'\n\n" + Block)]
    [InlineData("mcp_servers.a.command = 'x'\n", "mcp_servers.a.command = 'x'\n\n" + Block)]
    [InlineData("[mcp_servers.a]\ncommand = \"\"\"\n[mcp_servers.sre]\n\"\"\"\n", "[mcp_servers.a]\ncommand = \"\"\"\n[mcp_servers.sre]\n\"\"\"\n\n" + Block)]
    [InlineData("#[mcp_servers.sre]\n", "#[mcp_servers.sre]\n\n" + Block)]
    [InlineData("[[projects]]\nx = [1, # one\n 2,\n]\n[[projects]]\nx = { a.b = 1, \"c d\" = 1979-05-27 07:32:00Z }\n", "[[projects]]\nx = [1, # one\n 2,\n]\n[[projects]]\nx = { a.b = 1, \"c d\" = 1979-05-27 07:32:00Z }\n\n" + Block)]
    public void Adds_a_table_of_its_own_at_the_end(string before, string after)
    {
        Assert.Equal(after, Entries.Merge("codex", before));
        Assert.Equal(after, Entries.Merge("codex", after));
    }

    [Fact]
    public void Keeps_the_line_breaks_of_the_file() =>
        Assert.Equal("a = 1\r\n\r\n" + Block.Replace("\n", "\r\n", StringComparison.Ordinal), Entries.Merge("codex", "a = 1\r\n"));

    [Theory]
    [InlineData("[mcp_servers.sre]\nargs = ['serve', '--hide', 'x'] # mine\ncommand = '/old/sre-mcp' # path\nstartup_timeout_sec = 20\n")]
    [InlineData("[mcp_servers]\nsre = { command = '/old/sre-mcp', args = [\"serve\"], env = { A = 'b' } }\n")]
    [InlineData("mcp_servers.\"sre\".command = '/old/sre-mcp'\n")]
    [InlineData("[ mcp_servers . 'sre' ]\ncommand = '/old/sre-mcp'\n[mcp_servers.sre.env]\nA = 'b'\n")]
    public void Changes_the_path_alone_wherever_the_entry_stands(string before) =>
        Assert.Equal(before.Replace("'/old/sre-mcp'", "\"/opt/sre-mcp/sre-mcp\"", StringComparison.Ordinal), Entries.Merge("codex", before));

    [Theory]
    [InlineData("\n[mcp_servers.sre]\ncommand = 'npx'\n", "SRE0806", 3)]
    [InlineData("\n[mcp_servers.sre]\n", "SRE0806", 2)]
    [InlineData("[mcp_servers.sre.env]\nA = 'b'\n", "SRE0806", 2)]
    [InlineData("[mcp_servers]\nsre = 5\n", "SRE0806", 2)]
    [InlineData("\nmcp_servers = {}\n", "SRE0804", 2)]
    [InlineData("a = 1\n[[mcp_servers]]\n", "SRE0804", 2)]
    [InlineData("a = 1\na = 2\n", "SRE0804", 2)]
    [InlineData("[a]\n[b]\n[a]\n", "SRE0804", 3)]
    [InlineData("a = \n", "SRE0804", 1)]
    [InlineData("a = 1 b = 2\n", "SRE0804", 1)]
    [InlineData("a = \"x\n\"", "SRE0804", 1)]
    [InlineData("a = \"\"\"x\n", "SRE0804", 1)]
    [InlineData("a = \"\\q\"\n", "SRE0804", 1)]
    [InlineData("a = \"\\uD800\"\n", "SRE0804", 1)]
    [InlineData("a = [1 2]\n", "SRE0804", 1)]
    [InlineData("a = [1,\n\n", "SRE0804", 3)]
    [InlineData("\n[a\n", "SRE0804", 2)]
    [InlineData("[a]]\n", "SRE0804", 1)]
    [InlineData("a = 01\n", "SRE0804", 1)]
    [InlineData("a = yes\n", "SRE0804", 1)]
    [InlineData("{\"json\": 1}\n", "SRE0804", 1)]
    [InlineData("a = 1\rb = 2\n", "SRE0804", 1)]
    [InlineData("a = 'x\0'\n", "SRE0804", 1)]
    [InlineData("# \u0007\n", "SRE0804", 1)]
    public void Refuses_what_it_cannot_keep_whole_with_the_line(string text, string code, int line)
    {
        var refusal = Entries.Refusal("codex", text);

        Assert.Equal(code, refusal.Code.Code);
        Assert.StartsWith($"the file:{line}:", refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_nesting_without_end() => Assert.Equal("SRE0804", Entries.Refusal("codex", "a = " + new string('[', 100_000)).Code.Code);

    [Theory]
    [InlineData("default_tools_approval_mode = \"approve\"", true)]
    [InlineData("default_tools_approval_mode = \"prompt\"", false)]
    public void Names_an_approval_that_is_there(string line, bool isApproval)
    {
        var merged = Entries.Format("codex").Merge("the file", $"{Block}{line}\n", Entries.Ours);

        Assert.Equal(isApproval ? ["default_tools_approval_mode"] : [], merged.Approvals);
    }

    [Fact]
    public void Writes_backslashes_so_that_they_stay_backslashes() =>
        Assert.Contains("command = 'C:\\Tools\\sre-mcp.exe'", Entries.Format("codex").Merge("the file", "", new("sre", "C:\\Tools\\sre-mcp.exe")).Text, StringComparison.Ordinal);
}
