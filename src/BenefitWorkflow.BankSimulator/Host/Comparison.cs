using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.BankSimulator.Book;

namespace BenefitWorkflow.BankSimulator.Host;

/// <summary>A payment as the service has it.</summary>
/// <param name="State">As its interface names it, e.g. <c>Settled</c>.</param>
public sealed record ServicePayment(string EndToEndId, long Fen, string State);

/// <summary>The bank's book against the service's payments, one by one.</summary>
public static class Comparison
{
    /// <summary>Payments that the two sides tell differently, one sentence each; empty where the books agree.</summary>
    /// <param name="settled">True: nothing may be under way any more.</param>
    public static IReadOnlyList<string> Differences(IReadOnlyList<BookLine> book, IReadOnlyList<ServicePayment> payments, bool settled)
    {
        var ours = payments.ToDictionary(p => p.EndToEndId, StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (var line in book)
        {
            if (!ours.Remove(line.EndToEndId, out var payment)) differences.Add($"{line.EndToEndId}: the bank has it ({line.State}), the service does not.");
            else if (payment.Fen != line.Fen) differences.Add($"{line.EndToEndId}: {line.Fen} fen at the bank, {payment.Fen} in the service.");
            else if (!Agree(line.State, payment.State, settled)) differences.Add($"{line.EndToEndId}: {line.State} at the bank, {payment.State} in the service.");
        }
        foreach (var payment in ours.Values.Where(p => !(p.State is "Ordered" or "Batched" or "Cancelled" || !settled && IsUnderWay(p.State))))
            differences.Add($"{payment.EndToEndId}: {payment.State} in the service, and the bank does not have it.");
        return differences;
    }

    private static bool Agree(BookState bank, string service, bool settled) => service == bank switch
    {
        BookState.Credited => "Settled",
        BookState.Returned => "Returned",
        BookState.Rejected => "Failed",
        _ => "",
    } || !settled && (IsUnderWay(service) || bank == BookState.Returned && service == "Settled");

    private static bool IsUnderWay(string state) => state is "Released" or "Sent" or "Unknown";

    internal static async Task<int> RunAsync(Bank bank, Uri service, string? key, TextWriter print)
    {
        using var http = new HttpClient { BaseAddress = service };
        http.DefaultRequestHeaders.Add("X-Api-Key", key);
        var payments = new List<ServicePayment>();
        for (long? after = 0; after is not null;)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(string.Create(CultureInfo.InvariantCulture, $"/api/payments?limit=1000&after={after}"));
            payments.AddRange(page.GetProperty("items").EnumerateArray().Select(p => new ServicePayment(p.GetProperty("endToEndId").GetString()!, p.GetProperty("amountFen").GetInt64(), p.GetProperty("state").GetString()!)));
            after = page.GetProperty("next").ValueKind == JsonValueKind.Number ? page.GetProperty("next").GetInt64() : null;
        }
        var differences = Differences(bank.Lines(), payments, settled: !bank.IsBusy);
        foreach (var difference in differences) await print.WriteLineAsync(difference);
        await print.WriteLineAsync(JsonSerializer.Serialize(new
        {
            bank = bank.Totals(), servicePayments = payments.Count, serviceSettledFen = payments.Where(p => p.State == "Settled").Sum(p => p.Fen), differences = differences.Count,
        }, JsonSerializerOptions.Web));
        return differences.Count == 0 ? 0 : 1;
    }
}
