using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber.Control;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

public sealed class ControlComparisonTests
{
    private static readonly ControlLineV1 Line = new("golden-autumn", "union-dues", new(5, 50), new(4, 40), new(3, 30), new(2, 20), new(1, 10));

    public static TheoryData<string, ControlLineV1> Changes => new()
    {
        { "ordered", Line with { Ordered = new(4, 50) } },
        { "ordered", Line with { Ordered = new(5, 49) } },
        { "released", Line with { Released = new(4, 41) } },
        { "settled", Line with { Settled = new(4, 30) } },
        { "failed", Line with { Failed = default } },
        { "returned", Line with { Returned = new(2, 10) } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Compare_OneFigureDiffers_IsTheOneFinding(string kind, ControlLineV1 other)
    {
        var finding = Assert.Single(ControlComparison.Compare(Service([Line]), [other], 7));

        Assert.Equal(("control.totals-differ", "golden-autumn", "union-dues", kind), (finding.Code, finding.Programme, finding.Source, finding.Kind));
        Assert.NotEqual(finding.Service, finding.Other);
        Assert.Contains("2026-02-10", finding.Zh, StringComparison.Ordinal);
        Assert.Contains("union-dues", finding.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_LineIsMissingAtEitherEnd_EachOfItsFiguresIsAFinding()
    {
        Assert.Equal(5, ControlComparison.Compare(Service([Line]), [], 7).Count);
        Assert.Equal(5, ControlComparison.Compare(Service([]), [Line], 7).Count);
    }

    [Fact]
    public void Compare_SameSumsUnderAnotherSourceOrProgramme_AreFindings()
    {
        Assert.Equal(10, ControlComparison.Compare(Service([Line]), [Line with { Source = null }], 7).Count);
        Assert.Equal(10, ControlComparison.Compare(Service([Line]), [Line with { Programme = "hardship-assistance" }], 7).Count);
    }

    [Fact]
    public void Compare_ALineOfZeros_IsNoLine() =>
        Assert.Empty(ControlComparison.Compare(Service([Line]), [Line, new("hardship-assistance", null, default, default, default, default, default)], 7));

    [Fact]
    public void Compare_OrdersCouldNotBeRead_AreNotCompared() =>
        Assert.Empty(ControlComparison.Compare(Service([Line]) with { Orders = null, EventLines = null }, [Line], 7));

    [Fact]
    public void Compare_ALineTwice_Throws() =>
        Assert.Throws<InvalidDataException>(() => ControlComparison.Compare(Service([Line, Line]), [Line], 7));

    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    public void Compare_BooksAreAhead_IsAFinding(long watermark, int findings) =>
        Assert.Equal(Enumerable.Repeat("control.service-behind", findings), ControlComparison.Compare(Service([Line]), [Line], watermark).Select(f => f.Code));

    private static ControlTotalsV1 Service(ControlLineV1[] lines) => new(new(2026, 2, 10), 7, 7, 0, lines, [], []);
}
