using System.Globalization;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Bench;

/// <summary><c>NAME [--store sqlite|postgresql] [--cases N] [--rounds N] [--json FILE] [--folder DIR]</c>.</summary>
/// <param name="Name">The bench.</param>
/// <param name="Cases">Null: the bench's own default.</param>
/// <param name="Rounds">Repetitions; the median counts. Null: the bench's own default.</param>
/// <param name="JsonFile">Where the figures go; null: nowhere.</param>
/// <param name="Folder">Where data lies while it is measured; null: the system's temporary folder. A disk's fsync is part of what is measured.</param>
/// <param name="Rest">Options that only this bench knows.</param>
internal sealed record BenchOptions(string Name, StoreKind Store, int? Cases, int? Rounds, string? JsonFile, string? Folder, IReadOnlyDictionary<string, string> Rest)
{
    /// <returns>The options, or a sentence that says what is wrong.</returns>
    public static (BenchOptions? Options, string? Problem) Parse(string[] args)
    {
        if (args.Length == 0 || args[0].StartsWith("--", StringComparison.Ordinal)) return (null, "Name a bench.");
        var options = new BenchOptions(args[0], StoreKind.Sqlite, null, null, null, null, new Dictionary<string, string>());
        var rest = new Dictionary<string, string>();
        for (var i = 1; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length) return (null, $"'{args[i]}' is not an option with a value.");
            var value = args[i + 1];
            switch (args[i])
            {
                case "--store" when value is "sqlite": options = options with { Store = StoreKind.Sqlite }; break;
                case "--store" when value is "postgresql": options = options with { Store = StoreKind.PostgreSql }; break;
                case "--store": return (null, "--store is sqlite or postgresql.");
                case "--cases" when Number(value) is { } cases: options = options with { Cases = cases }; break;
                case "--rounds" when Number(value) is { } rounds: options = options with { Rounds = rounds }; break;
                case "--cases" or "--rounds": return (null, $"{args[i]} is a whole number from 1 on.");
                case "--json": options = options with { JsonFile = value }; break;
                case "--folder": options = options with { Folder = value }; break;
                default: rest[args[i][2..]] = value; break;
            }
        }
        return (options with { Rest = rest }, null);
    }

    /// <summary>A whole number among the bench's own options.</summary>
    public int Number(string option, int otherwise) => Rest.TryGetValue(option, out var text) && Number(text) is { } number ? number : otherwise;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n : null;
}
