using System.Runtime.CompilerServices;
using System.Text;
using BenefitWorkflow.Files;
using CsCheck;

namespace BenefitWorkflow.Tests.Files;

public sealed class TableRoundTripTests
{
    [Fact]
    public void AnyText_WrittenAndRead_IsTheSame() =>
        // A first cell that is never blank, since blank rows are left out; U+FFFE and lone surrogates are not text.
        Gen.Select(Gen.Char['!', '~'], Gen.OneOf(Gen.Char['\u0000', '\u00FF'], Gen.Char['一', '龥'], Gen.Char['_', 'x']).Array[0, 30].Select(c => new string(c)).Array[1, 8])
            .Select((first, rest) => (string[])[first.ToString(), .. rest, "末"])
            .Array[0, 20]
            .Sample(rows => rows.SequenceEqual(RoundTrip(["h"], rows).Rows, RowComparer.Instance), iter: 300);

    [Theory]
    [InlineData("=1+1")]
    [InlineData("=HYPERLINK(\"http://example.invalid\",\"x\")")]
    [InlineData("+86 13800138000")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("11010519491231002X")]
    [InlineData("6222021234567890123")]
    [InlineData("00012")]
    [InlineData("19.989999999999998")]
    [InlineData("1E5")]
    [InlineData("2026-01-02")]
    [InlineData("TRUE")]
    [InlineData(" 前后有空格 ")]
    [InlineData("两\n行")]
    [InlineData("<a>&\"'</a>")]
    [InlineData("_x0041_")]
    [InlineData("䶮𠮷")]
    public void Cell_ThatExcelWouldInterpret_StaysText(string cell)
    {
        var row = Assert.Single(RoundTrip(["列"], [[cell]]).Rows);

        Assert.Equal([cell], row);
    }

    [Fact]
    public void Formula_WrittenAsText_IsNoFormulaInTheSheet()
    {
        var file = Write(["列"], [["=1+1"]]);

        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(file));
        using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var xml = sheet.ReadToEnd();
        Assert.Contains("=1+1", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<f", xml, StringComparison.Ordinal);
        Assert.Contains("state=\"frozen\"", xml, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_AndRowNumbers_AreAsInTheSheet()
    {
        using var reader = Open(Write(["姓名", "金额"], [["甲", "1"], ["", " "], ["乙", ""]]));

        Assert.Equal(["姓名", "金额"], reader.Header);
        Assert.Equal([2, 4], reader.Rows().Select(r => r.Number));
    }

    [Fact]
    public void Writer_OnAStreamThatCannotSeek_WritesAReadableFile()
    {
        var file = new MemoryStream();
        using (var table = new TableWriter(new ForwardOnly(file), ["列"])) table.WriteRow(["值"]);

        using var reader = Open(file.ToArray());
        Assert.Equal(["值"], Assert.Single(reader.Rows()).Cells);
    }

    [Fact]
    public void Writer_Disposed_LeavesTheStreamOpen()
    {
        using var file = new MemoryStream();
        new TableWriter(file, ["列"]).Dispose();

        Assert.True(file.CanRead);
    }

    [Theory]
    [InlineData(".xlsx")]
    [InlineData(".csv")]
    public void FiftyThousandRows_Read_AreNotKept(string kind)
    {
        const int count = 50_000;
        var rows = Enumerable.Range(0, count).Select(i => (string[])[$"职工{i}", $"{i:D18}", new string('某', 120)]);
        var file = kind == ".xlsx"
            ? Write(["姓名", "身份证号", "工作单位"], rows)
            : Encoding.UTF8.GetBytes("姓名,身份证号,工作单位\n" + string.Join('\n', rows.Select(r => string.Join(',', r))));
        using var reader = Open(file, "名册" + kind);
        var cells = new List<WeakReference>();
        var read = ReadNotingEveryThousandth(reader, cells);
        GC.Collect();

        Assert.Equal(count, read);
        // The reader is still open: a row it kept would be alive. One or two may hang about in buffers.
        Assert.InRange(cells.Count(c => c.IsAlive), 0, 2);
        GC.KeepAlive(reader);
    }

    // A method of its own, so that no local of the test keeps a row alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadNotingEveryThousandth(TableReader reader, List<WeakReference> cells)
    {
        var read = 0;
        foreach (var row in reader.Rows())
        {
            Assert.Null(row.Problem);
            if (++read % 1_000 == 0) cells.Add(new WeakReference(row.Cells[2]));
        }
        return read;
    }

    private static (IReadOnlyList<string> Header, IReadOnlyList<string[]> Rows) RoundTrip(string[] header, IEnumerable<string[]> rows)
    {
        using var reader = Open(Write(header, rows));
        return (reader.Header, [.. reader.Rows().Select(r => r.Problem is null ? r.Cells.ToArray() : throw new InvalidOperationException(r.Problem.Code))]);
    }

    private static byte[] Write(string[] header, IEnumerable<string[]> rows)
    {
        var file = new MemoryStream();
        using (var table = new TableWriter(file, header))
            foreach (var row in rows) table.WriteRow(row);
        return file.ToArray();
    }

    private static TableReader Open(byte[] file, string name = "表.xlsx") =>
        TableReader.TryOpen(new MemoryStream(file), name, TableLimits.Default, out var reader, out var refusal) ? reader : throw new InvalidOperationException(refusal.Code);

    private sealed class RowComparer : IEqualityComparer<string[]>
    {
        public static readonly RowComparer Instance = new();
        public bool Equals(string[]? a, string[]? b) => a!.SequenceEqual(b!);
        public int GetHashCode(string[] row) => row.Length;
    }

    private sealed class ForwardOnly(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
