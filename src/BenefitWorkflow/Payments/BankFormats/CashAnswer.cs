using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>The entries of notifications or statements, seen from the payer's account: a debit paid somebody, a credit with a return reason came back.</summary>
internal sealed class CashAnswer(IsoReader reader, bool isStatement) : IsoAnswer(reader)
{
    private int _root;
    private int _row;
    private (DateTimeOffset At, TimeSpan Span)? _created;

    public override void ReadHead()
    {
        _root = Xml.Start();
        if (!Xml.Next(_root)) return;
        var depth = Xml.Depth;
        string? page = null;
        if (!Xml.Enter()) return;
        while (Xml.Next(depth))
        {
            switch (Xml.Name)
            {
                case "MsgId": MessageId = Xml.Text(); break;
                case "CreDtTm": _created = Xml.Time(); CreatedAt = _created?.At; break;
                case "MsgPgntn": page = Xml.Leaf("PgNb"); break;
                default: Xml.Skip(); break;
            }
        }
        // The pages of one message share its id and are files of their own.
        if (page is not null && page.TrimStart('0') is not ("" or "1")) MessageId += "/" + page.TrimStart('0');
    }

    protected override IEnumerable<BankResultRow> ReadRows()
    {
        while (Xml.Next(_root))
        {
            if (Xml.Name is not ("Stmt" or "Ntfctn"))
            {
                Xml.Skip();
                continue;
            }
            var depth = Xml.Depth;
            var head = new BankStatementHead("", null, null, null, null, null, 0, 0, 0);
            if (!Xml.Enter()) continue;
            while (Xml.Next(depth))
            {
                switch (Xml.Name)
                {
                    case "Id": head = head with { Id = Xml.Text() }; break;
                    case "FrToDt": head = Period(head); break;
                    case "Acct": head = head with { Account = Account() }; break;
                    case "Bal": head = Balance(head); break;
                    case "Ntry":
                        var entry = new CashEntry();
                        foreach (var row in Entry(entry)) yield return isStatement ? row with { Statement = head.Id } : row;
                        head = entry.Into(head);
                        break;
                    default: Xml.Skip(); break;
                }
            }
            if (!isStatement) continue;
            if (!head.Balances)
                throw new IsoProblemException(new Refusal("bank-statement.unbalanced",
                    $"{Xml.File} 中对账单的期初余额加减发生额不等于期末余额；未作任何处理，请向银行重新索取。",
                    $"{Xml.File}: a statement's opening balance and entries do not give its closing balance; nothing was taken in, ask the bank for it again."));
            StatementList.Add(head);
        }
    }

    private IEnumerable<BankResultRow> Entry(CashEntry entry)
    {
        var depth = Xml.Depth;
        var before = _row;
        // Alone, a transaction may leave its amount to the entry.
        BankResultRow? held = null;
        (string? File, long? Amount) batch = default;
        if (!Xml.Enter()) yield break;
        while (Xml.Next(depth))
        {
            switch (Xml.Name)
            {
                case "Amt": entry.Amount = Xml.Amount(_row + 1, out var refusal); entry.Refusal = refusal; break;
                case "CdtDbtInd": entry.IsCredit = Xml.Text() == "CRDT"; break;
                case "RvslInd": entry.IsReversal = Xml.Text() is "true" or "1"; break;
                case "Sts": entry.Status = Xml.Leaf("Cd"); break;
                case "BookgDt": entry.At = Xml.Time(); break;
                case "ValDt": var valued = Xml.Time(); entry.At ??= valued; break;
                case "NtryDtls":
                    var details = Xml.Depth;
                    if (!Xml.Enter()) break;
                    while (Xml.Next(details))
                    {
                        if (Xml.Name == "Btch") batch = Batch();
                        else if (Xml.Name != "TxDtls") Xml.Skip();
                        else
                        {
                            if (held is not null) yield return held;
                            held = Transaction(entry);
                        }
                    }
                    break;
                default: Xml.Skip(); break;
            }
        }
        if (held is not null) yield return _row == before + 1 && held is { AmountFen: null, Refusal: null } ? held with { AmountFen = entry.Amount } : held;
        else
        {
            _row++;
            yield return entry.Row(_row, "", batch.Amount ?? entry.Amount, null, entry.At ?? _created) with { WholeFile = entry.IsCredit ? null : batch.File };
        }
    }

