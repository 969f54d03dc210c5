using System.Globalization;
using System.Text.Json;
using BenefitWorkflow.BankSimulator;
using BenefitWorkflow.BankSimulator.Outcomes;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;

namespace BenefitWorkflow.Tests.Exchange;

/// <summary>
/// Payments from their orders to the end of all troubles: the service and the bank as processes of their own, staff at the service's interface,
/// and a killer who strikes at lines of the bank's log, which the seed names.
/// </summary>
internal sealed class SeededRun : IAsyncDisposable
{
    private const string Programme = CaseWorld.Hardship;

    // Only keeps a hung process from hanging the tests; nothing is asserted about time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(40);

    private readonly CaseWorld _world;
    private readonly IReadOnlyDictionary<long, int> _seedOfCase;
    private readonly ChildProcess _service, _bank;
    private readonly Uri _url;
    private readonly string _root;
    private readonly Random _random;
    private readonly DemoClient _preparer, _releaser, _caseworker, _colleague;
    private readonly CancellationTokenSource _patience = new(Patience);
    private int _lines, _killsLeft, _nextKill, _corrections, _turn;

    private SeededRun(CaseWorld world, IReadOnlyDictionary<long, int> seedOfCase, ChildProcess service, ChildProcess bank, Uri url, string[] keys, int seed, int kills, string book, string root)
    {
        (_world, _seedOfCase, _service, _bank, _url, _random, _killsLeft, Book, _root) = (world, seedOfCase, service, bank, url, new Random(seed), kills, book, root);
        (_preparer, _releaser, _caseworker, _colleague) = (new(url, keys[0]), new(url, keys[1]), new(url, keys[2]), new(url, keys[3]));
        _nextKill = _random.Next(2, 5);
        _bank.Said = Heard;
    }

    public string Book { get; }

    /// <summary>How often a process was killed in the middle of its work.</summary>
    public int Kills { get; private set; }

    /// <summary>Files that two people let go again.</summary>
    public int Resent { get; private set; }

    public int ServiceLives => _service.Lives;
    public int BankLives => _bank.Lives;

    public string Data => _world.Settings.DataFolder;

    /// <param name="root">Where the bank reads and writes.</param>
    /// <param name="exchange">The service's settings below Payments:Exchange.</param>
    /// <param name="more">Further settings of the service.</param>
    public static async Task<SeededRun> StartAsync(int payments, int seed, int kills, string root, IEnumerable<(string Key, string Value)> exchange, params (string Key, string Value)[] more)
    {
        var world = await CaseWorld.CreateAsync(StoreKind.Sqlite, ceilings: [100_000_000_000]);
        var seeds = new Dictionary<long, int>();
        foreach (var chunk in Enumerable.Range(1, payments).Chunk(5_000))
        {
            var ids = (await world.OpenAsync([.. chunk.Select(CaseWorld.Frontline)])).Select(o => CaseWorld.Applied(o).CaseId).ToArray();
            foreach (var (id, person) in ids.Zip(chunk)) seeds[id] = person;
            Assert.All(await world.SendAsync(CaseWorld.Approver, "Approve", ids), o => CaseWorld.Applied(o));
            await world.PostNoticeAsync(ids);
            await world.CloseNoticeAsync(ids);
        }
        var accounts = new AccountStore(world.Store, TimeProvider.System);
        var keys = new List<string>();
        foreach (var (id, role) in ((string, string)[])[("cai", Roles.FinancePreparer), ("fang", Roles.FinanceReleaser), ("chen", Roles.Caseworker), ("colleague", Roles.Caseworker)])
        {
            Assert.Null(await accounts.CreateAccountAsync(id, id, [role], null, default));
            keys.Add(await accounts.CreateKeyAsync(id, "test", Actor.System.Id, default));
        }
        var (url, book) = (ChildProcess.FreeUrl(), Path.Combine(world.Settings.DataFolder, "bank-book.db"));
        var service = ChildProcess.Service(world.Settings.DataFolder, url, [.. exchange.Select(s => ($"Payments:Exchange:{s.Key}", s.Value)), .. more]);
        var bank = ChildProcess.Simulator("run", "--root", root, "--book", book, "--seed", seed.ToString(CultureInfo.InvariantCulture), "--troubles", "15", "--day", "1", "--every", "200", "--slowly");
        return new SeededRun(world, seeds, service, bank, url, [.. keys], seed, kills, book, root);
    }

