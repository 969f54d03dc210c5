using System.Globalization;
using System.Text.Json;

namespace BenefitWorkflow.Bench.Lifecycle;

/// <summary>The work's documents, the same for ceiling and baseline: about 600 bytes each, with the rule that reads them.</summary>
internal static class Applicants
{
    private const long IncomeLimitFen = 25_200_00;

    public static string Document(int i) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"person":{"name":"Worker {{{i % 1_009}}}","idNumber":"5323{{{i:D14}}}","phone":"139{{{i:D8}}}","unit":"Machine works {{{i % 211}}}","born":"19{{{60 + i % 40}}}-{{{1 + i % 12:D2}}}-{{{1 + i % 28:D2}}}"},"household":{"persons":{{{1 + i % 6}}},"annualIncomeFen":{{{10_000_00 + i % 12_000_00}}},"rigidCostsFen":{{{i % 3_000_00}}},"homes":{{{i % 2}}},"car":false,"county":"5323{{{i % 10:D2}}}"},"claim":{"programme":"hardship-assistance","scheme":"frontline-worker","year":2023,"documents":["application-form","id-card","unit-roster"],"account":"6299000{{{i:D12}}}","bank":"rural credit cooperative","receivedOn":"2023-03-{{{1 + i % 28:D2}}}","channel":"roster","remark":"proposed by the unit, visited at home, papers complete"}}
        """);

    public static bool IsEligible(string document)
    {
        using var json = JsonDocument.Parse(document);
        var household = json.RootElement.GetProperty("household");
        return household.GetProperty("annualIncomeFen").GetInt64() <= IncomeLimitFen && household.GetProperty("persons").GetInt32() > 0;
    }

    public static long AmountFen(int i) => 100_000 + i % 50_000;
}
