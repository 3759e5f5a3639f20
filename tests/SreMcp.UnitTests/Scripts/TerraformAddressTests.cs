using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

/// <summary>The one type that HCL gets without quotes lets nothing through but the address of a resource.</summary>
public sealed class TerraformAddressTests
{
    [Theory]
    [InlineData("azurerm_storage_account.logs")]
    [InlineData("aws_iam_role_policy_attachment.node-CNI")]
    [InlineData("aws_instance.api[0]")]
    [InlineData("aws_subnet.private[\"eu-west-1a\"]")]
    [InlineData("module.shop.aws_s3_bucket.logs")]
    [InlineData("module.shop[\"a/b.c:d@e f\"].module._x[12].null_resource.y[\"k\"]")]
    public void An_address_fits(string value) => Assert.Null(ValueShape.Misfit(ParameterType.TerraformAddress, value));

    [Theory]
    [InlineData("")]
    [InlineData("aws_instance")]
    [InlineData("aws_instance.")]
    [InlineData("aws_instance.a.b")]
    [InlineData("aws_instance.a\n")]
    [InlineData("aws_instance.a b")]
    [InlineData("aws_instance.a }")]
    [InlineData("aws_instance.a # x")]
    [InlineData("aws_instance.1a")]
    [InlineData("aws_instance.-a")]
    [InlineData("aws_instance.é")]
    [InlineData("AWS_instance.a")]
    [InlineData("instance.a")]
    [InlineData("var.secret")]
    [InlineData("local.x")]
    [InlineData("each.key")]
    [InlineData("data.aws_ami.x")]
    [InlineData("module.shop")]
    [InlineData("module.shop.data.aws_ami.x")]
    [InlineData("aws_instance.a[*]")]
    [InlineData("aws_instance.a[each.key]")]
    [InlineData("aws_instance.a[\"${x}\"]")]
    [InlineData("aws_instance.a[\"%{x}\"]")]
    [InlineData("aws_instance.a[\"\\n\"]")]
    [InlineData("aws_instance.a[\"\"]")]
    [InlineData("aws_instance.a[\"x\"y\"]")]
    [InlineData("aws_instance.a[-1]")]
    [InlineData("aws_instance.a[0][1]")]
    [InlineData("file(\"x\").a")]
    public void Anything_else_does_not(string value) => Assert.NotNull(ValueShape.Misfit(ParameterType.TerraformAddress, value));

    [Fact]
    public void The_longest_one_is_read_without_delay()
    {
        var hostile = string.Concat(Enumerable.Repeat("module.a[0].", 400)) + "x";

        Assert.NotNull(ValueShape.Misfit(ParameterType.TerraformAddress, hostile));
        Assert.NotNull(ValueShape.Misfit(ParameterType.TerraformAddress, $"a_{new string('a', 600)}.b"));
    }
}
