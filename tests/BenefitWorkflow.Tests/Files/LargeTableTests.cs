using System.Globalization;
using System.Text;
using BenefitWorkflow.Files;
using static BenefitWorkflow.Tests.Files.Tables;

namespace BenefitWorkflow.Tests.Files;

/// <summary>Alone, because they look at the memory of the whole process.</summary>
[CollectionDefinition(nameof(LargeTableTests), DisableParallelization = true)]
public sealed class LargeTables;

[Collection(nameof(LargeTableTests))]
public sealed class LargeTableTests
{
    private const int Rows = 100_000;

    private static readonly string[] Header = ["序号", "姓名", "身份证号", "单位"];

    private static string[] Row(int i) => [i.ToString(CultureInfo.InvariantCulture), "张三", $"5323011980{i:D8}", $"单位{i * 31 % 977}"];

    /// <summary>Reads everything, and the memory still held at the 1,000th row and at the last.</summary>
    private static (int Count, long Early, long Late) Walk(Stream stream, string name)
    {
        Assert.True(TableReader.TryOpen(stream, name, Limits, out var reader, out _));
        using (reader)
        {
            var (count, early, late) = (0, 0L, 0L);
            foreach (var row in reader.Rows())
            {
                Assert.Null(row.Problem);
                if (row.Cells[0] != count.ToString(CultureInfo.InvariantCulture) || row.Number != count + 2) Assert.Fail($"Row {row.Number} holds {row.Cells[0]}.");
                count++;
                if (count == 1_000) early = GC.GetTotalMemory(forceFullCollection: true);
                if (count == Rows) late = GC.GetTotalMemory(forceFullCollection: true);
            }
            return (count, early, late);
        }
    }

    private static void AssertStreamed((int Count, long Early, long Late) walk)
    {
        Assert.Equal(Rows, walk.Count);
        // Held rows would be some 30 MB.
        Assert.InRange(walk.Late - walk.Early, long.MinValue, 8 << 20);
    }

    [Fact]
    public void Workbook_OfInlineText_IsStreamed()
    {
        using var stream = TemporaryFile.Create();
        using (var writer = new TableWriter(stream, Header))
            for (var i = 0; i < Rows; i++) writer.WriteRow(Row(i));
        stream.Position = 0;
        AssertStreamed(Walk(stream, "表.xlsx"));
    }

    [Fact]
    public void Workbook_OfSharedStrings_IsStreamed()
    {
        var (strings, rows) = (new StringBuilder("<si><t>h</t></si>"), new StringBuilder("<row><c t=\"s\"><v>0</v></c></row>"));
        for (var i = 0; i < Rows; i++)
        {
            strings.Append(CultureInfo.InvariantCulture, $"<si><t>{i}</t></si>");
            rows.Append(CultureInfo.InvariantCulture, $"<row><c t=\"s\"><v>{i + 1}</v></c></row>");
        }
        AssertStreamed(Walk(new MemoryStream(Workbook(rows.ToString(), strings.ToString())), "表.xlsx"));
    }

    [Fact]
    public async Task DelimitedText_InGb18030_IsStreamed()
    {
        await using var stream = TemporaryFile.Create();
        await using (var text = new StreamWriter(stream, TextEncodings.Gb18030, leaveOpen: true))
            foreach (var row in Enumerable.Range(0, Rows).Select(Row).Prepend(Header)) await text.WriteLineAsync(string.Join(',', row));
        stream.Position = 0;
        AssertStreamed(Walk(stream, "表.csv"));
    }

    [Fact]
    public void SharedStrings_BeyondMemory_ComeBackFromTheFile()
    {
        using var strings = new SharedStrings(charsInMemory: 1_000);
        string Text(int i) => i % 7 == 0 ? "" : $"单位𠮷{i}" + new string('x', i % 50);
        for (var i = 0; i < 5_000; i++) strings.Add(Text(i));
        strings.Complete();
        Assert.Equal(5_000, strings.Count);
        // Backwards, and twice what shares a place in the cache.
        for (var i = 4_999; i >= 0; i--) Assert.Equal(Text(i), strings[i]);
        Assert.Equal((Text(3_000), Text(3_000 - 1_024), Text(3_000)), (strings[3_000], strings[3_000 - 1_024], strings[3_000]));
    }

    [Fact]
    public void TemporaryFile_HasNoNameAndIsForItsUserOnly()
    {
        if (OperatingSystem.IsWindows()) return;
        using var file = TemporaryFile.Create();
        file.Write("11010519491231002X"u8);
        file.Flush();
        Assert.False(File.Exists(file.Name));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.SafeFileHandle));
    }
}
