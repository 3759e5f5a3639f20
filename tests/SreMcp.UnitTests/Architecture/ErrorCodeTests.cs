using System.Reflection;
using System.Text;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Architecture;

public sealed class ErrorCodeTests
{
    internal static readonly Dictionary<string, (string Range, string About)> Ranges = new(StringComparer.Ordinal)
    {
        ["Arguments"] = ("SRE01", "Arguments and protocol"),
        ["Policies"] = ("SRE02", "Policy and configuration files"),
        ["Connections"] = ("SRE03", "Kubeconfig and connection"),
        ["Answers"] = ("SRE04", "Answers of the API server"),
        ["Objects"] = ("SRE04", "Objects and kinds of a cluster"),
        ["Logs"] = ("SRE04", "Logs of containers"),
        ["Releases"] = ("SRE04", "Helm releases"),
        ["Manifests"] = ("SRE04", "Manifests of the workspace"),
        ["Usage"] = ("SRE04", "Use of CPU and memory"),
        ["Prometheus"] = ("SRE04", "Prometheus"),
        ["Ways"] = ("SRE04", "Ways from one thing to another"),
        ["Stores"] = ("SRE05", "The store"),
        ["Templates"] = ("SRE06", "Templates"),
        ["Reviews"] = ("SRE06", "Scripts under review"),
        ["Guards"] = ("SRE07", "The guard under every client"),
        ["Commands"] = ("SRE08", "The command line"),
    };

    [Fact]
    public void Every_code_is_one_of_a_kind() =>
        Assert.Empty(Errors.All.GroupBy(error => error.Code, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    public void Every_declared_code_is_listed_and_in_its_range()
    {
        var families = typeof(Errors).GetNestedTypes();
        Assert.Equal(Ranges.Keys.Order(StringComparer.Ordinal), families.Select(family => family.Name).Order(StringComparer.Ordinal));
        foreach (var family in families)
        {
            var declared = Declared(family.Name);
            Assert.All(declared, error => Assert.Matches($"^{Ranges[family.Name].Range}[0-9]{{2}}$", error.Code));
            Assert.All(declared, error => Assert.Contains(error, Errors.All));
        }
    }

    [Fact]
    public void Every_code_says_what_happened_and_what_to_do() =>
        Assert.All(Errors.All, error =>
        {
            Assert.EndsWith(".", error.Says, StringComparison.Ordinal);
            Assert.EndsWith(".", error.Remedy, StringComparison.Ordinal);
        });

    [Fact]
    public void The_table_of_codes_is_current()
    {
        StringBuilder page = new();
        page.Append("# Error codes\n\nEvery error names its code. Codes are stable: one is never used for something else.\n");
        foreach (var (family, (range, about)) in Ranges)
        {
            page.Append($"\n## {range}: {about}\n\n| code | what happened | what to do |\n|---|---|---|\n");
            foreach (var error in Declared(family))
            {
                page.Append($"| {error.Code} | {Cell(error.Says)} | {Cell(error.Remedy)} |\n");
            }
        }

        Golden.AssertCurrent("docs/errors.md", page.ToString());
    }

    /// <summary>The codes of a family, in order.</summary>
    internal static ErrorCode[] Declared(string family) =>
    [
        .. typeof(Errors).GetNestedType(family)!.GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(ErrorCode))
            .Select(property => (ErrorCode)property.GetValue(null)!)
            .OrderBy(error => error.Code, StringComparer.Ordinal),
    ];

    /// <summary>How a heading of the page is linked to.</summary>
    internal static string Anchor(string range, string about) => $"{range}-{about}".ToLowerInvariant().Replace(' ', '-');

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
