using SreMcp.Policy;

namespace SreMcp.UnitTests.Policy;

public sealed class GlobTests
{
    [Theory]
    [InlineData("api", "API", true)]
    [InlineData("api", "api2", false)]
    [InlineData("api*", "api", true)]
    [InlineData("*", "", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*-prod-*", "aks-prod-weu", true)]
    [InlineData("*-prod-*", "aks-prod", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-b-b-d", false)]
    public void Matches_as_written(string pattern, string name, bool expected) => Assert.Equal(expected, Glob.Of(pattern).Matches(name));

    [Fact]
    public void Many_stars_against_a_long_name_end_soon() =>
        Assert.False(Glob.Of(string.Concat(Enumerable.Repeat("a*", 250)) + "b").Matches(new string('a', 5000)));
}
