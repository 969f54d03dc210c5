using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.Audit;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Notices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Documents;

public sealed class When_documents_are_kept
{
    internal static byte[] Pdf(string text = "scan") => Encoding.ASCII.GetBytes($"%PDF-1.4\n{text}\n%%EOF\n");

    [Fact]
    public async Task Should_keep_a_document_encrypted_and_prove_it_by_the_history()
    {
        await using var world = await CreateAsync();
        var id = Applied((await world.OpenAsync(Frontline(1)))[0]).CaseId;
        var before = await world.CaseAsync(id);
        var keeper = Keeper(world);
        var (document, refusal) = await keeper.AddAsync(Colleague, id, "id-card", @"C:\scans\532301199001011234 身份证.pdf", Pdf(), default);
        Assert.Null(refusal);
        Assert.Equal(("532301199001011234 身份证.pdf", "application/pdf", Convert.ToHexStringLower(SHA256.HashData(Pdf()))), (document!.FileName, document.MediaType, document.Sha256));
        Assert.Equal(Pdf(), (await keeper.OpenAsync(Reviewer, id, document.Id, default)).Bytes);

        await using var db = world.Store.Read();
        Assert.True((await db.CaseDocumentContents.SingleAsync()).Cipher.AsSpan().IndexOf("scan"u8) < 0);
        Assert.True((await db.CaseDocuments.SingleAsync()).FileNameCipher.AsSpan().IndexOf("532301199001011234"u8) < 0);
        var entry = await db.History.SingleAsync(h => h.Action == KeepDocuments.Added);
        Assert.Contains(document.Sha256, entry.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("532301199001011234", entry.Detail, StringComparison.Ordinal);
        var after = await world.CaseAsync(id);
        Assert.Equal((before.Version + 1, before.Step, before.StepDueAt, before.PositionText), (after.Version, after.Step, after.StepDueAt, after.PositionText));
        Assert.True(after.Did("prepare", Colleague.Id));
        Assert.Empty((await new AuditVerifier(world.Store, world.Keys).VerifyAsync(default)).Findings);
        // The case goes on from there.
        Applied(await world.SendAsync(Approver, id, "Approve"));
    }

    [Fact]
    public async Task Should_withdraw_with_a_reason_and_never_delete()
    {
        await using var world = await CreateAsync();
        var id = Applied((await world.OpenAsync(Frontline(1)))[0]).CaseId;
        var keeper = Keeper(world);
        var document = (await keeper.AddAsync(Caseworker, id, null, "a.jpg", NoticePhotoTests.Jpeg(), default)).Document!;
        Assert.Equal("document.known", (await keeper.AddAsync(Caseworker, id, null, "b.jpeg", NoticePhotoTests.Jpeg(), default)).Refusal?.Code);
        Assert.Equal("document.reason", (await keeper.WithdrawAsync(Caseworker, id, document.Id, " ", default))?.Code);
        Assert.Equal("document.unknown", (await keeper.WithdrawAsync(Caseworker, id + 1, document.Id, "错", default))?.Code);
        Assert.Equal("identity.role-required", (await keeper.WithdrawAsync(Reviewer, id, document.Id, "错", default))?.Code);
        Assert.Null(await keeper.WithdrawAsync(Caseworker, id, document.Id, "扫错了人", default));
        Assert.Equal("document.withdrawn", (await keeper.WithdrawAsync(Caseworker, id, document.Id, "错", default))?.Code);

        Assert.NotNull((await keeper.OpenAsync(Reviewer, id, document.Id, default)).Document);
        Assert.Null((await keeper.AddAsync(Caseworker, id, null, "a.jpg", NoticePhotoTests.Jpeg(), default)).Refusal);
        await using var db = world.Store.Read();
        Assert.Equal([("扫错了人", Caseworker.Id), (null, null)], (await keeper.ListAsync(Reviewer, db, id, default)).Documents.Select(d => (d.WithdrawReason, d.WithdrawnBy)));
        Assert.Equal("扫错了人", (await db.History.SingleAsync(h => h.Action == KeepDocuments.Withdrawn)).Reason);
        Assert.Empty((await new AuditVerifier(world.Store, world.Keys).VerifyAsync(default)).Findings);
    }

    [Theory]
    [InlineData("scan.pdf", "%PDF-1.4 cut off", "document.damaged")]
    [InlineData("scan.png", "%PDF-1.4 %%EOF", "document.extension")]
    [InlineData("scan.pdf.exe", "%PDF-1.4 %%EOF", "document.extension")]
    [InlineData("scan.pdf", "MZ program", "document.kind")]
    [InlineData("scan.pdf", "<html>%PDF-1.4 %%EOF", "document.kind")]
    [InlineData("scan.pdf", "", "document.empty")]
    public async Task Should_refuse_what_is_not_what_it_says(string name, string content, string code)
    {
        await using var world = await CreateAsync();
        var id = Applied((await world.OpenAsync(Frontline(1)))[0]).CaseId;
        Assert.Equal(code, (await Keeper(world).AddAsync(Caseworker, id, null, name, Encoding.ASCII.GetBytes(content), default)).Refusal?.Code);
        Assert.Equal("document.unknown-type", (await Keeper(world).AddAsync(Caseworker, id, "passport", "a.pdf", Pdf(), default)).Refusal?.Code);
        Assert.Equal("document.too-large", (await Keeper(world).AddAsync(Caseworker, id, null, "a.pdf", new byte[(10 << 20) + 1], default)).Refusal?.Code);
        Assert.Equal("case.not-found", (await Keeper(world).AddAsync(Caseworker, 99, null, "a.pdf", Pdf(), default)).Refusal?.Code);
    }

    [Theory]
    [InlineData("DELETE FROM case_documents", "audit.document-missing")]
    [InlineData("UPDATE case_documents SET withdrawn_at = NULL", "audit.document-changed")]
    [InlineData("UPDATE case_documents SET hash = x'00'", "audit.document-changed")]
    [InlineData("UPDATE case_document_contents SET cipher = substr(cipher, 1, 40)", "audit.document-changed")]
    [InlineData("DELETE FROM case_document_contents", "audit.document-changed")]
    [InlineData("UPDATE case_documents SET kind = 'id-card'", "audit.document-changed")]
    [InlineData("UPDATE case_documents SET media_type = 'image/png'", "audit.document-changed")]
    [InlineData("UPDATE case_documents SET size = size + 1", "audit.document-changed")]
    [InlineData("UPDATE case_documents SET uploaded_by = 'somebody'", "audit.document-changed")]
    [InlineData("UPDATE case_documents SET withdrawn_by = 'somebody'", "audit.document-changed")]
    [InlineData("UPDATE case_documents SET withdraw_reason = 'another'", "audit.document-changed")]
    [InlineData("INSERT INTO case_documents (id, case_id, file_name_cipher, media_type, size, hash, uploaded_by, uploaded_at) SELECT 9, case_id, file_name_cipher, media_type, size, hash, uploaded_by, uploaded_at FROM case_documents", "audit.document-changed")]
    public async Task Should_find_a_document_that_was_tampered_with(string sql, string code)
    {
        await using var world = await CreateAsync(BenefitWorkflow.Store.StoreKind.Sqlite);
        var id = Applied((await world.OpenAsync(Frontline(1)))[0]).CaseId;
        var document = (await Keeper(world).AddAsync(Caseworker, id, null, "a.pdf", Pdf(), default)).Document!;
        await Keeper(world).WithdrawAsync(Caseworker, id, document.Id, "扫错了人", default);
        await SqlAsync(world, sql);
        var finding = Assert.Single((await new AuditVerifier(world.Store, world.Keys).VerifyAsync(contents: true, default)).Findings);
        Assert.Equal((code, id), (finding.Finding.Code, finding.CaseId));
        // What a request can wait for finds all but a content that was changed in its place.
        Assert.Equal(!sql.Contains("cipher = substr", StringComparison.Ordinal), (await new AuditVerifier(world.Store, world.Keys).VerifyAsync(default)).Found == 1);
    }

    [Theory]
    [InlineData("UPDATE case_documents SET case_id = 2 WHERE id = 1", "1 audit.document-missing,2 audit.document-changed")]
    [InlineData("UPDATE case_documents SET case_id = 3 - case_id", "1 audit.document-changed,1 audit.document-missing,2 audit.document-changed,2 audit.document-missing")]
    public async Task Should_find_a_document_that_was_moved_to_another_case(string sql, string findings)
    {
        await using var world = await CreateAsync(BenefitWorkflow.Store.StoreKind.Sqlite);
        foreach (var opened in await world.OpenAsync(Frontline(1), Frontline(2)))
            Assert.Null((await Keeper(world).AddAsync(Caseworker, Applied(opened).CaseId, null, "a.pdf", Pdf(), default)).Refusal);
        await SqlAsync(world, sql);
        Assert.Equal(findings, string.Join(',', (await new AuditVerifier(world.Store, world.Keys).VerifyAsync(default)).Findings.Select(f => $"{f.CaseId} {f.Finding.Code}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Should_page_through_more_documents_than_one_chunk()
    {
        await using var world = await CreateAsync(BenefitWorkflow.Store.StoreKind.Sqlite);
        foreach (var opened in await world.OpenAsync(Frontline(1), Frontline(2), Frontline(3)))
        for (var i = 0; i < 80; i++)
            Assert.Null((await Keeper(world).AddAsync(Caseworker, Applied(opened).CaseId, null, "a.pdf", Pdf($"{i}"), default)).Refusal);
        Assert.Empty((await new AuditVerifier(world.Store, world.Keys).VerifyAsync(contents: true, default)).Findings);
        await SqlAsync(world, "DELETE FROM case_documents WHERE id IN (1, 81, 200, 240)");
        Assert.Equal([1L, 2, 3, 3], (await new AuditVerifier(world.Store, world.Keys).VerifyAsync(default)).Findings.Select(f => f.CaseId));
    }

    [Fact]
    public async Task Should_not_let_who_approved_change_the_evidence_afterwards()
    {
        await using var world = await CreateAsync();
        var id = Applied((await world.OpenAsync(Frontline(1)))[0]).CaseId;
        var document = (await Keeper(world).AddAsync(Caseworker, id, null, "a.pdf", Pdf(), default)).Document!;
        var both = Person("both", Roles.Caseworker, Roles.Reviewer, Roles.Approver);
        Applied(await world.SendAsync(both, id, "Approve"));
        Assert.Equal("case.separation-of-duties", (await Keeper(world).AddAsync(both, id, null, "b.pdf", Pdf("other"), default)).Refusal?.Code);
        Assert.Equal("case.separation-of-duties", (await Keeper(world).WithdrawAsync(both, id, document.Id, "错", default))?.Code);

        await using var db = world.Store.Read();
        Assert.Null((await db.CaseDocuments.SingleAsync()).WithdrawnAt);
        Assert.False((await world.CaseAsync(id)).Did("prepare", both.Id));
        Assert.Null((await Keeper(world).AddAsync(Caseworker, id, null, "b.pdf", Pdf("other"), default)).Refusal);
    }

    [Fact]
    public async Task Should_check_the_role_itself_whoever_calls()
    {
        await using var world = await CreateAsync();
        var id = Applied((await world.OpenAsync(Frontline(1)))[0]).CaseId;
        var document = (await Keeper(world).AddAsync(Caseworker, id, null, "a.pdf", Pdf(), default)).Document!;
        await using var db = world.Store.Read();
        Assert.Equal("identity.role-required", (await Keeper(world).ListAsync(Preparer, db, id, default)).Refusal?.Code);
        Assert.Equal("identity.role-required", (await Keeper(world).OpenAsync(Preparer, id, document.Id, default)).Refusal?.Code);
        Assert.Equal("identity.role-required", (await Keeper(world).AddAsync(Reviewer, id, null, "b.pdf", Pdf("b"), default)).Refusal?.Code);
    }

    [Theory]
    [InlineData("DELETE FROM case_document_contents WHERE id = 1")]
    [InlineData("UPDATE case_document_contents SET cipher = substr(cipher, 1, 40) WHERE id = 1")]
    [InlineData("UPDATE case_documents SET file_name_cipher = x'00' WHERE id = 1")]
    public async Task Should_list_the_others_beside_a_damaged_one_and_say_so(string sql)
    {
        await using var world = await CreateAsync(BenefitWorkflow.Store.StoreKind.Sqlite);
        var id = Applied((await world.OpenAsync(Frontline(1)))[0]).CaseId;
        foreach (var text in (string[])["1", "2"]) await Keeper(world).AddAsync(Caseworker, id, null, "a.pdf", Pdf(text), default);
        await SqlAsync(world, sql);
        await using var db = world.Store.Read();
        var name = sql.Contains("file_name", StringComparison.Ordinal);
        Assert.Equal([name ? null : "a.pdf", "a.pdf"], (await Keeper(world).ListAsync(Reviewer, db, id, default)).Documents.Select(d => d.FileName));
        Assert.Equal(name ? null : "document.unreadable", (await Keeper(world).OpenAsync(Reviewer, id, 1, default)).Refusal?.Code);
        Assert.Equal(Pdf("2"), (await Keeper(world).OpenAsync(Reviewer, id, 2, default)).Bytes);
        Assert.Null(await Keeper(world).WithdrawAsync(Caseworker, id, 1, "损坏", default));
    }

    [Fact]
    public async Task Should_hand_it_out_over_http_so_that_no_browser_guesses()
    {
        await using var service = await TestService.StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);
        var opened = await TestService.JsonAsync(await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(caseworker, "/api/cases", new { items = new[] { When_the_api_is_called.Item(Frontline(1)) } }));
        var id = opened.GetProperty("results")[0].GetProperty("caseId").GetInt64();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Pdf()), "file", "身份证.pdf" }, { new StringContent("id-card"), "kind" } };
        using var created = await caseworker.PostAsync($"/api/cases/{id}/documents", form);
        Assert.Equal(System.Net.HttpStatusCode.Created, created.StatusCode);

        using var content = await (await service.AsAsync(Roles.Reviewer)).GetAsync(created.Headers.Location!.ToString() + "?download=true");
        Assert.Equal(Pdf(), await content.Content.ReadAsByteArrayAsync());
        Assert.Equal(("application/pdf", "attachment", "身份证.pdf"), (content.Content.Headers.ContentType!.MediaType, content.Content.Headers.ContentDisposition!.DispositionType, content.Content.Headers.ContentDisposition.FileNameStar));
        Assert.Equal(["nosniff"], content.Headers.GetValues("X-Content-Type-Options"));
        await TestService.RefusedAsync("identity.role-required", 403, await (await service.AsAsync(Roles.FinancePreparer)).GetAsync($"/api/cases/{id}/documents"));
        await TestService.RefusedAsync("document.unknown", 404, await caseworker.GetAsync($"/api/cases/{id}/documents/99/content"));
    }

    private static async Task SqlAsync(CaseWorld world, string sql)
    {
        await using var db = world.Store.Read();
#pragma warning disable EF1002 // the test's own constant statements
        Assert.True(await db.Database.ExecuteSqlRawAsync(sql) > 0);
#pragma warning restore EF1002
    }

    internal static KeepDocuments Keeper(CaseWorld world) => new(world.Store, world.Executor, world.Programmes, world.Protector, world.Time, NullLogger<KeepDocuments>.Instance);
}
