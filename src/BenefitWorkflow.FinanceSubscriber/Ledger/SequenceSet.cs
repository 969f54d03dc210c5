using System.Numerics;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>A run of sequence numbers, both ends included.</summary>
public readonly record struct SequenceRange(long First, long Last);

/// <summary>
/// Which sequence numbers have arrived: everything up to the watermark, and a bitmap of what came early. Pages below the watermark are dropped,
/// so memory follows the disorder and not the age of the ledger. Not safe for concurrent use.
/// </summary>
internal sealed class SequenceSet(long watermark = 0)
{
    private const int WordsPerPage = 64;
    private const long PageBits = WordsPerPage * 64;

    private readonly SortedDictionary<long, ulong[]> _pages = [];

    /// <summary>Every number from 1 to this one has arrived; 0 when 1 is missing.</summary>
    public long Watermark { get; private set; } = watermark;

    /// <summary>Highest number that has arrived; 0 when none.</summary>
    public long Highest { get; private set; } = watermark;

    /// <summary>True when a number below the highest is missing.</summary>
    public bool HasGap => Highest > Watermark;

    /// <summary>Notes a number, from 1 to below the largest long. Noting it again changes nothing.</summary>
    public void Add(long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        if (sequence <= Watermark)
        {
            return;
        }

        Highest = Math.Max(Highest, sequence);
        if (sequence == Watermark + 1 && _pages.Count == 0)
        {
            Watermark = sequence;
            return;
        }

        var page = sequence / PageBits;
        if (!_pages.TryGetValue(page, out var words))
        {
            _pages.Add(page, words = new ulong[WordsPerPage]);
        }

        words[sequence % PageBits / 64] |= 1UL << (int)(sequence % 64);
        if (sequence == Watermark + 1)
        {
            Advance();
        }
    }

    /// <summary>The missing runs up to <see cref="Highest"/>, ascending, at most <paramref name="limit"/> of them.</summary>
    public IReadOnlyList<SequenceRange> Gaps(int limit)
    {
        var gaps = new List<SequenceRange>();
        var expected = Watermark + 1;
        foreach (var sequence in Early())
        {
            if (gaps.Count == limit)
            {
                break;
            }

            if (sequence > expected)
            {
                gaps.Add(new(expected, sequence - 1));
            }

            expected = sequence + 1;
        }

        return gaps;
    }

    private void Advance()
    {
        while (Watermark < Highest && _pages.TryGetValue((Watermark + 1) / PageBits, out var words))
        {
            var next = Watermark + 1;
            // The run of ones that starts at the next number's bit, at most to the end of its word.
            var offset = (int)(next % 64);
            var run = BitOperations.TrailingZeroCount(~(words[next % PageBits / 64] >> offset));
            if (run == 0)
            {
                break;
            }

            Watermark += run;
            if ((Watermark + 1) / PageBits > next / PageBits)
            {
                _pages.Remove(next / PageBits);
            }
        }

        if (Watermark == Highest)
        {
            _pages.Clear();
        }
    }

    private IEnumerable<long> Early()
    {
        foreach (var (page, words) in _pages)
        {
            for (var w = 0; w < WordsPerPage; w++)
            {
                for (var bits = words[w]; bits != 0; bits &= bits - 1)
                {
                    var sequence = (page * PageBits) + (w * 64) + BitOperations.TrailingZeroCount(bits);
                    if (sequence > Watermark)
                    {
                        yield return sequence;
                    }
                }
            }
        }
    }
}
