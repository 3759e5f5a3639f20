namespace SreMcp.Scripts;

/// <summary>A language inside of a string or block of another: <c>{{name as promql}}</c>. It adds quoting, and takes none away.</summary>
/// <param name="Name">The word after <c>as</c>.</param>
/// <param name="Quote">The value as the inner language needs it.</param>
/// <param name="Refusal">Why a value cannot stand after this text of its line; null when it can.</param>
internal sealed record InnerLanguage(string Name, Func<string, string> Quote, Func<string, string?> Refusal)
{
    private static readonly InnerLanguage[] s_all =
    [
        new("bash", BashWord.Quote, OutsideQuotes),
        new("promql", PromQlText.Fragment, InsideDoubleQuotes),
        new("promql-regex", PromQlText.Regex, InsideDoubleQuotes),
        new("kql", KqlText.Fragment, InsideDoubleQuotes),
        new("url", UrlText.Fragment, _ => null),
    ];

    /// <summary>The name of a table or column as a literal of SQL, to look it up in the catalog; the quoting is that of SQL.</summary>
    public static InnerLanguage SqlText { get; } = new("text", value => value, _ => null);

    public static IEnumerable<string> Names => s_all.Select(language => language.Name);

    public static InnerLanguage? Find(string name, Language outer) => outer is SqlLanguage && name == SqlText.Name ? SqlText : s_all.FirstOrDefault(language => language.Name == name);

    private static string? OutsideQuotes(string before) =>
        before.Count(character => character is '\'') % 2 is 0 && Unescaped(before) % 2 is 0 && !before.EndsWith('\\') && !before.EndsWith('$') ? null : "a value is a bash word of its own, outside of quotes";

    private static string? InsideDoubleQuotes(string before) =>
        before.Count(character => character is '"') % 2 != 0 && !before.EndsWith('\\') ? null : "a value stands inside the double quotes of the inner language";

    private static int Unescaped(string before) =>
        before.Where((character, index) => character is '"' && (index is 0 || before[index - 1] is not '\\')).Count();
}
