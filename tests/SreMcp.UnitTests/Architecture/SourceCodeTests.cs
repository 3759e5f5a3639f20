using System.Reflection.Metadata;
using System.Text.RegularExpressions;

namespace SreMcp.UnitTests.Architecture;

public sealed partial class SourceCodeTests
{
    private const int LongestFile = 400;

    private static readonly string[] EmptyWords = ["Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Manager"];

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void No_file_needs_a_map(string folder) =>
        Assert.All(SourceTree.Files(folder, "*.cs"), file =>
        {
            var lines = File.ReadLines(file).Count();
            Assert.True(lines <= LongestFile, $"{SourceTree.Relative(file)} has {lines} lines; {LongestFile} are the most.");
        });

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void No_code_hides_in_regions_or_dynamic(string folder) =>
        Assert.All(SourceTree.Files(folder, "*.cs"), file =>
        {
            var code = TextAndComments.Replace(File.ReadAllText(file), " ");
            Assert.DoesNotMatch(Hidden, code);
        });

    [Fact]
    public void No_type_has_a_name_without_a_meaning()
    {
        foreach (var project in SourceTree.Arrows.Keys)
        {
            Assert.All(Types(project), type => Assert.DoesNotContain(EmptyWords, word => type.EndsWith(word, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void No_name_has_letters_that_look_like_others()
    {
        foreach (var project in SourceTree.Arrows.Keys)
        {
            var names = SourceTree.Metadata(project, metadata => (string[])
            [
                .. metadata.TypeDefinitions.Select(handle => metadata.GetString(metadata.GetTypeDefinition(handle).Name)),
                .. metadata.MethodDefinitions.Select(handle => metadata.GetString(metadata.GetMethodDefinition(handle).Name)),
                .. metadata.FieldDefinitions.Select(handle => metadata.GetString(metadata.GetFieldDefinition(handle).Name)),
                .. metadata.PropertyDefinitions.Select(handle => metadata.GetString(metadata.GetPropertyDefinition(handle).Name)),
                .. metadata.MethodDefinitions.SelectMany(handle => metadata.GetMethodDefinition(handle).GetParameters())
                    .Select(handle => metadata.GetString(metadata.GetParameter(handle).Name)),
            ]);

            Assert.All(names, name => Assert.All(name, letter => Assert.True(char.IsAscii(letter), $"{project}: {name}")));
        }
    }

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void No_file_has_characters_that_cannot_be_seen(string folder) =>
        Assert.All(
            SourceTree.Files(folder, "*.*").Where(file => Path.GetExtension(file) is ".cs" or ".sh" or ".yaml" or ".csproj" or ".props"),
            file => Assert.DoesNotMatch(Invisible, File.ReadAllText(file)));

    private static string[] Types(string project) => SourceTree.Metadata(project, metadata =>
        metadata.TypeDefinitions.Select(handle => metadata.GetString(metadata.GetTypeDefinition(handle).Name).Split('`')[0])
            .Where(name => !name.StartsWith('<')).ToArray());

    [GeneratedRegex("""(?m)^\s*#\s*region\b|\bdynamic\b""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Hidden { get; }

    /// <summary>Raw, verbatim and plain string literals, characters, and comments of both kinds.</summary>
    [GeneratedRegex(""""(?s)"""+.*?"""+|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*.*?\*/"""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TextAndComments { get; }

    /// <summary>Zero-width, bidirectional, tag and control characters, which show a reviewer something else than the compiler sees.</summary>
    [GeneratedRegex("""[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\u00AD]|(?<!\A)\uFEFF|\uDB40""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Invisible { get; }
}