    private BankResultRow Transaction(CashEntry entry)
    {
        var depth = Xml.Depth;
        _row++;
        string? id = null, account = null, name = null, reason = null;
        long? amount = null, detailed = null;
        var returned = false;
        Refusal? refusal = null;
        if (Xml.Enter())
            while (Xml.Next(depth))
            {
                switch (Xml.Name)
                {
                    case "Refs": id = Xml.Leaf("EndToEndId"); break;
                    case "Amt": amount = Xml.Amount(_row, out refusal); break;
                    case "AmtDtls": detailed = Detailed(); break;
                    case "RltdPties": (name, account) = Creditor(); break;
                    case "RtrInf": (returned, reason) = (true, ReturnReason()); break;
                    default: Xml.Skip(); break;
                }
            }
        if (id == "NOTPROVIDED") id = null;
        var row = entry.Row(_row, id ?? "", amount ?? detailed, returned ? reason ?? BankReasons.Narrative : null, entry.At ?? _created) with { Account = account, Name = name };
        return refusal is null ? row : row with { Refusal = refusal };
    }

    private long? Detailed()
    {
        var depth = Xml.Depth;
        long? found = null;
        if (!Xml.Enter()) return null;
        while (Xml.Next(depth))
        {
            var inner = Xml.Depth;
            if (Xml.Name != "TxAmt") Xml.Skip();
            else if (Xml.Enter())
                while (Xml.Next(inner))
                {
                    if (Xml.Name == "Amt") found = Xml.Amount(_row, out _);
                    else Xml.Skip();
                }
        }
        return found;
    }

    private (string? Name, string? Account) Creditor()
    {
        var depth = Xml.Depth;
        string? name = null, account = null;
        if (!Xml.Enter()) return default;
        while (Xml.Next(depth))
        {
            switch (Xml.Name)
            {
                case "Cdtr": name = Xml.Leaf("Pty", "Nm"); break;
                case "CdtrAcct": account = Xml.Leaf("Id", "Othr", "Id"); break;
                default: Xml.Skip(); break;
            }
        }
        return (name, account);
    }

    private string? ReturnReason()
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

    private (string? File, long? Amount) Batch()
    {
        var depth = Xml.Depth;
        (string? File, long? Amount) batch = default;
        if (!Xml.Enter()) return batch;
        while (Xml.Next(depth))
        {
            switch (Xml.Name)
            {
                case "MsgId": batch.File = Xml.Text(); break;
                case "PmtInfId": batch.File ??= Xml.Text(); break;
                case "TtlAmt": batch.Amount = Xml.Amount(_row + 1, out _); break;
                default: Xml.Skip(); break;
            }
        }
        return batch;
    }

    private string? Account()
    {
        var depth = Xml.Depth;
        string? found = null;
        if (!Xml.Enter()) return null;
        while (Xml.Next(depth))
        {
            if (Xml.Name == "Id") found = Xml.Leaf("Othr", "Id");
            else Xml.Skip();
        }
        return found;
    }

    private BankStatementHead Period(BankStatementHead head)
    {
        var depth = Xml.Depth;
        if (!Xml.Enter()) return head;
        while (Xml.Next(depth))
        {
            switch (Xml.Name)
            {
                case "FrDtTm": head = head with { From = Xml.Time()?.At }; break;
                case "ToDtTm": head = head with { To = Xml.Time()?.At }; break;
                default: Xml.Skip(); break;
            }
        }
        return head;
    }

    private BankStatementHead Balance(BankStatementHead head)
    {
        var depth = Xml.Depth;
        string? kind = null;
        long? amount = null;
        var credit = true;
        if (!Xml.Enter()) return head;
        while (Xml.Next(depth))
        {
            switch (Xml.Name)
            {
                case "Tp": kind = Xml.Leaf("CdOrPrtry", "Cd"); break;
                case "Amt": amount = Xml.Amount(0, out var refusal); if (refusal is not null) throw new IsoProblemException(refusal); break;
                case "CdtDbtInd": credit = Xml.Text() == "CRDT"; break;
                default: Xml.Skip(); break;
            }
        }
        var signed = credit ? amount : -amount;
        return kind switch
        {
            "OPBD" or "PRCD" => head with { OpeningFen = signed },
            "CLBD" => head with { ClosingFen = signed },
            _ => head,
        };
    }
}
