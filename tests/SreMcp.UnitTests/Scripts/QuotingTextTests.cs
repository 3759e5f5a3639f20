using System.Globalization;
using System.Text;
using SreMcp.Policy;
using SreMcp.Scripts;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SreMcp.UnitTests.Scripts;

/// <summary>Languages whose parsers hand a value back: it is the one that was quoted.</summary>
public sealed class QuotingTextTests
{
    private const string Before = "before ", After = " after";

    private static readonly IReadOnlyList<string> s_values = HostileValues.Any(600);

    [Fact]
    public void Python_reads_every_hostile_value_back()
    {
        using var bash = new Bash();
        var literals = bash.Write("values.py", $"[{string.Join(",\n", s_values.Select(PythonText.Quote))}]");

        Assert.Equal(s_values, Python(bash, $"ast.literal_eval(open({PythonText.Quote(literals)}, encoding='ascii').read())"));
    }

    [Fact]
    public void Json_is_read_back_whole_and_in_parts()
    {
        using var bash = new Bash();
        var whole = string.Join(",\n", s_values.Select(JsonText.Quote));
        var parts = string.Join(",\n", s_values.Select(value => $"\"{Before}{JsonText.Fragment(value)}{After}\""));
        var json = bash.Write("values.json", $"[{whole},\n{parts}]");

        Assert.Equal(WholeAndInParts, Python(bash, $"json.load(open({PythonText.Quote(json)}, encoding='ascii'))"));
    }

    [Fact]
    public void Json_inside_a_page_ends_no_element() =>
        Assert.All(s_values, value => Assert.DoesNotContain(JsonText.Quote(value), character => character is '<' or '>' or '&' or '\''));

    [Fact]
    public void A_reader_of_yaml_1_1_gets_every_value_back_whole_and_in_parts()
    {
        using var bash = new Bash();
        Assert.SkipUnless(bash.RunProgram("python3", "-c", "import yaml").Exit == 0, "PyYAML is not installed (Debian package python3-yaml).");
        var yaml = bash.Write("values.yaml", Yaml);

        Assert.Equal(WholeAndInParts, Python(bash, $"yaml.safe_load(open({PythonText.Quote(yaml)}, encoding='ascii'))", "yaml"));
    }

    [Fact]
    public void A_reader_of_yaml_1_2_gets_every_value_back_whole_and_in_parts()
    {
        var parser = new Parser(new StringReader(Yaml));
        List<string> values = [];
        while (parser.MoveNext())
        {
            if (parser.Current is Scalar { IsQuotedImplicit: true } scalar)
            {
                values.Add(scalar.Value);
            }
        }

        Assert.Equal(WholeAndInParts, values);
    }

