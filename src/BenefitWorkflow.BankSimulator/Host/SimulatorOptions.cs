using System.Globalization;

namespace BenefitWorkflow.BankSimulator.Host;

/// <summary>The command line.</summary>
/// <param name="Day">Length of one of the bank's days.</param>
/// <param name="Every">Between two rounds.</param>
internal sealed record SimulatorOptions(
    string Command, string Root, string Book, int Seed, int TroublesPercent, string? Script, TimeSpan Day, TimeSpan Every, bool Slowly, string? Service, string? Key)
{
    public const string Usage =
        """
        A bank for tests and demonstrations: it moves no money.
          run      [--root DIR] [--book FILE] [--seed N] [--troubles PERCENT] [--script FILE] [--day SECONDS] [--every MILLISECONDS] [--slowly]
          once     the same, one round
          book     [--book FILE]                                          the book in figures, as JSON
          compare  [--book FILE] --service URL                            the book against the service's payments; key in BANKSIMULATOR_KEY
        Defaults: --root bank, --book bank-book.db below it, --seed 1, --troubles 15, --day 86400, --every 1000.
        用于测试与演示的模拟银行，不产生真实资金往来。
        """;

    /// <returns>Null where the command line is not understood.</returns>
    public static SimulatorOptions? Parse(string[] args, string? key)
    {
        if (args is not [var command, .. var rest] || command is not ("run" or "once" or "book" or "compare")) return null;
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == "--slowly") given[rest[i]] = "";
            else if (rest[i] is "--root" or "--book" or "--seed" or "--troubles" or "--script" or "--day" or "--every" or "--service" && i + 1 < rest.Length) given[rest[i]] = rest[++i];
            else return null;
        }
        var root = given.GetValueOrDefault("--root", "bank");
        if (!Number("--seed", 1, int.MaxValue, out var seed) || !Number("--troubles", 15, 100, out var troubles) || !Number("--day", 86_400, 86_400_000, out var day) || !Number("--every", 1_000, 3_600_000, out var every)) return null;
        if (command == "compare" && !Uri.TryCreate(given.GetValueOrDefault("--service"), UriKind.Absolute, out _)) return null;
        return new SimulatorOptions(command, root, given.GetValueOrDefault("--book", Path.Combine(root, "bank-book.db")), seed, troubles, given.GetValueOrDefault("--script"),
            TimeSpan.FromSeconds(day), TimeSpan.FromMilliseconds(Math.Max(1, every)), given.ContainsKey("--slowly"), given.GetValueOrDefault("--service"), key);

        bool Number(string name, int fallback, int most, out int number)
        {
            number = fallback;
            return !given.TryGetValue(name, out var text) || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
        }
    }
}
