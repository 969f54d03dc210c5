using System.Diagnostics.CodeAnalysis;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>ISO 20022 payment status report, pain.002.001.11.</summary>
public sealed class Pain002 : IBankAnswerFormat
{
    public string Key => "pain.002.001.11";

    public bool Recognises(BankAnswerPeek peek) => peek.RootNamespace?.EndsWith(":" + Key, StringComparison.Ordinal) == true;

    public bool TryOpen(Stream stream, string fileName, [NotNullWhen(true)] out BankAnswer? answer, [NotNullWhen(false)] out Refusal? refusal) =>
        IsoAnswer.TryOpen(stream, fileName, Key, reader => new Pain002Answer(reader) { Format = Key }, out answer!, out refusal!);

    /// <summary>Status by the code list ExternalPaymentTransactionStatus1Code; null: none of those a payer is told.</summary>
    internal static BankResult? ResultOf(string status) => status switch
    {
        "ACSC" or "ACCC" => BankResult.Settled,
        "RJCT" or "CANC" => BankResult.Failed,
        "ACCP" or "ACSP" or "ACTC" or "ACWC" or "ACWP" or "ACFC" or "PATC" or "PDNG" or "RCVD" or "PRES" or "ACPD" or "PART" => BankResult.Pending,
        _ => null,
    };
}

/// <summary>The transactions of one report; where it speaks of whole files only, a row for each of them.</summary>
internal sealed class Pain002Answer(IsoReader reader) : IsoAnswer(reader)
{
    private int _root;
    private int _row;
    private (DateTimeOffset At, TimeSpan Span)? _created;
    private (string? Status, string? Reason) _group;

    public override void ReadHead()
    {
        _root = Xml.Start();
        for (var part = 0; part < 2 && Xml.Next(_root); part++)
        {
            var depth = Xml.Depth;
            var isHeader = part == 0;
            if (!Xml.Enter()) continue;
            while (Xml.Next(depth))
            {
                switch (Xml.Name)
                {
                    case "MsgId" when isHeader: MessageId = Xml.Text(); break;
                    case "CreDtTm" when isHeader: _created = Xml.Time(); CreatedAt = _created?.At; break;
                    case "OrgnlMsgId": OriginalMessageId = Xml.Text(); break;
                    case "GrpSts": _group.Status = Xml.Text(); break;
                    case "StsRsnInf": _group.Reason = Reason() ?? _group.Reason; break;
                    default: Xml.Skip(); break;
                }
            }
        }
    }

    protected override IEnumerable<BankResultRow> ReadRows()
    {
        while (Xml.Next(_root))
        {
            if (Xml.Name != "OrgnlPmtInfAndSts")
            {
                Xml.Skip();
                continue;
            }
            var (depth, before) = (Xml.Depth, _row);
            string? file = null;
            (string? Status, string? Reason) stated = default;
            if (!Xml.Enter()) continue;
            while (Xml.Next(depth))
            {
                switch (Xml.Name)
                {
                    case "OrgnlPmtInfId": file = Xml.Text(); break;
                    case "PmtInfSts": stated.Status = Xml.Text(); break;
                    case "StsRsnInf": stated.Reason = Reason() ?? stated.Reason; break;
                    case "TxInfAndSts": yield return Transaction(); break;
                    default: Xml.Skip(); break;
                }
            }
            if (_row == before && stated.Status is not null) yield return Whole(file!, stated.Status, stated.Reason);
        }
        if (_row == 0 && _group.Status is not null) yield return Whole(OriginalMessageId!, _group.Status, _group.Reason);
    }

    private BankResultRow Whole(string file, string status, string? reason) => Row("", null, status, reason, _created, null) with { WholeFile = file };

    private BankResultRow Transaction()
    {
        var depth = Xml.Depth;
        var (id, status, reason) = ("", "", (string?)null);
        long? amount = null;
        Refusal? refusal = null;
        var at = _created;
        Xml.Enter();
        while (Xml.Next(depth))
        {
            switch (Xml.Name)
            {
                case "OrgnlEndToEndId": id = Xml.Text(); break;
                case "TxSts": status = Xml.Text(); break;
                case "StsRsnInf": reason = Reason() ?? reason; break;
                case "AccptncDtTm": at = Xml.Time(); break;
                case "OrgnlTxRef": (amount, refusal) = OriginalAmount(_row + 1); break;
                default: Xml.Skip(); break;
            }
        }
        return Row(id, amount, status, reason, at, refusal);
    }

    private BankResultRow Row(string id, long? amount, string status, string? reason, (DateTimeOffset At, TimeSpan Span)? at, Refusal? refusal)
    {
        _row++;
        var result = Pain002.ResultOf(status);
        refusal ??= result is null ? new Refusal("payment.status-unknown", $"第 {_row} 笔的状态不是已知的 ISO 20022 状态；未处理，请向银行核实。", $"The status of transaction {_row} is none that ISO 20022 knows here; nothing was done, ask the bank.")
            : at is null ? TimeUnreadable(_row) : null;
        return refusal is not null ? new BankResultRow(_row, id, null, default, null, default, refusal)
            : new BankResultRow(_row, id, amount, result!.Value, result == BankResult.Failed ? reason ?? BankReasons.Narrative : null, at!.Value.At, null, at.Value.Span);
    }

    private (long?, Refusal?) OriginalAmount(int row)
    {
        var depth = Xml.Depth;
        (long?, Refusal?) found = default;
        if (!Xml.Enter()) return found;
        while (Xml.Next(depth))
        {
            var inner = Xml.Depth;
            if (Xml.Name != "Amt") Xml.Skip();
            else if (Xml.Enter())
                while (Xml.Next(inner))
                {
                    if (Xml.Name == "InstdAmt") found = (Xml.Amount(row, out var refusal), refusal);
                    else Xml.Skip();
                }
        }
        return found;
    }

    private string? Reason()
    {
        var depth = Xml.Depth;
        string? code = null, said = null;
        if (!Xml.Enter()) return null;
        while (Xml.Next(depth))
        {
            switch (Xml.Name)
            {
                case "Rsn": code = IsoReason.Read(Xml); break;
                case "AddtlInf": said ??= Xml.Text(); break;
                default: Xml.Skip(); break;
            }
        }
        return IsoReason.Of(code, said);
    }
}

/// <summary>A reason that the bank gives as a code, in words of its own, or both.</summary>
internal static class IsoReason
{
    /// <summary>The code, or the code of the bank's own words; null where the element is empty.</summary>
    public static string? Read(IsoReader xml)
    {
        var depth = xml.Depth;
        string? found = null;
        if (!xml.Enter()) return null;
        while (xml.Next(depth)) found = xml.Name == "Cd" ? BankReasons.Known(xml.Text()) : BankReasons.CodeOf(xml.Text());
        return found;
    }

    /// <summary>The code; where it says nothing, what the words mean.</summary>
    public static string? Of(string? code, string? words) => code is null or BankReasons.Narrative && words is not null ? BankReasons.CodeOf(words) : code;
}
