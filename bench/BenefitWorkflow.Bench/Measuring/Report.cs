using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BenefitWorkflow.Bench.Measuring;

/// <summary>Figures as people and programs read them.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an aligned table; the first column to the left, figures to the right.</summary>
    public static void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> lines = [header, .. rows];
        var widths = header.Select((_, i) => lines.Max(l => l[i].Length)).ToList();
        Console.WriteLine();
        foreach (var line in lines) Console.WriteLine(string.Join("  ", line.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        Console.WriteLine();
    }

    public static void Write(string? file, object figures)
    {
        if (file is null) return;
        File.WriteAllText(file, JsonSerializer.Serialize(figures, Json) + "\n");
        Console.WriteLine($"Figures: {file}");
    }

    public static string F(double value, int decimals = 0) => value.ToString("N" + decimals, CultureInfo.InvariantCulture);

    public static double Round(double value, int decimals) => Math.Round(value, decimals, MidpointRounding.AwayFromZero);

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
