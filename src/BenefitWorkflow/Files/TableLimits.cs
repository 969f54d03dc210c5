namespace BenefitWorkflow.Files;

/// <summary>Bounds on what is read from a stranger's file.</summary>
/// <param name="Bytes">Size of the file as sent.</param>
/// <param name="Rows">Data rows.</param>
/// <param name="Columns">Cells in a row.</param>
/// <param name="CellLength">UTF-16 units in a cell.</param>
/// <param name="UnpackedBytes">Size of one part of an .xlsx once unpacked.</param>
public sealed record TableLimits(long Bytes, int Rows, int Columns, int CellLength, long UnpackedBytes)
{
    public static TableLimits Default { get; } = new(50L << 20, 1_000_000, 100, 4_000, 2L << 30);

    /// <summary>Text that Excel writes shrinks 10 to 60 times; a part beyond this ratio is made to hurt.</summary>
    public const int UnpackedRatio = 200;

    /// <summary>Parts smaller than this once unpacked may have any ratio.</summary>
    public const long HarmlessBytes = 10L << 20;

    /// <summary>Memory for an .xlsx file's shared strings.</summary>
    public const long SharedStringChars = 100L << 20;
}
