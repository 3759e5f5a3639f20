using System.Text.Json.Nodes;

namespace SreMcp.UnitTests.Clients;

public sealed class JsonConfigurationTests
{
    [Theory]
    [InlineData("claude-code", "mcpServers", null)]
    [InlineData("cursor", "mcpServers", "stdio")]
    [InlineData("vscode", "servers", "stdio")]
    [InlineData("gemini", "mcpServers", null)]
    public void Writes_what_each_client_documents_and_no_approval(string client, string servers, string? type)
    {
        foreach (var before in new[] { "", " \n" })
        {
            var text = Entries.Merge(client, before);
            var root = JsonNode.Parse(text)!.AsObject();
            var entry = Assert.Single(Assert.Single(root, member => member.Key == servers).Value!.AsObject());
            Assert.Equal("sre", entry.Key);
            string[] expected = type is null ? ["command", "args"] : ["type", "command", "args"];
            Assert.Equal(expected, entry.Value!.AsObject().Select(member => member.Key));
            Assert.Equal("/opt/sre-mcp/sre-mcp", (string)entry.Value["command"]!);
            Assert.Equal("""["serve"]""", entry.Value["args"]!.ToJsonString());
            Assert.Equal(type, (string?)entry.Value["type"]);
            Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Keeps_comments_commas_order_and_layout_of_a_file_with_comments()
    {
        const string Before = "// ours\n{\n\t\"inputs\": [], // asked\n\t\"servers\": {\n\t\t/* first */ \"a\": { \"command\": \"x\" /* , */ },\n\t\t\"b\": { \"url\": \"https://x/}//\" }, // second\n\t\t// the end\n\t},\n}\n";
        const string After = "// ours\n{\n\t\"inputs\": [], // asked\n\t\"servers\": {\n\t\t/* first */ \"a\": { \"command\": \"x\" /* , */ },\n\t\t\"b\": { \"url\": \"https://x/}//\" }, // second\n"
            + "\t\t\"sre\": {\n\t\t\t\"type\": \"stdio\",\n\t\t\t\"command\": \"/opt/sre-mcp/sre-mcp\",\n\t\t\t\"args\": [\"serve\"]\n\t\t}\n\t\t// the end\n\t},\n}\n";

        Assert.Equal(After, Entries.Merge("vscode", Before));
    }

    [Theory]
    [InlineData("{\"mcpServers\":{\"a\":{}},\"z\":1}", "{\"mcpServers\":{\"a\":{}, \"sre\": { \"command\": \"/opt/sre-mcp/sre-mcp\", \"args\": [\"serve\"] }},\"z\":1}")]
    [InlineData("{\"z\":1}", "{\"z\":1, \"mcpServers\": { \"sre\": { \"command\": \"/opt/sre-mcp/sre-mcp\", \"args\": [\"serve\"] } }}")]
    [InlineData("{\n    \"z\": 1\n}", "{\n    \"z\": 1,\n    \"mcpServers\": {\n        \"sre\": {\n            \"command\": \"/opt/sre-mcp/sre-mcp\",\n            \"args\": [\"serve\"]\n        }\n    }\n}")]
    [InlineData("{\r\n  \"mcpServers\": {}\r\n}\r\n", "{\r\n  \"mcpServers\": {\r\n    \"sre\": {\r\n      \"command\": \"/opt/sre-mcp/sre-mcp\",\r\n      \"args\": [\"serve\"]\r\n    }\r\n  }\r\n}\r\n")]
    public void Follows_the_layout_that_is_there(string before, string after) => Assert.Equal(after, Entries.Merge("claude-code", before));

    [Fact]
    public void Changes_the_path_alone_when_the_executable_has_moved()
    {
        const string Before = "{ \"mcpServers\": { \"sre\": { \"command\": \"/old/sre-mcp\", \"args\": [\"serve\", \"--hide\", \"execute_apply\"], \"env\": {\"A\":\"b\"} }, \"z\": {} } }";

        Assert.Equal(Before.Replace("/old/sre-mcp", "/opt/sre-mcp/sre-mcp", StringComparison.Ordinal), Entries.Merge("gemini", Before));
    }

    [Theory]
    [InlineData("{\"command\":\"npx\",\"args\":[\"other\"]}")]
    [InlineData("{\"command\":\"/opt/sre-mcp/sre-mcp\",\"args\":[\"call\",\"x\"]}")]
    [InlineData("{\"url\":\"https://example.com\"}")]
    [InlineData("{\"command\":[\"sre-mcp\"]}")]
    [InlineData("{}")]
    public void Takes_no_name_from_another_server(string entry)
    {
        var refusal = Entries.Refusal("cursor", $"{{\n\"mcpServers\": {{\n\"sre\": {entry} }} }}");

        Assert.Equal("SRE0806", refusal.Code.Code);
        Assert.Contains("the file:3", refusal.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("claude-code", "{\n// no\n}", 2)]
    [InlineData("claude-code", "{\n\"a\": 1,\n}", 3)]
    [InlineData("gemini", "{ // yes\n\"a\": [1,\n]}", 3)]
    [InlineData("vscode", "{\n\"servers\": [] }", 2)]
    [InlineData("vscode", "{\n\"servers\":\nnull }", 3)]
    [InlineData("vscode", "[]", 1)]
    [InlineData("cursor", "{\"mcpServers\": {}\n} {}", 2)]
    [InlineData("cursor", "{\"mcpServers\": {},\n\"mcpServers\": {} }", 2)]
    [InlineData("cursor", "{\"mcpServers\": {\"sre\": 5,\n\n\"sre\": {}} }", 3)]
    [InlineData("cursor", "{\"mcpServers\": {\n\"sre\": 5} }", 2)]
    [InlineData("cursor", "{\"a\":\n\"unclosed", 2)]
    [InlineData("cursor", "{ /* unclosed", 1)]
    [InlineData("cursor", "not json", 1)]
    [InlineData("cursor", "{\"a\":\n\"\\uD800\", \"mcpServers\": {}}", 1)]
    public void Refuses_a_malformed_file_with_its_line(string client, string text, int line)
    {
        var refusal = Entries.Refusal(client, text);

        Assert.Equal("SRE0804", refusal.Code.Code);
        Assert.StartsWith($"the file:{line}:", refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_nesting_without_end() => Assert.Equal("SRE0804", Entries.Refusal("vscode", new string('[', 100_000)).Code.Code);

    [Theory]
    [InlineData("\"trust\": true", "trust")]
    [InlineData("\"alwaysAllow\": [\"read_policy\"]", "alwaysAllow")]
    [InlineData("\"trust\": false", null)]
    [InlineData("\"alwaysAllow\": []", null)]
    public void Names_an_approval_that_is_there_and_leaves_it(string member, string? expected)
    {
        var before = $"{{\"mcpServers\": {{\"sre\": {{\"command\": \"/opt/sre-mcp/sre-mcp\", \"args\": [\"serve\"], {member} }} }} }}";
        var merged = Entries.Format("gemini").Merge("the file", before, Entries.Ours);

        Assert.Equal(before, merged.Text);
        Assert.Equal(expected is null ? [] : [expected], merged.Approvals);
    }

    [Fact]
    public void Keeps_paths_that_need_escapes_readable()
    {
        var text = Entries.Format("cursor").Merge("the file", "", new("sre", "/home/zoë/a \"b\"\\c/sre-mcp")).Text;

        Assert.Equal("/home/zoë/a \"b\"\\c/sre-mcp", (string)JsonNode.Parse(text)!["mcpServers"]!["sre"]!["command"]!);
        Assert.Contains("zoë", text, StringComparison.Ordinal);
    }
}
