using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Redaction;

public sealed class NestedValuesTests
{
    private static readonly Redactor Redactor = new([.. Enumerable.Repeat((byte)7, 32)]);

    [Theory]
    [InlineData("""{"database":{"password":"hunter"}}""")]
    [InlineData("""{"database":{"password":123456}}""")]
    [InlineData("""{"credentials":{"admin":"hunter","guests":["hunter"]}}""")]
    [InlineData("""{"extraSecrets":{"A":"hunter"}}""")]
    [InlineData("""{"secrets":{"stringData":{"plainLooking":"hunter"}}}""")]
    [InlineData("""{"passwords":["hunter","123456"]}""")]
    [InlineData("""{"credentials":{"pins":[123456]}}""")]
    [InlineData("""{"env":[{"name":"DB_PASSWORD","value":"hunter"}]}""")]
    [InlineData("""{"env":[{"name":"DB_PASSWORD","value":123456}]}""")]
    [InlineData("""{"config.yaml":"listen: 80\npassword: hunter\n"}""")]
    public void Hides_what_a_key_on_the_way_says_to_be_secret(string values)
    {
        var shown = Redact(values);
        Assert.DoesNotContain("hunter", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("123456", shown, StringComparison.Ordinal);
        Assert.Contains("[redacted ", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"image":{"repository":"registry.example.com/api","tag":"1.5.0","pullPolicy":"IfNotPresent"},"replicas":3,"debug":false,"note":null}""")]
    [InlineData("""{"credentials":{"existingSecret":"api-credentials","enabled":true,"namespace":"shop"}}""")]
    [InlineData("""{"imagePullSecrets":[{"name":"registry"}]}""")]
    [InlineData("""{"resources":{"limits":{"memory":"512Mi","cpu":2}}}""")]
    [InlineData("""{"secret":{"create":false,"password":""}}""")]
    public void Leaves_what_harms_nobody_as_it_is(string values) => Assert.Equal(values, Redact(values));

    [Fact]
    public void Is_the_same_when_done_twice()
    {
        var once = Redact("""{"credentials":{"admin":"hunter"},"apiKey":"x9k2"}""");
        Assert.Equal(once, Redact(once));
    }

    [Fact]
    public void Does_not_follow_nesting_without_end()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 150)) + "1" + new string('}', 150);
        Assert.Contains("deeper than what is shown", new NestedValues(Redactor).Redact(JsonDocument.Parse(deep, new() { MaxDepth = 200 }).RootElement).GetRawText(), StringComparison.Ordinal);
    }

    private static string Redact(string json) => new NestedValues(Redactor).Redact(JsonElement.Parse(json)).GetRawText();
}
