using System.Text;
using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

/// <summary>Scripts in Python: how values and shared parts get into them, and what keeps one from loading.</summary>
public sealed class PythonScriptTests
{
    private const string Template = "aws_log_groups";
    private const string Run = $"{Template}/run.py";

    public static TheoryData<string> WithPython =>
        [.. ExampleInputs.All.Where(pair => pair.Owner is null && ExampleInputs.Render(pair.Template, pair.Owner).Files.Any(file => file.Name.EndsWith(".py", StringComparison.Ordinal))).Select(pair => pair.Template)];

    [Fact]
    public void Values_arrive_as_constants_and_what_was_left_out_is_none_or_an_empty_list()
    {
        var script = Render([]);

        Assert.Contains("\nACCOUNT = \"111122223333\"\n", script, StringComparison.Ordinal);
        Assert.Contains("\nMAXIMUM = 50\n", script, StringComparison.Ordinal);
        Assert.Contains("\nOLDER_THAN = 7776000\n", script, StringComparison.Ordinal);
        Assert.Contains("\nPROFILE = None\n", script, StringComparison.Ordinal);
        Assert.Contains("\nEXCLUDE = []\n", script, StringComparison.Ordinal);
        Assert.Contains("\nPROFILE = \"\\\"\\\\ \\u00e9\"\n", Render(new(StringComparer.Ordinal) { ["profile"] = "\"\\ é" }), StringComparison.Ordinal);
        Assert.Contains("\nEXCLUDE = [\"a\", \"b\"]\n", Render(new(StringComparer.Ordinal) { ["exclude"] = new TemplateValue.Many(["a", "b"]) }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_part_arrives_once_with_its_imports_above_and_without_what_is_never_called()
    {
        var folder = new TemplateFolder()
            .WithFile("_shared/greeting.py", "import string\nimport textwrap\n\n# Says it.\ndef greet():\n    return string.capwords(\"a b\")\n\n\n# Nobody calls it.\ndef unused():\n    return textwrap.dedent(\"\")\n\n\n# <shared: aws>")
            .With(Run, "# <shared: aws>", "# <shared: greeting>\n\n\n# <shared: aws>")
            .With(Run, "    plan.who = prove_account()", "    greet()\n    plan.who = prove_account()");

        var script = Render([], folder);

        Assert.Equal(1, Count(script, "import json\n"));
        Assert.Equal(1, Count(script, "import string\n"));
        Assert.True(script.IndexOf("import string\n", StringComparison.Ordinal) < script.IndexOf("ACCOUNT = ", StringComparison.Ordinal));
        Assert.Equal(1, Count(script, "def greet():"));
        Assert.Equal(1, Count(script, "def prove_account():"));
        Assert.Equal(0, Count(script, "def unused():"));
        Assert.Equal(0, Count(script, "import textwrap"));
        Assert.Equal(0, Count(script, "Nobody calls it."));
        Assert.Equal(0, Count(script, "def contract_check("));
    }

    [Theory]
    [InlineData("    say({{prefix}})", "no placeholders")]
    [InlineData("    say(NOWHERE)", "NOWHERE is not declared")]
    [InlineData("    say(f\"{REGIO}\")", "did you mean REGION")]
    [InlineData("    REGION = \"x\"", "REGION is assigned")]
    [InlineData("\tsay(REGION)", "no tabs")]
    public void A_script_that_is_malformed_does_not_load(string line, string why) =>
        Assert.Contains(why, Refused("SRE0607", "    plan.who = prove_account()", $"    plan.who = prove_account()\n{line}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("contract_main(globals())", "main()", "the last line must be")]
    [InlineData("# <shared: contract>", "# Own way.", "does not ask for '# <shared: contract>'")]
    [InlineData("def settle():", "def wait():", "the function settle is missing")]
    [InlineData("    plan.who = prove_account()\n", "", "preflight never calls prove_account")]
    [InlineData("# Every single one by name: nobody agrees to a number.\n", "", "no comment says what describe does")]
    [InlineData("def remaining():", "def verify():", "verify is defined twice")]
    [InlineData("    plan.who = prove_account()\n", "    plan.who = prove_account()\n    boto3.client(\"logs\").delete_log_group(logGroupName=\"x\")\n", "boto3 is used directly")]
    [InlineData("    plan.who = prove_account()\n", "    plan.who = prove_account()\n    subprocess.run([\"aws\"])\n", "subprocess is used directly")]
    [InlineData("    plan.who = prove_account()\n", "    plan.who = prove_account()\n    ask_aws(\"logs\", \"delete_log_group\", logGroupName=\"x\")\n", "'delete_log_group' is a change")]
    [InlineData("    plan.who = prove_account()\n", "    plan.who = prove_account()\n    ask_pages(\"logs\", \"put_retention_policy\", \"x\")\n", "'put_retention_policy' is a change")]
    [InlineData("    plan.who = prove_account()\n", "    plan.who = prove_account()\n    ask_aws(\"logs\", plan.who)\n", "names what it asks in this very line")]
    [InlineData("    plan.who = prove_account()\n", "    plan.who = prove_account()\n    ask_az([\"group\", \"delete\"])\n", "'group delete' is a change")]
    [InlineData("    plan.who = prove_account()\n", "    plan.who = prove_account()\n    ask_az([\"rest\", \"--method\", \"post\", \"--url\", \"/subscriptions\"])\n", "'rest --method' is a change")]
    [InlineData("    plan.who = prove_account()\n", "    plan.who = prove_account()\n    os.system(\"id\")\n", "'os.system(' turns text into commands")]
    [InlineData("    plan.who = prove_account()\n", "    plan.who = prove_account()\n    eval(\"1\")\n", "'eval(' turns text into commands")]
    public void A_script_that_breaks_the_contract_does_not_load(string from, string to, string why) =>
        Assert.Contains(why, Refused("SRE0608", from, to), StringComparison.Ordinal);

    [Theory]
    [InlineData("rollback.py")]
    [InlineData("verify.py")]
    public void A_change_without_its_companions_does_not_load(string missing)
    {
        var refused = Assert.Throws<SreException>(() => new TemplateCatalog(new TemplateFolder().Without($"{Template}/{missing}")).Find(Template));

        Assert.Contains($"there is no {missing}", refused.What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documents_of_a_bundle_name_the_scripts_that_it_has()
    {
        var bundle = ExampleInputs.Render(Template, owner: null);

        Assert.Contains("./run.py --dry-run", bundle.Find("pull-request.md")!.Content, StringComparison.Ordinal);
        Assert.DoesNotContain(".sh", bundle.Find("promotion.md")!.Content, StringComparison.Ordinal);
    }

    /// <summary>Names that are not defined, imports that are not used: what a compiler would have said.</summary>
    [Theory, MemberData(nameof(WithPython))]
    public void Every_script_passes_pyflakes_without_a_word(string template)
    {
        using var bash = new Bash();
        string[] scripts = [.. ExampleInputs.Render(template, owner: null).Files.Where(file => file.Name.EndsWith(".py", StringComparison.Ordinal)).Select(file => bash.Write(file.Name, file.Content))];

        var (exit, output, errors) = bash.RunProgram("pyflakes3", scripts);

        Assert.True(exit == 0, Encoding.UTF8.GetString(output) + errors);
    }

    private static string Render(Dictionary<string, TemplateValue> values, ITemplateSource? folder = null)
    {
        var template = (folder is null ? TemplateCatalog.Embedded : new TemplateCatalog(folder)).Find(Template);
        TemplateInputs inputs = new() { { "account", "111122223333" }, { "region", "eu-west-1" }, { "action", "delete" }, { "prefix", "/aws/lambda/" }, { "target", "x" }, { "environment", "production" }, { "confirm", "x" } };
        foreach (var (name, value) in values)
        {
            inputs.Add(name, value);
        }

        return template.Render(inputs).Find("run.py")!.Content;
    }

    private static string Refused(string code, string from, string to)
    {
        var refused = Assert.Throws<SreException>(() => new TemplateCatalog(new TemplateFolder().With(Run, from, to)).Find(Template));
        Assert.Equal(code, refused.Code.Code);
        return refused.What;
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
