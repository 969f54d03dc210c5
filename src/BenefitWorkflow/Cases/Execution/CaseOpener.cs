using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.Banking;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>Opens cases: finds or files beneficiary and household, then starts the scheme's process, which decides eligibility.</summary>
internal sealed class CaseOpener(ProgrammeCatalog programmes, DecisionWriter writer, Protector protector)
{
    private const string CaseSequence = "cases", BeneficiarySequence = "beneficiaries", HouseholdSequence = "households";
    private static readonly IReadOnlyDictionary<string, object?> NoInputs = new Dictionary<string, object?>();

    /// <summary>Sequence of a programme year's case numbers; without gaps, so that a missing case shows.</summary>
    public static string NumberSequenceName(string programmeKey, int year) => $"{NumberSequences}{programmeKey}:{year}";

    /// <summary>What the names of all such sequences begin with.</summary>
    internal const string NumberSequences = "case_number:";

    public async Task<IReadOnlyList<CaseOutcome>> OpenAsync(Chunk chunk, IReadOnlyList<NewCase> items, CancellationToken ct)
    {
        var outcomes = new CaseOutcome[items.Count];
        var applications = new List<Applicant>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if ((Check(i, items[i], out var applicant) ?? OutOfScope(chunk.Actor, items[i])) is { } refusal) outcomes[i] = new CaseOutcome(0, null, CaseOutcomeKind.Refused, refusal, null, 0);
            else applications.Add(applicant!);
        }

        var people = await PeopleAsync(chunk, applications, ct);
        await chunk.Numbers.LoadAsync(chunk.Db,
            [CaseSequence, BeneficiarySequence, HouseholdSequence, .. applications.Select(a => NumberSequenceName(a.Programme.Key, a.Programme.Year)).Distinct()], ct);
        var grants = await GrantIndex.LoadAsync(chunk.Db, [.. people.Known.Values.Select(b => b.Id)],
            // Also the households that persons on file belong to: who applies may have left the head's number out.
            [.. people.Households.Values.Select(h => h.Id).Union(people.Known.Values.Select(b => b.HouseholdId))], ct);
        await writer.PrepareAsync(chunk, [], ct);

