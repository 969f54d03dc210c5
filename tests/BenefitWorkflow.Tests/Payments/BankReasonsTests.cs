using BenefitWorkflow.Payments;

namespace BenefitWorkflow.Tests.Payments;

public sealed class BankReasonsTests
{
    [Theory]
    [InlineData("户名不符", "BE01")]
    [InlineData("账号 不存在", "AC01")]
    [InlineData("收款账户已销户", "AC04")]
    [InlineData("账户冻结（司法）", "AC06")]
    [InlineData("卡已挂失", "AC06")]
    [InlineData("超限额", "AM02")]
    [InlineData("II类户限额", "AM02")]
    [InlineData("付款方余额不足", "AM04")]
    [InlineData("重复支付", "AM05")]
    [InlineData("ac04", "AC04")]
    [InlineData("系统繁忙", "NARR")]
    [InlineData("", "NARR")]
    [InlineData(null, "NARR")]
    public void CodeOf_BankText_IsTheIsoCode(string? text, string code) => Assert.Equal(code, BankReasons.CodeOf(text));
}
