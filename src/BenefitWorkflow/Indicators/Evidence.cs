using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Indicators;

/// <summary>A beneficiary's answer after the money arrived (满意度调查).</summary>
public sealed class SurveyAnswer
{
    public long CaseId { get; init; }

    /// <summary>History entry it came with: a re-issued payment may be surveyed again.</summary>
    public int Seq { get; init; }

    public Satisfaction Satisfaction { get; init; }
    public Improvement Improvement { get; init; }
    public DateTimeOffset AnsweredAt { get; init; }

    /// <summary>Of every case the answer that counts.</summary>
    internal static IQueryable<SurveyAnswer> Newest(BenefitDb db) => db.SurveyAnswers.Where(a => !db.SurveyAnswers.Any(later => later.CaseId == a.CaseId && later.Seq > a.Seq));
}

/// <summary>Satisfied and FairlySatisfied count as satisfied.</summary>
public enum Satisfaction
{
    Satisfied = 1,
    FairlySatisfied = 2,
    Neutral = 3,
    Dissatisfied = 4,
}

/// <summary>Whether life got easier (生活状况): feeds the qualitative social-benefit band.</summary>
public enum Improvement
{
    Clear = 1,
    Some = 2,
    None = 3,
}

/// <summary>A second look at a determination by somebody else (复核): the base of the recognition accuracy.</summary>
public sealed class Recheck
{
    public long CaseId { get; init; }
    public bool Correct { get; init; }

    /// <summary>Kind of error found, e.g. <c>income</c>, <c>duplicate</c>; null where correct.</summary>
    public string? ErrorKind { get; init; }

    public required string By { get; init; }
    public DateTimeOffset At { get; init; }
}

internal sealed class SurveyAnswerMapping : IEntityTypeConfiguration<SurveyAnswer>
{
    public void Configure(EntityTypeBuilder<SurveyAnswer> b)
    {
        b.ToTable("survey_answers");
        b.HasKey(x => new { x.CaseId, x.Seq });
    }
}

internal sealed class RecheckMapping : IEntityTypeConfiguration<Recheck>
{
    public void Configure(EntityTypeBuilder<Recheck> b)
    {
        b.ToTable("rechecks");
        b.HasKey(x => x.CaseId);
        b.Property(x => x.CaseId).ValueGeneratedNever();
    }
}
