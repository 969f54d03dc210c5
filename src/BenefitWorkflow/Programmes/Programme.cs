using System.Text.Json.Serialization;

namespace BenefitWorkflow.Programmes;

/// <summary>
/// One assistance programme of one budget year: everything that is policy and not process.
/// Read from <c>workflows/&lt;programme&gt;/programme.json</c>, validated, then never changed; a correction is a new version.
/// </summary>
public sealed record Programme
{
    /// <summary>Path of the JSON schema for editors; means nothing here.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Stable kebab-case key, the name of the programme's folder, e.g. <c>hardship-assistance</c>.</summary>
    public required string Key { get; init; }

    /// <summary>2 to 8 capitals that case numbers begin with, e.g. <c>KNBF</c>; unique among programmes.</summary>
    public required string Code { get; init; }

    /// <summary>1, 2, ...; raised with every change to a released file.</summary>
    public required int Version { get; init; }

    /// <summary>First day on which these rules may decide a case.</summary>
    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>Last such day, inclusive; null: until a new version.</summary>
    public DateOnly? EffectiveTo { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>Department in charge (主管部门) of the self-evaluation form.</summary>
    public required LocalizedText Department { get; init; }

    /// <summary>Implementing unit (项目实施单位).</summary>
    public required LocalizedText Unit { get; init; }

    /// <summary>Budget year that cases are counted under.</summary>
    public required int Year { get; init; }

    /// <summary>Expected goal of the year (预期目标), as the form prints it.</summary>
    public required LocalizedText Goal { get; init; }

    /// <summary>Documents the programme rests on, in the order of the budget text.</summary>
    public required IReadOnlyList<LocalizedText> LegalBasis { get; init; }

    /// <summary>Everything in the published text that does not add up, and how it is read here. Shown, never hidden.</summary>
    public required IReadOnlyList<LocalizedText> Notes { get; init; }

    public required IReadOnlyList<Scheme> Schemes { get; init; }

    public required IReadOnlyList<FundingSource> FundingSources { get; init; }

    /// <summary>Initial fiscal budget (年初预算, 财政拨款), fen.</summary>
    public required long BudgetFen { get; init; }

    /// <summary>What the plan pays out from all sources, fen: the sum over all standards of amount times planned grants.</summary>
    public required long PlannedFen { get; init; }

    public required IReadOnlyList<ProgrammeParameter> Parameters { get; init; }

    /// <summary>Documents that criteria may require.</summary>
    public required IReadOnlyList<DocumentType> Documents { get; init; }

    public required ApprovalPolicy Approval { get; init; }

    public required NoticePolicy Notice { get; init; }

    /// <summary>Limits of batches and the budget's warning; null: none, and a warning at 90 %.</summary>
    public PaymentPolicy? Payments { get; init; }

    /// <summary>Working days from the step that triggers payment (the last approval) to final settlement; the start day does not count.</summary>
    public required int ServiceLimitWorkingDays { get; init; }

    /// <summary>Season in which the programme runs; null: all year.</summary>
    public SeasonWindow? Window { get; init; }

    /// <summary>Acts that one person may not both do on a case.</summary>
    public required IReadOnlyList<DutyPair> SeparationOfDuties { get; init; }

    /// <summary>Most a beneficiary may receive in the year from all programmes together, fen; null: no cap.</summary>
    public long? YearlyCapFen { get; init; }

    public required OverlapPolicy OverlapPolicy { get; init; }

    public required IReadOnlyList<Indicator> Indicators { get; init; }

    /// <summary>Lower-case hex SHA-256 of the file's canonical JSON (neither white space nor the order of keys counts).</summary>
    [JsonIgnore]
    public string Hash { get; init; } = "";

    /// <summary>What a decision records: key, version and the hash's first 12 digits, e.g. <c>hardship-assistance@1#0f3a...</c>.</summary>
    [JsonIgnore]
    public string RuleVersion { get; init; } = "";

    /// <summary>Whether these rules may decide a case on a day.</summary>
    public bool IsInForce(DateOnly on) => on >= EffectiveFrom && (EffectiveTo is not { } to || on <= to);

    /// <summary>A scheme by key, code or Chinese or English title (white space around it ignored); null where there is none.</summary>
    public Scheme? FindScheme(string? keyOrTitle)
    {
        var wanted = keyOrTitle.AsSpan().Trim();
        foreach (var scheme in Schemes)
        {
            if (wanted.SequenceEqual(scheme.Key) || wanted.SequenceEqual(scheme.Title.Zh)
                || wanted.Equals(scheme.Code, StringComparison.OrdinalIgnoreCase)
                || wanted.Equals(scheme.Title.En, StringComparison.OrdinalIgnoreCase))
            {
                return scheme;
            }
        }

        return null;
    }

    /// <summary>A parameter's value in force on a day; null where the parameter is unknown or has none for that day.</summary>
    public ParameterValue? ParameterOn(string key, DateOnly on)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Key == key) return parameter.On(on);
        }

        return null;
    }

    /// <summary>How long a notice of this scheme must run: its own period, else the programme's.</summary>
    public NoticePeriod NoticePeriod(Scheme scheme) =>
        scheme.NoticeCalendarDays is { } own ? Programmes.NoticePeriod.OfCalendarDays(own)
        : scheme.NoticeWorkingDays is { } working ? Programmes.NoticePeriod.OfWorkingDays(working)
        : Notice.Period;

    /// <summary>A document's title; the key itself where the programme does not know it.</summary>
    public LocalizedText DocumentTitle(string key)
    {
        foreach (var document in Documents)
        {
            if (document.Key == key) return document.Title;
        }

        return new LocalizedText(key, key);
    }
}
