namespace BenefitWorkflow.Indicators.Totals;

/// <summary>Names of the figures that are kept per scheme, and what each counts.</summary>
internal static class Figure
{
    /// <summary>Grants that reached their payee: settled and not returned.</summary>
    public const string Paid = "paid";

    /// <summary>Of them: paid exactly what the last determination, with its rule version, gives.</summary>
    public const string Compliant = "compliant";

    /// <summary>Of them: every notice that the case was put on, as last posted, ran in full before the order.</summary>
    public const string Noticed = "noticed";

    /// <summary>Of them: judged to be in time.</summary>
    public const string OnTime = "on-time";

    /// <summary>Different persons, and different households, among them. Also kept over all schemes, since one may stand in several.</summary>
    public const string Persons = "persons", Households = "households";

    /// <summary>Cases that hold money as paid, whichever way it went.</summary>
    public const string Holders = "holders";

    public const string Rechecked = "rechecked", RecheckedCorrect = "rechecked-correct";

    /// <summary>Scheme key of figures over all schemes.</summary>
    public const string AllSchemes = "*";

    /// <summary>Fen paid from a source.</summary>
    public static string Fen(string source) => "fen:" + source;

    /// <summary>Cases whose newest survey answer is this one.</summary>
    public static string Answer(Satisfaction answer) => $"satisfaction:{answer}";

    /// <inheritdoc cref="Answer(Satisfaction)"/>
    public static string Answer(Improvement answer) => $"improvement:{answer}";
}

/// <summary>Figures of a programme's year by scheme; what is not there is 0.</summary>
public sealed class FigureTable
{
    private readonly Dictionary<(string Scheme, string Figure), long> _values = [];

    internal IReadOnlyDictionary<(string Scheme, string Figure), long> Values => _values;

    internal void Add(string scheme, string figure, long value)
    {
        var sum = _values.GetValueOrDefault((scheme, figure)) + value;
        if (sum == 0) _values.Remove((scheme, figure));
        else _values[(scheme, figure)] = sum;
    }

    internal long Sum(IEnumerable<string> schemes, string figure) => schemes.Distinct().Sum(scheme => _values.GetValueOrDefault((scheme, figure)));
}
