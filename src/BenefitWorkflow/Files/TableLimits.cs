namespace BenefitWorkflow.Files;

/// <summary>Bounds on what is read from a stranger's file.</summary>
/// <param name="Bytes">Size of the file as sent.</param>
/// <param name="Rows">Data rows that are not empty.</param>
/// <param name="Columns">Cells in a row; empty ones at its end do not count.</param>
/// <param name="CellLength">UTF-16 units in a cell.</param>
/// <param name="UnpackedBytes">Size of one part of an .xlsx once unpacked.</param>
public sealed record TableLimits(long Bytes, int Rows, int Columns, int CellLength, long UnpackedBytes)
{
    public static TableLimits Default { get; } = new(50L << 20, 1_000_000, 100, 4_000, 2L << 30);

    /// <summary>Text that Excel writes shrinks 10 to 60 times; a part beyond this ratio is made to hurt.</summary>
    public const int UnpackedRatio = 200;

    /// <summary>Parts smaller than this once unpacked may have any ratio.</summary>
    public const long HarmlessBytes = 10L << 20;

    /// <summary>Bytes of XML without a tag. Excel's longest cell (32,767 characters, each up to 8 bytes as a reference) fits; more would only fill memory.</summary>
    public const int UntaggedBytes = 512 << 10;

    /// <summary>Characters of an .xlsx file's shared strings held in memory; the others wait in a temporary file.</summary>
    public const int SharedCharsInMemory = 8 << 20;

    /// <summary>Excel's last row.</summary>
    public const int LastRow = 1_048_576;
}