        foreach (var a in applications)
        {
            if (people.File(chunk, a) is { } refusal)
            {
                outcomes[a.Index] = new CaseOutcome(0, null, CaseOutcomeKind.Refused, refusal, null, 0);
                continue;
            }
            outcomes[a.Index] = await StartAsync(chunk, a, people.Of(a), grants, ct);
        }
        return outcomes;
    }

    private async Task<CaseOutcome> StartAsync(Chunk chunk, Applicant a, Beneficiary payee, GrantIndex grants, CancellationToken ct)
    {
        var sequence = NumberSequenceName(a.Programme.Key, a.Programme.Year);
        var @case = new Case
        {
            Id = chunk.Numbers.Take(CaseSequence),
            Number = $"{a.Programme.Code}-{a.Programme.Year}-{chunk.Numbers.Take(sequence):D6}",
            ProgrammeKey = a.Programme.Key, ProgrammeVersion = a.Programme.Version, SchemeKey = a.Scheme.Key, Year = a.Programme.Year,
            DefinitionId = a.Definition.DefinitionId, DefinitionVersion = a.Definition.Version,
            BeneficiaryId = payee.Id, HouseholdId = payee.HouseholdId, Unit = a.Item.Unit.Trim(), PreparedBy = chunk.Actor.Id, OpenedAt = chunk.Now,
        };
        @case.RecordAct(Acts.Prepare, chunk.Actor.Id);
        var facts = new CaseFacts
        {
            Case = @case, Actor = chunk.Actor, Programme = a.Programme, Scheme = a.Scheme, Definition = a.Definition, Calendar = chunk.Calendar,
            Today = chunk.Today, Payee = payee, Application = Stated(chunk.Actor, @case, a, payee),
        };
        facts.Eligibility = FactsLoader.Eligibility(facts, a.Id.Value, a.Item.Application, grants);
        var result = Planner.Start(a.Definition, NoInputs, facts, chunk.Now);
        await writer.AddAsync(chunk, facts, result, ct);
        var outcome = writer.Write(chunk, facts, new Signal("Open"), null, result);
        if (outcome.Kind != CaseOutcomeKind.Applied)
        {
            chunk.Numbers.GiveBack(CaseSequence);
            chunk.Numbers.GiveBack(sequence);
            return outcome;
        }
        grants.Add(@case);
        chunk.Rows.Insert(facts.Application);
        chunk.Publish(@case.Id, new CaseOpenedV1(chunk.NewEventId(), 0, @case.Number, @case.ProgrammeKey, @case.AmountFen, [], chunk.Now));
        return outcome;
    }

    /// <summary>The application with the account it names, or else the one on file.</summary>
    private CaseApplication Stated(Identity.Actor actor, Case @case, Applicant a, Beneficiary payee)
    {
        var application = new CaseApplication { CaseId = @case.Id, Json = a.Item.Application.ToJson() };
        if (a.Account is { } account)
        {
            var (bank, cipher, hash, name) = account.Protect(protector);
            application.StateAccount(bank, cipher, hash, name);
        }
        else if (payee.AccountCipher is not null && actor.ScopeOf(Identity.Roles.Caseworker).HasUnit(payee.Unit))
            application.StateAccount(payee.BankName, payee.AccountCipher, payee.AccountHash!, payee.AccountName!);
        return application;
    }

    // Whether the actor is a caseworker at all is asked where the request comes in.
    private static Refusal? OutOfScope(Identity.Actor actor, NewCase item) =>
        actor.ScopeOf(Identity.Roles.Caseworker).Covers(item.ProgrammeKey, item.Unit.Trim()) ? null : Identity.RoleRefusal.OutOfScope;

    private Refusal? Check(int index, NewCase item, out Applicant? applicant)
    {
        applicant = null;
        if (!programmes.TryFindScheme(item.ProgrammeKey, item.SchemeKey, out var programme, out var scheme))
            return new Refusal("case.unknown-scheme", $"项目“{item.ProgrammeKey}”中没有方案“{item.SchemeKey}”；请核对方案名称。", $"Programme '{item.ProgrammeKey}' has no scheme '{item.SchemeKey}'; check the scheme.");
        if (!PersonName.TryParse(item.Name, out var name, out var nameRefusal)) return nameRefusal;
        if (!IdNumber.TryParse(item.IdNumber, out var id, out var idRefusal)) return idRefusal;
        if (string.IsNullOrWhiteSpace(item.Unit)) return new Refusal("case.unit-missing", "请填写工作单位。", "Give the worker's unit.");
        if (item.Unit.Any(char.IsControl)) return new Refusal("case.unit-malformed", "工作单位中有控制字符；请重新填写。", "The unit holds a control character; write it again.");
        IdNumber? head = null;
        if (!string.IsNullOrWhiteSpace(item.HouseholdHeadId) && !IdNumber.TryParse(item.HouseholdHeadId, out head, out var headRefusal)) return headRefusal;
        Phone? phone = null;
        if (!string.IsNullOrWhiteSpace(item.Phone) && !Phone.TryParse(item.Phone, out phone, out var phoneRefusal)) return phoneRefusal;
        AccountDetails? account = null;
        if (!string.IsNullOrWhiteSpace(item.Account)
            && !AccountDetails.TryParse(item.BankName, item.Account, string.IsNullOrWhiteSpace(item.AccountName) ? name.Value : item.AccountName, out account, out var accountRefusal)) return accountRefusal;
        var idHash = protector.Hash(PersonalDataKind.IdNumber, id.Value);
        applicant = new Applicant(index, item, programme, scheme, programmes.ProcessOf(programme, scheme), name.Value, id, idHash,
            head is null ? idHash : protector.Hash(PersonalDataKind.IdNumber, head.Value), phone, account);
        return null;
    }

    private async Task<People> PeopleAsync(Chunk chunk, List<Applicant> applicants, CancellationToken ct)
    {
        var ids = applicants.Select(a => a.IdHash).ToList();
        var heads = applicants.Select(a => a.HeadHash).ToList();
        var known = await chunk.Db.Beneficiaries.Where(b => ids.Contains(b.IdHash)).ToListAsync(ct);
        var households = await chunk.Db.Households.Where(h => heads.Contains(h.HeadIdHash)).ToListAsync(ct);
        return new People(protector, known, households);
    }

    /// <summary>A checked application.</summary>
    internal sealed record Applicant(
        int Index, NewCase Item, Programme Programme, Scheme Scheme, WorkflowDefinition Definition, string Name, IdNumber Id, byte[] IdHash,
        byte[] HeadHash, Phone? Phone, AccountDetails? Account)
    {
        public override string ToString() => nameof(Applicant);
    }

    /// <summary>Beneficiaries and households of a chunk, stored and newly filed.</summary>
    private sealed class People(Protector protector, List<Beneficiary> known, List<Household> households)
    {
        public Dictionary<string, Beneficiary> Known { get; } = known.ToDictionary(b => Convert.ToHexString(b.IdHash));
        public Dictionary<string, Household> Households { get; } = households.ToDictionary(h => Convert.ToHexString(h.HeadIdHash));

        public Beneficiary Of(Applicant a) => Known[Convert.ToHexString(a.IdHash)];

        /// <summary>Files the person and household where they are new; brings account and phone up to date where they are known.</summary>
        public Refusal? File(Chunk chunk, Applicant a)
        {
            var key = Convert.ToHexString(a.IdHash);
            if (Known.TryGetValue(key, out var payee))
            {
                if (payee.Name != a.Name)
                    return new Refusal("beneficiary.name-differs", "该身份证号已用另一姓名建档；请核对姓名和身份证号。", "This identity number is on file under another name; check both.");
                if (HeadOtherThanOnFile(a, payee) is { } differs) return differs;
                var changed = false;
                // Somebody of another unit is on file: that unit's people keep the file.
                var theirs = chunk.Actor.ScopeOf(Identity.Roles.Caseworker).HasUnit(payee.Unit);
                if (theirs && a.Account is not null && Keep(payee, a, chunk.Now)) changed = true;
                if (theirs && a.Phone is not null && !(payee.PhoneHash ?? []).AsSpan().SequenceEqual(protector.Hash(PersonalDataKind.Phone, a.Phone.Value)))
                {
                    SetPhone(payee, a.Phone);
                    changed = true;
                }
                if (changed) chunk.Rows.Update(payee);
                return null;
            }

            var headKey = Convert.ToHexString(a.HeadHash);
            if (!Households.TryGetValue(headKey, out var household))
            {
                household = new Household { Id = chunk.Numbers.Take(HouseholdSequence), HeadIdHash = a.HeadHash, CreatedAt = chunk.Now };
                Households.Add(headKey, household);
                chunk.Rows.Insert(household);
            }
            payee = new Beneficiary
            {
                Id = chunk.Numbers.Take(BeneficiarySequence), Name = a.Name, IdCipher = protector.Encrypt(a.Id.Value), IdHash = a.IdHash,
                Unit = a.Item.Unit.Trim(), CreatedAt = chunk.Now,
            };
            payee.JoinHousehold(household.Id);
            if (a.Phone is not null) SetPhone(payee, a.Phone);
            if (a.Account is not null) Keep(payee, a, chunk.Now);
            Known.Add(key, payee);
            chunk.Rows.Insert(payee);
            return null;
        }

        // Who belongs to which household decides who is a duplicate: a list may not quietly say otherwise than the file.
        private Refusal? HeadOtherThanOnFile(Applicant a, Beneficiary payee) =>
            string.IsNullOrWhiteSpace(a.Item.HouseholdHeadId) || (Households.TryGetValue(Convert.ToHexString(a.HeadHash), out var named) && named.Id == payee.HouseholdId)
                ? null
                : new Refusal("beneficiary.household-differs",
                    "该受助人已在另一户建档，与所填户主不符；请核对户主身份证号，或请审核人员更正户籍。",
                    "This person is on file in another household than the head named here says; check the head's number, or have a reviewer move them to the other household.");

        private void SetPhone(Beneficiary payee, Phone phone) => payee.SetPhone(protector.Encrypt(phone.Value), protector.Hash(PersonalDataKind.Phone, phone.Value));

        // The file takes the first account; another one stays with the case that it was stated for, until two people have confirmed it.
        private bool Keep(Beneficiary payee, Applicant a, DateTimeOffset now)
        {
            if (payee.AccountCipher is not null) return false;
            var (bank, cipher, hash, name) = a.Account!.Protect(protector);
            payee.KeepAccount(bank, cipher, hash, name, now);
            return true;
        }
    }
}
