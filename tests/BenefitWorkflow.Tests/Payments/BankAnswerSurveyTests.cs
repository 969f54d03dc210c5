using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.BankFormats;

namespace BenefitWorkflow.Tests.Payments;

public sealed class BankAnswerSurveyTests
{
    private static readonly DateTimeOffset Now = new(2023, 1, 20, 8, 0, 0, TimeSpan.Zero);

    private static BankResultRow Row(int row, BankResult result = BankResult.Settled, string? reason = null, string id = "X", long fen = 1) => new(row, id, fen, result, reason, Now, null);

    private static Dictionary<int, string> Codes(params BankResultRow[] rows)
    {
        var survey = BankAnswerSurvey.Of(rows);
        Assert.Equal(rows.Length, survey.Rows);
        return rows.Where(r => survey.Repeated(r) is not null).ToDictionary(r => r.Row, r => survey.Repeated(r)!.Code);
    }

    [Fact]
    public void Repeated_EqualRows_OnlyTheFirstStands()
    {
        var codes = Codes(Row(2), Row(3, id: "Y"), Row(4), Row(5));
        Assert.Equal([4, 5], codes.Keys.Order());
        Assert.All(codes.Values, code => Assert.Equal("payment.duplicate-row", code));
    }

    [Theory]
    [InlineData(BankResult.Failed, "AC04", 1)]
    [InlineData(BankResult.Settled, null, 2)]
    public void Repeated_ContradictingRows_AllFall(BankResult other, string? reason, long fen)
    {
        var codes = Codes(Row(2), Row(3, other, reason, fen: fen), Row(4, id: "Y"));
        Assert.Equal([2, 3], codes.Keys.Order());
        Assert.All(codes.Values, code => Assert.Equal("payment.conflicting-rows", code));
    }

    [Fact]
    public void Repeated_UnreadableRowOfTheSameId_MakesTheOtherFall()
    {
        var bad = Row(3) with { Refusal = new("money.malformed", "金额", "amount") };
        Assert.Equal([2], Codes(Row(2), bad).Keys);
    }

    [Fact]
    public void Repeated_CreditAndItsReturn_BothStandAndRepeatApart()
    {
        Assert.Empty(Codes(Row(2, BankResult.Returned, "AC04"), Row(3)));
        Assert.Equal([4, 5], Codes(Row(2, BankResult.Returned, "AC04"), Row(3), Row(4), Row(5, BankResult.Returned, "AC04")).Keys.Order());
        Assert.Equal(3, Codes(Row(2, BankResult.Returned, "AC04"), Row(3), Row(4, BankResult.Failed, "AC01")).Count);
    }

    [Fact]
    public void Repeated_NotTheLastWord_ContradictsNothing() => Assert.Empty(Codes(Row(2, BankResult.Pending), Row(3), Row(4, BankResult.Pending, fen: 9), Row(5, BankResult.Other)));

    [Fact]
    public void Repeated_RowsWithoutId_AreNotCompared() => Assert.Empty(Codes(Row(2, id: ""), Row(3, BankResult.Failed, "AC04", id: "")));
}