    /// <summary>Works until nothing is under way any more, on either side.</summary>
    /// <param name="batch">Most payments of a batch.</param>
    public async Task ToTheEndAsync(int batch)
    {
        while (true)
        {
            _patience.Token.ThrowIfCancellationRequested();
            if (!_bank.IsAlive) _bank.Start();
            if (!_service.IsAlive)
            {
                _service.Start();
                await _service.ListensAsync(_url, _patience.Token);
            }
            try
            {
                if (await WorkAsync(batch)) return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or TaskCanceledException)
            {
                // Killed in the middle of an answer. Whoever asked looks again what there is to do.
            }
            await Poll.PauseAsync(_patience.Token);
        }
    }

    /// <summary>Ends both in order of nothing: what is written is written.</summary>
    public void Stop()
    {
        _service.Dispose();
        _bank.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        foreach (var client in (DemoClient[])[_preparer, _releaser, _caseworker, _colleague]) client.Dispose();
        _patience.Dispose();
        await _world.DisposeAsync();
    }

    /// <returns>True where nothing was left to do and nothing is under way.</returns>
    private async Task<bool> WorkAsync(int batch)
    {
        // Asked first: what the service takes in during this round may need another.
        var idle = IsBankDone();
        while (await _preparer.PostUnlessAsync("payment.nothing-to-pay", "/api/payment-batches", new { programme = Programme, limit = batch }) is not null) idle = false;
        foreach (var prepared in Items(await _releaser.GetAsync("/api/payment-batches?state=prepared&limit=1000")))
        {
            await _releaser.PostAsync($"/api/payment-batches/{prepared.GetProperty("id").GetInt64()}/release", new { });
            idle = false;
        }
        if (await CorrectAsync() > 0) idle = false;
        await SettleUnknownAsync();
        foreach (var state in (string[])["ordered", "batched", "released", "sent", "unknown"])
            if (Items(await _preparer.GetAsync($"/api/payments?state={state}&limit=1")).Any()) idle = false;
        return idle;
    }

    /// <summary>True where the bank has nothing to do any more and the service has laid aside all that it answered.</summary>
    private bool IsBankDone()
    {
        using var bank = new Bank(Book, _ => Outcome.Settled, TimeSpan.FromSeconds(1));
        return !bank.IsBusy && Directory.EnumerateFiles(Path.Combine(_root, "from-bank")).All(path => Path.GetFileName(path).StartsWith('.'));
    }

    private async Task<int> CorrectAsync()
    {
        var wrong = Items(await _caseworker.GetAsync($"/api/cases?programme={Programme}&step=account&limit=1000")).Select(c => c.GetProperty("id").GetInt64()).ToList();
        if (wrong.Count == 0) return 0;
        await _caseworker.PostAsync("/api/cases/correct-account", new
        {
            items = wrong.Select(id => new
            {
                caseId = id, bankName = "农村信用合作联社", account = InventedPeople.Person(1_000_000 + _corrections++).Account, accountName = InventedPeople.Person(_seedOfCase[id]).Name, reason = "与本人核对后更正",
            }),
        });
        await _colleague.PostAsync("/api/cases/confirm-account", new { items = wrong.Select(id => new { caseId = id, reason = "已电话核实" }) });
        return wrong.Count;
    }

    /// <summary>Of a file that is unknown and not at the bank's end two people decide; the service refuses them wherever the bank has it.</summary>
    private async Task SettleUnknownAsync()
    {
        foreach (var id in Items(await _preparer.GetAsync("/api/exchange")).Select(i => i.GetProperty("file")).Where(f => f.GetProperty("state").GetString() == "unknown").Select(f => f.GetProperty("id").GetInt64()))
        {
            await TryAsync(_preparer, $"/api/payment-files/{id}/resend", new { reason = "已向银行核实，未收到该文件" });
            if (await TryAsync(_releaser, $"/api/payment-files/{id}/resend/confirm", new { })) Resent++;
        }
    }

    // A refusal is an answer too: the file was found meanwhile, or the proposal of an earlier round waits.
    private static async Task<bool> TryAsync(DemoClient client, string path, object body)
    {
        try
        {
            await client.PostAsync(path, body);
            return true;
        }
        catch (InvalidOperationException refused) when (refused.Message.Contains("\"exchange.", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement page) => page.GetProperty("items").EnumerateArray();

    // On the thread that reads the bank's log, in the middle of whatever the two are doing.
    private void Heard(string line)
    {
        if (++_lines < _nextKill || _killsLeft == 0) return;
        _nextKill = _lines + _random.Next(2, 6);
        // In turn the bank, the service, both: so that three kills end every kind of life.
        var who = _turn++ % 3;
        var service = who != 0 && _service.Kill();
        var bank = who != 1 && _bank.Kill();
        if (!service && !bank) return;
        _killsLeft--;
        Kills++;
    }
}
