using BenefitWorkflow.FinanceSubscriber.Ledger;
using CsCheck;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

public sealed class SequenceSetTests
{
    [Fact]
    public void Add_AnyOrderWithRepetitions_AgreesWithAPlainSet() =>
        // Up to three pages of 4,096, so that runs cross words and pages.
        Gen.Select(Gen.Int[1, 12_300], Gen.Int[0, 40], Gen.Int[0, 1_000_000]).Sample((count, missing, seed) =>
        {
            var random = new Random(seed);
            var numbers = Enumerable.Range(1, count).Select(n => (long)n).ToArray();
            var lost = Enumerable.Range(0, missing).Select(_ => numbers[random.Next(count)]).ToHashSet();
            var coming = numbers.Where(n => !lost.Contains(n)).Concat(numbers.Take(50).Where(n => !lost.Contains(n))).ToArray();
            random.Shuffle(coming);
            var set = new SequenceSet();
            var plain = new SortedSet<long>();
            for (var i = 0; i < coming.Length; i++)
            {
                set.Add(coming[i]);
                plain.Add(coming[i]);
                if (i % 997 == 0)
                {
                    AssertSame(plain, set);
                }
            }

            AssertSame(plain, set);
        }, iter: 150);

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(8_191)]
    [InlineData(8_192)]
    public void Add_BackwardsAcrossABoundary_WatermarkJumpsOnlyWithTheFirst(long last)
    {
        var set = new SequenceSet();
        for (var n = last; n >= 2; n--)
        {
            set.Add(n);
        }

        Assert.Equal(0, set.Watermark);
        Assert.Equal([new SequenceRange(1, 1)], set.Gaps(10));
        set.Add(1);
        Assert.Equal(last, set.Watermark);
        Assert.False(set.HasGap);
        set.Add(last + 1);
        Assert.Equal(last + 1, set.Watermark);
    }

    [Fact]
    public void Add_FarNumber_CostsOnePageAndIsReported()
    {
        var set = new SequenceSet(watermark: 5);
        set.Add(long.MaxValue - 1);
        Assert.Equal([new SequenceRange(6, long.MaxValue - 2)], set.Gaps(10));
        Assert.Equal(long.MaxValue - 1, set.Highest);
    }

    [Fact]
    public void Gaps_MoreThanAsked_GivesTheFirst()
    {
        var set = new SequenceSet();
        foreach (var n in new long[] { 2, 4, 6, 8 })
        {
            set.Add(n);
        }

        Assert.Equal([new SequenceRange(1, 1), new SequenceRange(3, 3)], set.Gaps(2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Add_NotANumberOfTheSeries_Throws(long sequence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceSet().Add(sequence));

    private static void AssertSame(SortedSet<long> plain, SequenceSet set)
    {
        var watermark = 0L;
        while (plain.Contains(watermark + 1))
        {
            watermark++;
        }

        var gaps = new List<SequenceRange>();
        var expected = 1L;
        foreach (var n in plain)
        {
            if (n > expected)
            {
                gaps.Add(new(expected, n - 1));
            }

            expected = n + 1;
        }

        Assert.Equal(watermark, set.Watermark);
        Assert.Equal(plain.Count == 0 ? 0 : plain.Max, set.Highest);
        Assert.Equal(gaps, set.Gaps(int.MaxValue));
        Assert.Equal(gaps.Count > 0, set.HasGap);
    }
}
