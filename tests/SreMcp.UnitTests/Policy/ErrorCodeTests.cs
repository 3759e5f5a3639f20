using SreMcp.Policy;

namespace SreMcp.UnitTests.Policy;

public sealed class ErrorCodeTests
{
    [Fact]
    public void Every_code_is_unique() =>
        Assert.Empty(Errors.All.GroupBy(error => error.Code).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Every_code_is_in_its_range()
    {
        IReadOnlyList<ErrorCode>[] ranges = [Errors.Arguments.All, Errors.Policies.All, Errors.Connections.All, Errors.Answers.All, Errors.Stores.All, Errors.Templates.All, Errors.Guards.All, Errors.Commands.All];

        Assert.All(ranges.Index(), range => Assert.All(range.Item, error => Assert.Matches($"^SRE0{range.Index + 1}[0-9]{{2}}$", error.Code)));
        Assert.Equal(ranges.Sum(range => range.Count), Errors.All.Count);
    }

    [Fact]
    public void Every_code_says_what_happened_and_what_to_do() => Assert.All(Errors.All, error =>
    {
        Assert.EndsWith(".", error.Says, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Remedy, StringComparison.Ordinal);
    });

    [Fact]
    public void Every_declared_code_is_listed() => Assert.All(typeof(Errors).GetNestedTypes(), area =>
        Assert.All(area.GetProperties().Where(property => property.PropertyType == typeof(ErrorCode)), property => Assert.Contains((ErrorCode)property.GetValue(null)!, Errors.All)));
}
