using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SreMcp.UnitTests.Clients;

/// <summary>Whatever a file looks like: everything that was there is still there, byte for byte, and a second run changes nothing.</summary>
public sealed partial class MergePropertyTests
{
    private const int Files = 3000;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true };

    [Theory]
    [InlineData("vscode", "servers", true, true)]
    [InlineData("cursor", "mcpServers", true, true)]
    [InlineData("gemini", "mcpServers", true, false)]
    [InlineData("claude-code", "mcpServers", false, false)]
    public void Json_keeps_every_byte_and_every_value(string client, string servers, bool comments, bool trailing)
    {
        for (var seed = 0; seed < Files; seed++)
        {
            var before = new RandomJson(seed, servers, comments, trailing).Text;
            var after = Entries.Merge(client, before);

            Assert.True(IsKept(before, after), $"seed {seed}:\n{before}\n->\n{after}");
            Assert.Equal(after, Entries.Merge(client, after));
            var root = JsonNode.Parse(Uncommented(after), documentOptions: Lenient)!.AsObject();
            var all = root[servers]!.AsObject();
            Assert.Equal("/opt/sre-mcp/sre-mcp", (string)all["sre"]!["command"]!);
            all.Remove("sre");
            var old = JsonNode.Parse(Uncommented(before), documentOptions: Lenient)!.AsObject();
            if (!old.ContainsKey(servers))
            {
                Assert.Empty(all);
                root.Remove(servers);
            }

            Assert.Equal(old.ToJsonString(), root.ToJsonString());
        }
    }

    [Fact]
    public void Toml_keeps_every_byte_and_only_adds_at_the_end()
    {
        for (var seed = 0; seed < Files; seed++)
        {
            var before = RandomToml(new Random(seed));
            var after = Entries.Merge("codex", before);

            Assert.StartsWith(before, after, StringComparison.Ordinal);
            Assert.Equal(after, Entries.Merge("codex", after));
        }
    }

    /// <summary>True when the old text is the new one with at most two pieces cut out.</summary>
    private static bool IsKept(string before, string after)
    {
        var head = 0;
        while (head < before.Length && before[head] == after[head])
        {
            head++;
        }

        // A comma after the last member, then the member itself.
        var rest = before[head..];
        var cut = after[head] is ',' ? after[(head + 1)..] : after[head..];
        for (var kept = 0; kept <= rest.Length; kept++)
        {
            if (!cut.StartsWith(rest[..kept], StringComparison.Ordinal))
            {
                return false;
            }

            if (cut.EndsWith(rest[kept..], StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string Uncommented(string text) => StringsAndComments().Replace(text, found => found.Value[0] is '"' ? found.Value : " ");

    [GeneratedRegex("""(?s)"(?:\\.|[^"\\])*"|//[^\r\n]*|/\*.*?\*/""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StringsAndComments();

    private static string RandomToml(Random random)
    {
        string[] values = ["1", "'a # b'", "\"x \\\" [y]\"", "[1, 2, # c\n 3]", "{ a = 1, b = { c = 'd' } }", "\"\"\"\n[mcp_servers.sre]\n\"\"\"", "'''\n'' x'''", "true", "1979-05-27T07:32:00Z", "[[1], ['#']]"];
        var text = new StringBuilder();
        var count = random.Next(8);
        for (var line = 0; line < count; line++)
        {
            text.Append(random.Next(5) switch
            {
                0 => "# [mcp_servers.sre]\n",
                1 => $"[t{line}] # t\n",
                2 => $"[mcp_servers.x{line}]\n",
                3 => "\n",
                _ => string.Create(CultureInfo.InvariantCulture, $"  k{line}.\"q r\" = {values[random.Next(values.Length)]} # end\n"),
            });
        }

        return random.Next(4) == 0 ? text.ToString().TrimEnd('\n') : text.ToString();
    }

    /// <summary>A JSON object in any layout, with blanks, breaks and comments wherever they may stand.</summary>
    private sealed class RandomJson
    {
        private readonly Random _random;
        private readonly bool _comments;
        private readonly bool _trailing;
        private readonly bool _isDense;
        private readonly string _break;
        private readonly StringBuilder _text = new();

        public RandomJson(int seed, string servers, bool comments, bool trailing)
        {
            (_random, _comments, _trailing) = (new(seed), comments, trailing);
            _isDense = _random.Next(4) == 0;
            _break = _random.Next(4) == 0 ? "\r\n" : "\n";
            Blank();
            Object(0, servers);
            Blank();
        }

        public string Text => _text.ToString();

        private void Object(int depth, string? servers)
        {
            _text.Append('{');
            var count = _random.Next(4);
            var at = servers is not null && _random.Next(3) > 0 ? _random.Next(count + 1) : -1;
            for (var index = 0; index < count; index++)
            {
                Blank();
                _text.Append(index == at ? $"\"{servers}\"" : $"\"k{index}\\u00e9 // /*\"");
                Blank();
                _text.Append(':');
                Blank();
                if (index == at)
                {
                    Object(depth + 1, servers: null);
                }
                else
                {
                    Value(depth + 1);
                }

                Blank();
                if (index < count - 1 || (_trailing && _random.Next(3) == 0))
                {
                    _text.Append(',');
                }
            }

            Blank();
            _text.Append('}');
        }

        private void Value(int depth)
        {
            switch (_random.Next(depth > 4 ? 3 : 5))
            {
                case 0: _text.Append("-1.5e3"); break;
                case 1: _text.Append("\"a \\\"} , // ü\U0001F600\""); break;
                case 2: _text.Append("null"); break;
                case 3: _text.Append("[ 1 , \"]\" ]"); break;
                default: Object(depth, servers: null); break;
            }
        }

        private void Blank()
        {
            var pieces = _isDense ? 0 : _random.Next(4);
            for (var piece = 0; piece < pieces; piece++)
            {
                _text.Append(_random.Next(_comments ? 6 : 4) switch
                {
                    0 => " ",
                    1 => "\t",
                    2 => _break,
                    3 => _break + "  ",
                    4 => $"// c, }} \"x\"{_break}",
                    _ => _random.Next(2) == 0 ? "/* c, } */" : $"/* a{_break} b */",
                });
            }
        }
    }
}
