namespace BenefitWorkflow.BankSimulator.Outcomes;

/// <summary>What the bank will make of a payment.</summary>
public enum OutcomeKind
{
    /// <summary>Credited at once, and said so.</summary>
    Settle = 1,

    /// <summary>Refused at once with a reason; no money moves.</summary>
    Reject = 2,

    /// <summary>Credited at once, sent back some days later.</summary>
    Return = 3,

    /// <summary>Credited some days later; until then the bank says nothing final.</summary>
    Delay = 4,

    /// <summary>Credited at once, but the answer is lost: only the statement tells.</summary>
    Drop = 5,

    /// <summary>Credited at once; the answer comes twice.</summary>
    Repeat = 6,

    /// <summary>Credited at once; told in a second answer that holds only the rows the first one lacks.</summary>
    Partial = 7,
}

/// <param name="Reason">ISO external code of a rejection or return; null otherwise.</param>
/// <param name="Days">Of the bank, until a return or a delayed credit; 0 otherwise.</param>
public sealed record Outcome(OutcomeKind Kind, string? Reason = null, int Days = 0)
{
    public static Outcome Settled { get; } = new(OutcomeKind.Settle);
}

/// <summary>Reasons as the bank writes them in Chinese.</summary>
public static class Reasons
{
    /// <summary>Had already.</summary>
    public const string Duplicate = "AM05";

    internal static readonly (string Code, string Text)[] Known =
        [("BE01", "户名不符"), ("AC01", "账号不存在"), ("AC04", "销户"), ("AC06", "账户冻结"), ("AM02", "超限额"), (Duplicate, "重复指令")];

    public static string TextOf(string code) => Known.FirstOrDefault(r => r.Code == code).Text ?? "其他";
}
