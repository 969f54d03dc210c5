using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.Files;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Payments.BankFormats;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

[Trait("Store", "Every")]
public sealed class When_payment_files_are_made
{
    private static readonly Dictionary<string, string?> Payer = new()
    {
        ["Payments:Payer:Name"] = "楚雄州总工会", ["Payments:Payer:Account"] = "53001646236051001234", ["Payments:Payer:BankName"] = "建设银行", ["Payments:Payer:BankCode"] = "105731000016",
    };

    private static IConfiguration Settings(params (string Key, string? Value)[] more) =>
        new ConfigurationBuilder().AddInMemoryCollection(Payer).AddInMemoryCollection(more.Select(m => KeyValuePair.Create(m.Key, m.Value))).Build();

    private static byte[] SmallParts(int version = 1, int rows = 2) => Encoding.UTF8.GetBytes($$"""
        { "key": "small-parts", "version": {{version}}, "title": "小文件", "basis": "a test", "file": { "kind": "text", "separator": "|", "name": "{message}.txt", "maximumRows": {{rows}} },
          "columns": [ { "title": "编号", "source": "endToEndId" }, { "title": "金额", "source": "amount" } ], "trailer": [ { "source": "count" }, { "source": "total" } ] }
        """);

    [Theory]
    [InlineData("delimited-text")]
    [InlineData("payroll-text")]
    [InlineData("batch-transfer-excel")]
    [InlineData("comma-csv")]
    [InlineData("pain.001.001.10")]
    public async Task Should_be_the_same_bytes_whenever_they_are_fetched(string format)
    {
        await using var world = await CreateAsync();
        world.PaymentSettings = Settings();
        var orders = await world.ReleasedAsync(3, format);
        var (file, first, _) = await world.BatchFile.BytesAsync(orders[0].BatchId!.Value);
        Assert.Equal((format, 3, 300_000L, PaymentFileState.Made, (long)first!.Length), (file!.Format, file.Count, file.TotalFen, file.State, file.Bytes));
        Assert.Equal(SHA256.HashData(first), file.Sha256);
        if (format.StartsWith("pain.", StringComparison.Ordinal)) Assert.Empty(FormatFiles.SchemaErrors(format, first));

        // After a restart, with other settings of the payer, when payments have moved on.
        await world.BankSaysAsync(orders[0].CaseId, "SettlePayment");
        await world.BankSaysAsync(orders[1].CaseId, "FailPayment", "AC04");
        world.Time.Advance(TimeSpan.FromDays(400));
        world.PaymentSettings = Settings(("Payments:Payer:Name", "另一家"));
        world.Formats = PaymentFormats.Load(null);
        Assert.Equal(first, (await world.BatchFile.BytesAsync(orders[0].BatchId!.Value)).Bytes);
    }

    [Theory]
    [InlineData("UPDATE payment_files SET sha256 = x'00' WHERE 1 = 1")]
    [InlineData("UPDATE payment_files SET profile = '{\"name\":\"x\",\"account\":\"y\"}' WHERE 1 = 1")]
    [InlineData("UPDATE payment_files SET message_id = 'PB-X' WHERE 1 = 1")]
    public async Task Should_be_refused_where_their_record_was_altered(string sql)
    {
        await using var world = await CreateAsync(BenefitWorkflow.Store.StoreKind.Sqlite);
        world.PaymentSettings = Settings();
        var orders = await world.ReleasedAsync(1, "pain.001.001.10");
        await using (var db = world.Store.Read()) await db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        var (_, bytes, refusal) = await world.BatchFile.BytesAsync(orders[0].BatchId!.Value);
        Assert.Equal((null, "payment.file-changed"), (bytes, refusal?.Code));
    }

    [Fact]
    public async Task Should_be_split_where_the_bank_takes_fewer_rows()
    {
        await using var world = await CreateAsync();
        world.Formats.AddTemplate(SmallParts(), "small.json");
        var orders = await world.ReleasedAsync(5, "small-parts");
        var (files, _) = await world.BatchFile.ListAsync(CaseWorld.Preparer, orders[0].BatchId!.Value, default);
        Assert.Equal([("PB-KNBF-2023-0001-1", 2), ("PB-KNBF-2023-0001-2", 2), ("PB-KNBF-2023-0001-3", 1)], files.Select(f => (f.MessageId, f.Count)));
        var ids = new List<string>();
        foreach (var file in files)
        {
            var lines = TextEncodings.Gb18030.GetString((await world.BatchFile.BytesOfAsync(file.Id)).Bytes!).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal($"{file.Count}|{file.Count * 1000}.00", lines[^1]);
            ids.AddRange(lines[1..^1].Select(line => line.Split('|')[0]));
        }
        Assert.Equal(orders.Select(o => o.EndToEndId), ids);
        Assert.Equal(500_000, files.Sum(f => f.TotalFen));
    }

