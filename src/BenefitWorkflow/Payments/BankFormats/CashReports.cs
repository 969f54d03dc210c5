using System.Diagnostics.CodeAnalysis;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>ISO 20022 debit and credit notification, camt.054.001.08.</summary>
public sealed class Camt054 : IBankAnswerFormat
{
    public string Key => "camt.054.001.08";

    public bool Recognises(BankAnswerPeek peek) => peek.RootNamespace?.EndsWith(":" + Key, StringComparison.Ordinal) == true;

    public bool TryOpen(Stream stream, string fileName, [NotNullWhen(true)] out BankAnswer? answer, [NotNullWhen(false)] out Refusal? refusal) =>
        IsoAnswer.TryOpen(stream, fileName, Key, reader => new CashAnswer(reader, isStatement: false) { Format = Key }, out answer!, out refusal!);
}

/// <summary>ISO 20022 account statement, camt.053.001.08: the bank's last word.</summary>
public sealed class Camt053 : IBankAnswerFormat
{
    public string Key => "camt.053.001.08";

    public bool Recognises(BankAnswerPeek peek) => peek.RootNamespace?.EndsWith(":" + Key, StringComparison.Ordinal) == true;

    public bool TryOpen(Stream stream, string fileName, [NotNullWhen(true)] out BankAnswer? answer, [NotNullWhen(false)] out Refusal? refusal) =>
        IsoAnswer.TryOpen(stream, fileName, Key, reader => new CashAnswer(reader, isStatement: true) { Format = Key }, out answer!, out refusal!);
}
