using System.Globalization;

namespace BenefitWorkflow.BankSimulator.Instructions;

/// <summary>Reads payment files as a bank would: by itself, with nothing of the payer's code.</summary>
public static class InstructionReader
{
    /// <exception cref="UnreadableFileException">It is in no known form, its totals are wrong, or a row cannot be read.</exception>
    public static InstructionFile Read(string name, byte[] bytes)
    {
        var start = bytes.AsSpan(0, Math.Min(bytes.Length, 64));
        var file = start.TrimStart("\uFEFF"u8).TrimStart(" \r\n\t"u8).StartsWith("<"u8) ? Pain001Reader.Read(bytes) : DelimitedReader.Read(name, bytes);
        return file.Rows.Count > 0 ? file : throw new UnreadableFileException("The file holds no payment.");
    }

    /// <summary>Yuan with at most two decimals.</summary>
    internal static long Fen(string yuan, int row)
    {
        if (!decimal.TryParse(yuan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount <= 0 || amount > 9_999_999_999_999m || amount * 100 != decimal.Truncate(amount * 100))
            throw new UnreadableFileException($"Row {row}: the amount is no sum of money.");
        return (long)(amount * 100);
    }
}