    [Fact]
    public void A_url_keeps_every_value_in_its_place()
    {
        using var bash = new Bash();
        var values = s_values.Where(value => value is not ("." or "..")).ToArray();
        var urls = bash.Write("urls", string.Join('\n', values.Select(value => $"https://host/a/{UrlText.Fragment(value)}/b?q={UrlText.Fragment(value)}&r=1")));

        var parts = Python(bash, $"[part for url in open({PythonText.Quote(urls)}, encoding='ascii').read().split('\\n') for part in read(url)]", "urllib.parse", """
            def read(url):
                parsed = urllib.parse.urlsplit(url)
                _, a, name, b = parsed.path.split('/')
                (q, value), (r, one) = urllib.parse.parse_qsl(parsed.query, keep_blank_values=True)
                assert (parsed.netloc, a, b, q, r, one, parsed.fragment) == ('host', 'a', 'b', 'q', 'r', '1', ''), url
                return urllib.parse.unquote(name), value
            """);

        Assert.Equal(values.SelectMany(value => new[] { value, value }), parts);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void A_step_up_in_a_path_is_refused(string value) => Refused(() => UrlText.Fragment(value));

    [Fact]
    public void Terraform_reads_every_value_back_and_finds_no_template()
    {
        using var bash = new Bash();
        var values = s_values.Where(value => value.Length > 0).ToArray();
        var quoted = values.Select(HclText.Quote);

        // The text around the value tries to complete what the value has begun, and to begin what it completes.
        var between = values.Select(value => $"\"$%{HclText.Fragment(value)}{{x}}\"");
        bash.Write("main.tf", $"locals {{\n  values = [\n{string.Concat(quoted.Concat(between).Select(text => $"    {text},\n"))}  ]\n}}\n");

        using var read = Hcl.Read(bash, Path.Combine(bash.Folder, "main.tf"));
        bash.Write("values.json", read.RootElement[0].GetProperty("locals")[0].GetProperty("values").GetRawText());

        // NFC cannot be judged here: this build has no tables for it, Python has.
        var expected = bash.Write("expected.json", $"[{string.Join(',', values.Concat(values.Select(value => $"$%{value}{{x}}")).Select(Hcl.Shown).Select(JsonText.Quote))}]");
        var composed = Python(bash, $"[unicodedata.normalize('NFC', value) for value in json.load(open({PythonText.Quote(expected)}))]", "unicodedata");
        Assert.Equal(composed, Python(bash, "json.load(open('values.json', encoding='utf-8'))"));
        Assert.Empty(bash.Canaries);
    }

    /// <summary>No parser of Kusto is at hand. Its own reads these escapes (KqlTokens.g4 and KustoFacts of microsoft/Kusto-Query-Language), and takes <c>\U</c> for the letter U.</summary>
    [Fact]
    public void Kusto_literals_have_only_escapes_of_its_grammar()
    {
        foreach (var value in s_values)
        {
            var literal = KqlText.Quote(value);
            Assert.Equal(literal, $"\"{KqlText.Fragment(value)}\"");
            Assert.Matches(@"^""([ !#-\[\]-~]|\\[""\\nrt]|\\u[0-9a-f]{4})*""\z", literal);
            Assert.Equal(value, Unescape(literal[1..^1]));
        }
    }

    [Theory]
    [InlineData("100% of $5", "100% of $5")]
    [InlineData("${x}", @"\u0024{x}")]
    [InlineData("$${x}", @"\u0024\u0024{x}")]
    [InlineData("{x}", @"\u007bx}")]
    [InlineData("a%", @"a\u0025")]
    public void Hcl_escapes_a_sign_only_where_it_could_begin_a_template(string value, string fragment) => Assert.Equal(fragment, HclText.Fragment(value));

    [Theory]
    [InlineData(0)]
    [InlineData(0xd800)]
    [InlineData(0xdc00)]
    public void What_no_language_can_carry_is_refused_by_every_quoter(int character) =>
        Assert.All(
            (Func<string, string>[])
            [
                SqlLiteral.Quote, SqlLiteral.InBody, SqlIdentifier.Quote, SqlIdentifier.InBody, JsonText.Quote, JsonText.Fragment, YamlText.Quote, YamlText.Fragment, HclText.Quote, HclText.Fragment,
                PythonText.Quote, KqlText.Quote, KqlText.Fragment, PromQlText.Fragment, PromQlText.Regex, NginxText.Quote, UrlText.Fragment,
                GitHubExpression.Escape, GitLabVariable.Escape, ComposeVariable.Escape, AzurePipelines.Escape, GoTemplate.Escape,
            ],
            quote => Refused(() => quote($"a{(char)character}b")));

    private static IEnumerable<string> WholeAndInParts => s_values.Concat(s_values.Select(value => Before + value + After));

    private static string Yaml =>
        string.Concat(s_values.Select(value => $"- {YamlText.Quote(value)}\n")) + string.Concat(s_values.Select(value => $"- \"{Before}{YamlText.Fragment(value)}{After}\"\n"));

    private static void Refused(Action quote) => Assert.Equal("SRE0605", Assert.Throws<SreException>(quote).Code.Code);

    /// <summary>The strings that a Python expression yields.</summary>
    private static string[] Python(Bash bash, string expression, string module = "ast", string definitions = "")
    {
        var script = bash.Write("read.py", $"import ast, json, sys\nimport {module}\n{definitions}\nsys.stdout.buffer.write(''.join(value + '\\0' for value in {expression}).encode())\n");
        var (exit, output, errors) = bash.RunProgram("python3", script);
        Assert.True(exit == 0, errors);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output).Split('\0')[..^1];
    }

    private static string Unescape(string text)
    {
        StringBuilder value = new();
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] != '\\')
            {
                value.Append(text[index]);
                continue;
            }

            if (text[++index] == 'u')
            {
                value.Append((char)int.Parse(text.AsSpan(index + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                index += 4;
                continue;
            }

            value.Append(text[index] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
        }

        return value.ToString();
    }
}
