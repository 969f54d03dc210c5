using System.Text;
using System.Text.Json;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Files;
using BenefitWorkflow.Tests.Http;

namespace BenefitWorkflow.Tests.Cases.Import;

public sealed class When_bad_rows_are_fetched
{
    [Fact]
    public async Task Should_come_back_as_they_were_with_the_reason_and_a_known_length()
    {
        await using var service = await RunningService.StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);
        var (name, number, _, _) = InventedPeople.Person(1);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes($"姓名,身份证号,工作单位,方案,备注\n{name},{number},总工会,慰问生产一线职工,\n某人,110105194912310021,总工会,慰问生产一线职工,=1+1\n")), "file", "名单.csv" },
        };
        using var taken = await caseworker.PostAsync("/api/imports?programme=hardship-assistance", form);
        var report = JsonSerializer.Deserialize<JsonElement>(await taken.Content.ReadAsStringAsync());
        Assert.Equal((1, 1), (report.GetProperty("opened").GetInt32(), report.GetProperty("bad").GetInt32()));

        using var response = await caseworker.GetAsync(report.GetProperty("badRowsUrl").GetString());
        // A file that is whole before the answer begins has a length; one made on the way out has not.
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(bytes.Length, response.Content.Headers.ContentLength);
        Assert.Equal("名单-退回.xlsx", response.Content.Headers.ContentDisposition?.FileNameStar);
        var (header, rows) = Tables.Read(bytes);
        Assert.Equal(["姓名", "身份证号", "工作单位", "方案", "备注", BadRowsWriter.ReasonColumn], header);
        Assert.Equal(["某人", "110105194912310021", "总工会", "慰问生产一线职工", "=1+1"], Assert.Single(rows).Cells.Take(5));
        Assert.NotEmpty(rows[0].Cells[5]);
    }
}
