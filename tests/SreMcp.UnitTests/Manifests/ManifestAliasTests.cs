using System.Diagnostics;
using SreMcp.Manifests;

namespace SreMcp.UnitTests.Manifests;

/// <summary>Anchors, aliases and merge keys in manifests that are only compared, and the bounds that keep a short text short.</summary>
public sealed class ManifestAliasTests
{
    [Theory]
    [InlineData("a: &x 1\nb: *x", """{"a":1,"b":1}""")]
    [InlineData("a: &x [1, &y { b: c }]\nd: *x\ne: *y", """{"a":[1,{"b":"c"}],"d":[1,{"b":"c"}],"e":{"b":"c"}}""")]
    [InlineData("a: &x 1\nb: &y [*x]\nc: &x 2\nd: *y\ne: *x", """{"a":1,"b":[1],"c":2,"d":[1],"e":2}""")]
    [InlineData("a: &x { p: 1, q: 2 }\nb: { <<: *x, q: 3 }", """{"a":{"p":1,"q":2},"b":{"q":3,"p":1}}""")]
    [InlineData("a: &x { p: 1 }\nb: &y { p: 2, r: 3 }\nc: { <<: [*x, *y] }", """{"a":{"p":1},"b":{"p":2,"r":3},"c":{"p":1,"r":3}}""")]
    [InlineData("a: &x { <<: &y { p: 1 }, q: 2 }\nb: { <<: *x }", """{"a":{"q":2,"p":1},"b":{"q":2,"p":1}}""")]
    [InlineData("a: &x { '<<': 1 }", null)]
    [InlineData("a: &x []\nb: { <<: *x }", null)]
    [InlineData("a: 1\nb: { <<: 2 }", null)]
    [InlineData("a: { <<: { b: 1 }, <<: { c: 1 } }", null)]
    [InlineData("a: &x [*x]", null)]
    [InlineData("a: &x { b: [{ c: *x }] }", null)]
    [InlineData("a: *x\nb: &x 1", null)]
    [InlineData("a: &x 1\n---\nb: *x", null)]
    public void Means_what_its_anchors_mean(string text, string? json)
    {
        if (json is null)
        {
            Assert.Throws<ManifestFault>(() => Read(text));
        }
        else
        {
            Assert.Equal(json, Read(text));
        }
    }

    [Fact]
    public void Refuses_texts_that_grow_without_end()
    {
        var lists = "a0: &a0 [x]\n" + Levels("[{0}]");
        var merges = "a0: &a0 { k: x }\n" + string.Concat(Enumerable.Range(1, 30).Select(level => $"a{level}: &a{level} {{ <<: [*a{level - 1}, *a{level - 1}, *a{level - 1}], k{level}: {{ <<: *a{level - 1} }} }}\n"));
        var words = $"a: &a {new string('w', 100_000)}\nb: [{string.Join(',', Enumerable.Repeat("*a", 1000))}]\n";
        var nothing = "a: &a []\nb: [" + string.Join(',', Enumerable.Repeat("*a", 300_000)) + "]\n";
        var began = Stopwatch.GetTimestamp();
        var before = GC.GetTotalAllocatedBytes();
        foreach (var text in new[] { lists, merges, words, nothing })
        {
            Assert.Contains("aliases add more than", Assert.Throws<ManifestFault>(() => Read(text)).Message, StringComparison.Ordinal);
        }

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 600_000_000);
    }

    [Fact]
    public void Takes_none_of_it_where_the_text_is_sent() => Assert.Throws<ManifestFault>(() => ManifestReader.Documents("a: &x 1\nb: *x", most: 1, takesAliases: false));

    private static string Levels(string form) =>
        string.Concat(Enumerable.Range(1, 9).Select(level => $"a{level}: &a{level} {string.Format(System.Globalization.CultureInfo.InvariantCulture, form, string.Join(",", Enumerable.Repeat($"*a{level - 1}", 9)))}\n"));

    private static string Read(string text) => string.Join('|', ManifestReader.Documents(text, most: 5, takesAliases: true).Select(document => document.GetRawText()));
}
