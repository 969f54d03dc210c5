using System.Net;
using System.Text;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Tests.Http;

/// <summary>A field that a request must have and has not, or has as null, is named; it is never a fault.</summary>
public sealed class MissingFieldTests(MissingFieldTests.Service shared) : IClassFixture<MissingFieldTests.Service>
{
    public sealed class Service : IAsyncLifetime
    {
        internal RunningService Started { get; private set; } = null!;

        public async Task InitializeAsync() => Started = await RunningService.StartAsync();

        public async Task DisposeAsync() => await Started.DisposeAsync();
    }

    [Theory]
    [InlineData(Roles.Caseworker, "/api/cases", "{}", "$.items")]
    [InlineData(Roles.Caseworker, "/api/cases", """{"items":null}""", "$.items")]
    [InlineData(Roles.Caseworker, "/api/cases", """{"items":[{}]}""", "$.items[0].programme")]
    [InlineData(Roles.Caseworker, "/api/cases", """{"items":[{"programme":null,"scheme":"s","name":"n","idNumber":"1","unit":"u","application":{}}]}""", "programme")]
    [InlineData(Roles.Caseworker, "/api/cases", """{"items":[{"programme":"p","scheme":"s","name":"n","idNumber":"1","unit":"u","application":null}]}""", "application")]
    [InlineData(Roles.Caseworker, "/api/cases", """{"items":[{"programme":"p","scheme":"s","name":"n","idNumber":"1","unit":"u"}]}""", "$.items[0].application")]
    [InlineData(Roles.Caseworker, "/api/cases/withdraw", """{"items":[{"reason":"r"}]}""", "$.items[0].caseId")]
    [InlineData(Roles.Caseworker, "/api/notices", "{}", "$.programme, $.scheme")]
    [InlineData(Roles.Caseworker, "/api/notices", """{"programme":null,"scheme":"s"}""", "programme")]
    [InlineData(Roles.Caseworker, "/api/objections", "{}", "$.items")]
    [InlineData(Roles.Caseworker, "/api/objections", """{"items":[{"noticeNumber":null,"caseId":1,"text":"t"}]}""", "noticeNumber")]
    [InlineData(Roles.Caseworker, "/api/objections", """{"items":[{"noticeNumber":"n","caseId":1}]}""", "$.items[0].text")]
    [InlineData(Roles.Caseworker, "/api/beneficiaries/search", "{}", "$.idNumber")]
    [InlineData(Roles.Caseworker, "/api/beneficiaries/status", """{"items":[{"idNumber":"1"}]}""", "$.items[0].status")]
    [InlineData(Roles.FinancePreparer, "/api/payment-batches", "{}", "$.programme")]
    [InlineData(Roles.FinancePreparer, "/api/payment-batches", """{"programme":null}""", "programme")]
    [InlineData(Roles.Administrator, "/api/budgets/adjustments", "{}", "$.programme")]
    [InlineData(Roles.Administrator, "/api/budgets/adjustments", """{"programme":"p","source":null,"toFen":1,"documentNumber":"d"}""", "source")]
    [InlineData(Roles.Auditor, "/api/rechecks", """{"items":[{"caseId":1}]}""", "$.items[0].correct")]
    public async Task Post_WithoutAField_NamesIt(string role, string path, string json, string field)
    {
        var problem = await Problem.PostAsync(await shared.Started.AsAsync(role), path, new StringContent(json, Encoding.UTF8, "application/json"), HttpStatusCode.BadRequest);
        Assert.Equal("request.malformed", problem.Code);
        Assert.Contains(field, problem.En, StringComparison.Ordinal);
        Assert.Contains(field, problem.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ApplicationWithoutDocuments_WaitsForThemAndStallsNothing()
    {
        foreach (var documents in new[] { "null", "[null]", "[]" })
        {
            var (name, id, _, _) = BenefitWorkflow.Demo.InventedPeople.Person(documents.Length);
            var json = """{"items":[{"programme":"hardship-assistance","scheme":"frontline-worker","name":"NAME","idNumber":"ID","unit":"一厂","application":{"documents":LIST}}]}"""
                .Replace("NAME", name, StringComparison.Ordinal).Replace("ID", id, StringComparison.Ordinal).Replace("LIST", documents, StringComparison.Ordinal);
            using var response = await (await shared.Started.AsAsync(Roles.Caseworker)).PostAsync("/api/cases", new StringContent(json, Encoding.UTF8, "application/json"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("\"applied\":1", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
