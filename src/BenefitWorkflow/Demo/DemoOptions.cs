using System.Globalization;

namespace BenefitWorkflow.Demo;

/// <summary>Command line of the demo.</summary>
/// <param name="Exit">End instead of keeping the site up.</param>
/// <param name="JsonFile">Where the summary goes; null: nowhere.</param>
/// <param name="Scale">Multiplies the plan's grants, and the ceilings with them; 1 to 1,000.</param>
/// <param name="Seed">Other invented people, same plan; 1 to 9.</param>
internal sealed record DemoOptions(bool Exit, string? JsonFile, int Scale, int Seed, string DataFolder, string Url)
{
    /// <returns>Null and a sentence where an option is not understood.</returns>
    public static (DemoOptions? Options, string? Problem) Parse(string[] args)
    {
        var options = new DemoOptions(false, null, 1, 1, Path.Combine("data", "demo"), ServiceHost.DefaultUrl);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--exit")
            {
                options = options with { Exit = true };
                continue;
            }
            if (i + 1 >= args.Length) return (null, $"选项 {args[i]} 不认识或缺少值 / option {args[i]} is unknown or lacks its value");
            var value = args[++i];
            switch (args[i - 1])
            {
                case "--json": options = options with { JsonFile = Path.GetFullPath(value) }; break;
                case "--data": options = options with { DataFolder = value }; break;
                case "--urls": options = options with { Url = value }; break;
                case "--scale" when Number(value, 1_000) is { } scale: options = options with { Scale = scale }; break;
                case "--seed" when Number(value, 9) is { } seed: options = options with { Seed = seed }; break;
                default: return (null, $"选项 {args[i - 1]} {value} 不认识 / option {args[i - 1]} {value} is not understood");
            }
        }
        return (options with { DataFolder = Path.GetFullPath(options.DataFolder) }, null);
    }

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;
}
