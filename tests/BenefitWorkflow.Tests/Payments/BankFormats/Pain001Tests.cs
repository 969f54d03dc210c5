using System.Xml;
using System.Xml.Linq;
using CsCheck;
using static BenefitWorkflow.Tests.Payments.BankFormats.FormatFiles;

namespace BenefitWorkflow.Tests.Payments.BankFormats;

public sealed class Pain001Tests
{
    private const string Format = "pain.001.001.10";

    private static readonly XNamespace Ns = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.10";

    [Fact]
    public void Write_IsValidAndTheGoldenFile()
    {
        var xml = Write(Format, Rows);
        Assert.Empty(SchemaErrors(Format, xml));
        Golden.Same("pain.001.001.10.xml", xml);
    }

    [Fact]
    public void Write_TotalsAndIds_AreThoseOfTheRows()
    {
        var document = XDocument.Load(new MemoryStream(Write(Format, Rows)));
        Assert.All(document.Descendants(Ns + "CtrlSum"), sum => Assert.Equal("3001409.55", sum.Value));
        Assert.All(document.Descendants(Ns + "NbOfTxs"), count => Assert.Equal("3", count.Value));
        Assert.Equal(2, document.Descendants(Ns + "CtrlSum").Count());
        Assert.Equal(Rows.Select(r => r.EndToEndId), document.Descendants(Ns + "EndToEndId").Select(e => e.Value));
        Assert.Equal(["1409.50", "0.05", "3000000.00"], document.Descendants(Ns + "InstdAmt").Select(e => e.Value));
        // The release's instant, not the time of writing: the file is the same bytes whenever it is made.
        Assert.Equal("2023-03-02T01:30:00+08:00", document.Descendants(Ns + "CreDtTm").Single().Value);
        Assert.Equal("2023-03-02", document.Descendants(Ns + "ReqdExctnDt").Single().Element(Ns + "Dt")!.Value);
        Assert.Equal("105731000016", document.Descendants(Ns + "DbtrAgt").Single().Descendants(Ns + "MmbId").Single().Value);
    }

    [Fact]
    public void Write_AnyNameThatPassesTheCheck_IsValidAndComesBack() => Gen.String[1, 30].Sample(name =>
    {
        var rows = new[] { Rows[0] with { Name = name } };
        if (Check(Format, rows) is not null) return true;
        var xml = Write(Format, rows);
        if (name.Trim().Length == 0) return true;
        var read = XDocument.Load(new XmlTextReader(new MemoryStream(xml)) { Normalization = false }, LoadOptions.PreserveWhitespace);
        return SchemaErrors(Format, xml).Count == 0 && read.Descendants(Ns + "Cdtr").Single().Element(Ns + "Nm")!.Value == name;
    });

    [Fact]
    public void Check_EndToEndIdOf36Characters_IsRefused()
    {
        Assert.Null(Check(Format, [Rows[0] with { EndToEndId = new string('A', 35) }]));
        Assert.Equal("payment.file-too-long", Check(Format, [Rows[0] with { EndToEndId = new string('A', 36) }])!.Code);
    }

    [Fact]
    public void Check_PayerWithoutBank_IsRefused() =>
        Assert.Equal("payment.file-field-missing", Check(Format, Rows, HeadOf(Rows, Payer with { BankCode = null, BankName = null }))!.Code);

    [Fact]
    public void Write_PayeesBankCodeKnown_IsNamedByIt()
    {
        var document = XDocument.Load(new MemoryStream(Write(Format, Rows)));
        var banks = document.Descendants(Ns + "CdtTrfTxInf").Select(t => t.Element(Ns + "CdtrAgt")).ToList();
        Assert.Equal(["工商银行", null, "建设银行"], banks.Select(b => b?.Descendants(Ns + "Nm").SingleOrDefault()?.Value));
        Assert.Equal([null, "102100099996", null], banks.Select(b => b?.Descendants(Ns + "MmbId").SingleOrDefault()?.Value));
    }
}
