using BenefitWorkflow.Indicators;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Tests.Indicators;

public sealed class ScoringTests
{
    [Theory]
    [InlineData(Comparator.Ge, 700, 750, 10, 10)]
    [InlineData(Comparator.Ge, 700, 350, 10, 5)]
    [InlineData(Comparator.Ge, 90, 60, 6, 4)]
    [InlineData(Comparator.Ge, 0, 0, 6, 6)]
    [InlineData(Comparator.Le, 30, 30, 6, 6)]
    [InlineData(Comparator.Le, 30, 45, 6, 4)]
    [InlineData(Comparator.Eq, 5, 5, 6, 6)]
    [InlineData(Comparator.Eq, 5, 6, 6, 0)]
    [InlineData(Comparator.Band, 80, 88, 30, 30)]
    [InlineData(Comparator.Band, 80, 60, 30, 22.5)]
    public void Score_ByComparator_GivesPoints(Comparator comparator, double target, double actual, double weight, double points) =>
        Assert.Equal((decimal)points, Scoring.Score(comparator, (decimal)target, (decimal)actual, (decimal)weight));

    [Fact]
    public void Score_OfNothingMeasured_IsZero() => Assert.Equal(0, Scoring.Score(Comparator.Ge, 90, null, 6));

    [Fact]
    public void Score_RoundsHalvesAwayFromZero() => Assert.Equal(3.34m, Scoring.Score(Comparator.Ge, 3, 1.0005m, 10m + 0.01m));

    [Theory]
    [InlineData(90, "优")]
    [InlineData(89.99, "良")]
    [InlineData(80, "良")]
    [InlineData(79.99, "中")]
    [InlineData(60, "中")]
    [InlineData(59.99, "差")]
    public void Grade_AtItsBounds(double total, string grade) => Assert.Equal(grade, Scoring.Grade((decimal)total).Zh);
}
