using System.Text;
using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings.Logs;

public sealed class LineTemplateTests
{
    [Theory]
    [InlineData("took 125 ms for user 8f14e45f-ceea-467f-a0e6-3a4b5c6d7e8f", "took * ms for user *")]
    [InlineData("connected to 10.0.0.13:40000 after 1.5s", "connected to * after *")]
    [InlineData("connected to fe80::1ff:fe23:4567:890a", "connected to *")]
    [InlineData("GET /api/v1/users/4711/orders", "GET /api/*/users/*/orders")]
    [InlineData("user \"bob\" was not found in 'users'", "user * was not found in *")]
    [InlineData("don't stop: it's 5 o'clock", "don't stop: it's * o'clock")]
    [InlineData("[1,2,3] and [4]", "[*] and [*]")]
    [InlineData("Nov 21 03:48:22 web started", "* web started")]
    [InlineData("level=error msg=\"dial tcp 10.0.0.1:5432: connection refused\" tenant=acme", "level=error msg=\"dial tcp *: connection refused\" tenant=*")]
    [InlineData("{\"level\":\"warn\",\"msg\":\"slow query\",\"user\":\"bob\",\"ms\":120}", "{level:\"warn\",msg:\"slow query\",user:*,ms:*}")]
    [InlineData("\u001b[31mERROR\u001b[0m boom", "ERROR boom")]
    public void Keeps_constant_words_and_takes_out_what_varies(string line, string template) => Assert.Equal(template, Of(line).Text);

    [Theory]
    [InlineData("2026-11-20T20:00:00Z ERROR boom", LogLevel.Error)]
    [InlineData("E1120 20:00:00.123456       1 reflector.go:138] Failed to watch", LogLevel.Error)]
    [InlineData("I1120 20:00:00.123456       1 main.go:1] error budget is fine", LogLevel.Info)]
    [InlineData("2021/09/30 09:23:53 [error] 1925800#1925800: *17 user was not found", LogLevel.Error)]
    [InlineData("{\"severity\":\"CRITICAL\",\"message\":\"disk\"}", LogLevel.Fatal)]
    [InlineData("{\"level\":50,\"msg\":\"boom\"}", LogLevel.Error)]
    [InlineData("level=debug msg=\"the error was handled\"", LogLevel.Debug)]
    [InlineData("java.lang.NullPointerException: x", LogLevel.Error)]
    [InlineData("panic: runtime error: index out of range [5]", LogLevel.Fatal)]
    [InlineData("10.0.0.1 - - [01/Apr/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 503 153 \"-\" \"curl/7.68.0\"", LogLevel.Error)]
    [InlineData("10.0.0.1 - - [01/Apr/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 153 \"-\" \"curl/7.68.0\"", LogLevel.Info)]
    [InlineData("listening on 8080", LogLevel.Info)]
    public void Recognises_the_level(string line, LogLevel level) => Assert.Equal(level, Of(line).Level);

    [Theory]
    [InlineData("\"GET / HTTP/1.1\" 200 10", "\"GET / HTTP/1.1\" 503 10")]
    [InlineData("{\"level\":30,\"msg\":\"x\"}", "{\"level\":50,\"msg\":\"x\"}")]
    [InlineData("status=200 path=/a", "status=500 path=/a")]
    [InlineData("err=\"no such host\"", "err=\"connection refused\"")]
    [InlineData("E1120 20:00:00.1 1 a.go:1] x", "I1120 20:00:00.1 1 a.go:1] x")]
    public void Keeps_apart_lines_of_another_outcome(string one, string other) => Assert.NotEqual(Of(one).Text, Of(other).Text);

    private static LineTemplate Of(string line) => LineTemplate.Of(Encoding.UTF8.GetBytes(line));
}
