using System.Globalization;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace BenefitWorkflow.Documents;

/// <summary>
/// POST and GET /api/cases/{id}/documents (form: file, kind); GET .../{document}/content, with ?download=true as a file; POST .../{document}/withdraw.
/// </summary>
public static class DocumentEndpoints
{
    internal sealed record WithdrawRequest(string? Reason);

    public static IServiceCollection AddDocuments(this IServiceCollection services) => services.AddSingleton<KeepDocuments>();

    public static void MapDocuments(this IEndpointRouteBuilder api)
    {
        var documents = api.MapGroup("/cases/{id:long}/documents");
        // The frame of a multipart body comes on top of the file.
        documents.MapPost("", AddAsync).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(DocumentFile.MaximumBytes + (64 << 10))).RequireRoles(KeepDocuments.Keepers);
        documents.MapGet("", ListAsync).RequireRoles([.. KeepDocuments.Readers]);
        documents.MapGet("/{document:long}/content", ContentAsync).RequireRoles([.. KeepDocuments.Readers]);
        documents.MapPost("/{document:long}/withdraw", async (long id, long document, WithdrawRequest request, KeepDocuments useCase, HttpContext http, CancellationToken ct) =>
            await useCase.WithdrawAsync(CurrentActor.Of(http), id, document, request.Reason, ct) is { } refusal
                ? Problems.Of(refusal, refusal == KeepDocuments.Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity)
                : TypedResults.NoContent()).RequireRoles(KeepDocuments.Keepers);
    }

    private static async Task<IResult> AddAsync(long id, IFormFile file, [FromForm] string? kind, KeepDocuments useCase, HttpContext http, CancellationToken ct)
    {
        if (file.Length > DocumentFile.MaximumBytes) return Problems.Of(DocumentFile.TooLarge, StatusCodes.Status413PayloadTooLarge);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        var (document, refusal) = await useCase.AddAsync(CurrentActor.Of(http), id, kind, file.FileName, bytes.ToArray(), ct);
        return refusal is null ? TypedResults.Created($"/api/cases/{id}/documents/{document!.Id}/content", document)
            : Problems.Of(refusal, refusal.Code == "case.not-found" ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ListAsync(long id, KeepDocuments useCase, BenefitStore store, HttpContext http, CancellationToken ct)
    {
        await using var db = store.Read();
        if (!await CaseScope.Of(CurrentActor.Of(http), KeepDocuments.Readers).Limit(db.Cases).AnyAsync(c => c.Id == id, ct)) return Problems.NotFound(KeepDocuments.NoCase(id));
        var (items, refusal) = await useCase.ListAsync(CurrentActor.Of(http), db, id, ct);
        return refusal is null ? TypedResults.Ok(new { items }) : Problems.Of(refusal, StatusCodes.Status403Forbidden);
    }

    /// <param name="download">True: to be saved; else to be looked at.</param>
    private static async Task<IResult> ContentAsync(long id, long document, bool? download, KeepDocuments useCase, HttpContext http, CancellationToken ct)
    {
        var (found, bytes, refusal) = await useCase.OpenAsync(CurrentActor.Of(http), id, document, ct);
        if (found is null) return Problems.Of(refusal!, refusal == KeepDocuments.Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity);
        var disposition = new ContentDispositionHeaderValue(download is true ? "attachment" : "inline");
        disposition.SetHttpFileName(found.FileName ?? string.Create(CultureInfo.InvariantCulture, $"{document}{DocumentFile.ExtensionOf(found.MediaType)}"));
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(bytes, found.MediaType);
    }
}