    [Fact]
    public async Task Should_tell_before_the_release_of_a_name_that_the_encoding_lacks()
    {
        await using var world = await CreateAsync();
        var batch = await world.PreparedAsync("payroll-text", Frontline(1), Frontline(2) with { Name = "王䶮" });
        var refused = await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default);
        var outcome = Assert.Single(refused.Outcomes);
        Assert.Equal(("payment.release-refused", "payment.file-character"), (refused.Refusal?.Code, outcome.Refusal?.Code));
        Assert.DoesNotContain("䶮", outcome.Refusal!.Zh + outcome.Refusal.En, StringComparison.Ordinal);
        await using var db = world.Store.Read();
        Assert.Equal((0, 2), (await db.PaymentFiles.CountAsync(), await db.PaymentOrders.CountAsync(o => o.State == PaymentState.Batched)));
    }

    [Fact]
    public async Task Should_tell_before_the_release_that_the_payer_is_missing()
    {
        await using var world = await CreateAsync();
        var batch = await world.PreparedAsync("pain.001.001.10", Frontline(1));
        Assert.Equal("payment.payer-missing", (await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default)).Refusal?.Code);
        world.PaymentSettings = Settings();
        Assert.Null((await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default)).Refusal);
    }

    [Fact]
    public async Task Should_take_the_format_of_the_settings_and_refuse_one_that_nobody_knows()
    {
        await using var world = await CreateAsync();
        world.PaymentSettings = Settings(("Payments:Format", "comma-csv"), ("Payments:Programmes:" + Hardship + ":Format", "pain.001.001.10"));
        Assert.Equal("pain.001.001.10", (await world.PreparedAsync(null, Frontline(1))).Format);
        Assert.Equal("payment.format-unknown", (await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship, Format: "no-such"), null, default)).Refusal?.Code);
        Assert.Throws<InvalidDataException>(() => new PayerProfiles(Settings(("Payments:Format", "no-such"))).Verify(world.Formats));
        Assert.Throws<InvalidDataException>(() => new PayerProfiles(Settings(("Payments:Payer:BankCode", "105731000017"))).Verify(world.Formats));
        Assert.Throws<InvalidDataException>(() => new PayerProfiles(Settings(("Payments:Payer:Account", ""))).Verify(world.Formats));
    }

    [Fact]
    public void Should_be_of_formats_that_are_defined_once()
    {
        var formats = PaymentFormats.Load(null);
        formats.AddTemplate(SmallParts(), "small.json");
        formats.AddTemplate(SmallParts(version: 2, rows: 3), "small.v2.json");
        Assert.Equal((2, 3), (formats.Find("small-parts")!.Version, formats.Find("small-parts")!.MaximumRows));
        Assert.Equal(2, formats.Find("small-parts", 1)!.MaximumRows);
        Assert.Contains("small.json", Assert.Throws<InvalidDataException>(() => formats.AddTemplate(SmallParts(), "small.json")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_start_with_a_released_template_that_has_changed()
    {
        await using var world = await CreateAsync();
        Task Register(byte[] template)
        {
            var formats = PaymentFormats.Load(null);
            formats.AddTemplate(template, "small.json");
            return ReleasedFormats.RegisterAsync(new ServiceCollection().AddSingleton(world.Store).AddSingleton(formats).AddSingleton<TimeProvider>(world.Time).BuildServiceProvider(), default);
        }
        await Register(SmallParts());
        await Register(SmallParts());
        Assert.Contains("small-parts", (await Assert.ThrowsAsync<InvalidDataException>(() => Register(SmallParts(rows: 3)))).Message, StringComparison.Ordinal);
        await Register(SmallParts(version: 2, rows: 3));
    }

    [Theory]
    [InlineData("\"maximumRows\": 2", "\"maximumRows\": 0")]
    [InlineData("{message}.txt", "batch.txt")]
    [InlineData("{message}.txt", "../{message}.txt")]
    [InlineData("\"separator\": \"|\"", "\"separator\": \"||\"")]
    [InlineData("\"source\": \"amount\"", "\"source\": \"iban\"")]
    [InlineData("\"source\": \"amount\"", "\"source\": \"purpose\"")]
    [InlineData("\"basis\"", "\"colour\"")]
    public void Should_not_be_of_a_template_that_cannot_be_used(string right, string wrong) =>
        Assert.Contains("small.json", Assert.Throws<InvalidDataException>(() => PaymentFormats.Load(null).AddTemplate(
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(SmallParts()).Replace(right, wrong, StringComparison.Ordinal)), "small.json")).Message, StringComparison.Ordinal);
}
