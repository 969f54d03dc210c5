using BenefitWorkflow.Indicators;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Tests.Indicators;

public sealed class ScoringTests
{
    [Theory]
    [InlineData(Comparator.Ge, 700, 700, 10, 10)]
    [InlineData(Comparator.Ge, 700, 701, 10, 10)]
    [InlineData(Comparator.Ge, 700, 350, 10, 5)]
    [InlineData(Comparator.Ge, 700, 0, 10, 0)]
    [InlineData(Comparator.Ge, 90, 60, 10, 6.67)]
    [InlineData(Comparator.Ge, 0, 0, 10, 10)]
    [InlineData(Comparator.Le, 5, 5, 10, 10)]
    [InlineData(Comparator.Le, 5, 0, 10, 10)]
    [InlineData(Comparator.Le, 5, 10, 10, 5)]
    [InlineData(Comparator.Le, 0, 3, 10, 0)]
    [InlineData(Comparator.Le, 0, 0, 10, 10)]
    [InlineData(Comparator.Eq, 100, 100, 6, 6)]
    [InlineData(Comparator.Eq, 100, 99.99, 6, 0)]
    [InlineData(Comparator.Band, 80, 80, 30, 30)]
    [InlineData(Comparator.Band, 80, 100, 30, 30)]
    [InlineData(Comparator.Band, 80, 60, 30, 22.5)]
    [InlineData(Comparator.Band, 80, 0, 30, 0)]
    public void Score_KnownFigures_GivesKnownPoints(Comparator comparator, decimal target, decimal actual, decimal weight, decimal points) =>
        Assert.Equal(points, Scoring.Score(comparator, target, actual, weight));

    [Theory]
    [InlineData(Comparator.Ge)]
    [InlineData(Comparator.Le)]
    [InlineData(Comparator.Eq)]
    [InlineData(Comparator.Band)]
    public void Score_NothingMeasured_IsZero(Comparator comparator) => Assert.Equal(0, Scoring.Score(comparator, 0, null, 10));

    // 1/8 of 0.1 is 0.0125 and 0.2 * 0.025 is 0.005: halves go up.
    [Theory]
    [InlineData(8, 1, 0.2, 0.03)]
    [InlineData(40, 1, 0.2, 0.01)]
    public void Score_Half_IsRoundedAwayFromZero(decimal target, decimal actual, decimal weight, decimal points) =>
        Assert.Equal(points, Scoring.Score(Comparator.Ge, target, actual, weight));

    [Theory]
    [InlineData(100, "优")]
    [InlineData(90, "优")]
    [InlineData(89.99, "良")]
    [InlineData(80, "良")]
    [InlineData(79.99, "中")]
    [InlineData(60, "中")]
    [InlineData(59.99, "差")]
    [InlineData(0, "差")]
    public void Grade_AtItsEdges_IsAsTheFormSays(decimal total, string grade) => Assert.Equal(grade, Scoring.Grade(total).Zh);

    [Fact]
    public void Percent_OfNothing_IsNull() => Assert.Null(Scoring.Percent(0, 0));

    [Theory]
    [InlineData(1, 3, 33.33)]
    [InlineData(2, 3, 66.67)]
    [InlineData(1, 800, 0.13)]
    [InlineData(3, 3, 100)]
    [InlineData(0, 3, 0)]
    public void Percent_HasTwoDecimals(long part, long whole, decimal percent) => Assert.Equal(percent, Scoring.Percent(part, whole));
}
