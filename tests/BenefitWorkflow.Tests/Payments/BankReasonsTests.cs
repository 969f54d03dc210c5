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

    [Theory]
    [InlineData("AC04", "caseworker")]
    [InlineData("BE01", "caseworker")]
    [InlineData("AM05", "finance")]
    [InlineData("AM04", "finance")]
    public void Find_Code_SaysWhoHasToActAndHow(string code, string who)
    {
        var reason = BankReasons.Find(code)!;
        Assert.Equal(who, reason.Who);
        Assert.Matches("\\p{IsCJKUnifiedIdeographs}", reason.AdviceZh);
        Assert.DoesNotMatch("\\p{IsCJKUnifiedIdeographs}", reason.AdviceEn);
    }

    // What may have been paid must never look like something to correct and pay anew.
    [Fact]
    public void IsDuplicate_EveryCodeForIt_IsForFinanceAndSaysNotToPayAgain()
    {
        foreach (var code in (string[])["AM05", "DUPL"])
        {
            Assert.True(BankReasons.IsDuplicate(code));
            Assert.Equal("finance", BankReasons.Find(code)!.Who);
            Assert.StartsWith("Do not pay again", BankReasons.Find(code)!.AdviceEn, StringComparison.Ordinal);
        }
        Assert.False(BankReasons.IsDuplicate("AC04"));
        Assert.False(BankReasons.IsDuplicate(null));
    }

    [Theory]
    [InlineData("XT99", "XT99")]
    [InlineData("ac01", "AC01")]
    [InlineData("销户", "AC04")]
    [InlineData("", "NARR")]
    public void Known_ExternalCode_StaysAsItIs(string text, string code) => Assert.Equal(code, BankReasons.Known(text));
}
