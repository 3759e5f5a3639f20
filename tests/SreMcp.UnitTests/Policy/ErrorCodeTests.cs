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
        (string Range, IReadOnlyList<ErrorCode> Codes)[] areas =
        [
            ("01", Errors.Arguments.All), ("02", Errors.Policies.All), ("03", Errors.Connections.All), ("04", Errors.Answers.All), ("04", Errors.Objects.All),
            ("05", Errors.Stores.All), ("06", Errors.Templates.All), ("07", Errors.Guards.All), ("08", Errors.Commands.All),
        ];

        Assert.All(areas, area => Assert.All(area.Codes, error => Assert.Matches($"^SRE{area.Range}[0-9]{{2}}$", error.Code)));
        Assert.Equal(typeof(Errors).GetNestedTypes().Length, areas.Length);
        Assert.Equal(areas.Sum(area => area.Codes.Count), Errors.All.Count);
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
