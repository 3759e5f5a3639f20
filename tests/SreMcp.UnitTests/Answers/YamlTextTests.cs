using SreMcp.Answers;
using SreMcp.UnitTests.Kubernetes.Api;

namespace SreMcp.UnitTests.Answers;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("True")]
    [InlineData("false")]
    [InlineData("Yes")]
    [InlineData("NO")]
    [InlineData("off")]
    [InlineData("n")]
    [InlineData("Null")]
    [InlineData("1.20")]
    public void Quotes_text_that_a_reader_of_YAML_takes_for_something_else(string text) =>
        Assert.Equal($"status: \"{text}\"", YamlText.Of(Given.Json($$"""{"status":"{{text}}"}""")));

    [Fact]
    public void Leaves_plain_words_and_real_booleans_alone() =>
        Assert.Equal("name: web-1\nready: true", YamlText.Of(Given.Json("""{"name":"web-1","ready":true}""")));
}
