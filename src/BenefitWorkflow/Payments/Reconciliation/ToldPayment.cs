using System.Buffers;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.Payments.Reconciliation;

/// <summary>What is added up of a payment event; the rest of it is skipped. Read by hand, since a day may have as many events as a season has payments.</summary>
internal sealed class ToldPayment
{
    private readonly List<FundingShareV1> _funding = [];

    public string Programme { get; private set; } = "";
    public long AmountFen { get; private set; }
    public IReadOnlyList<FundingShareV1> Funding => _funding;

    /// <summary>Takes another event's place.</summary>
    /// <param name="payload">JSON of the event as <see cref="EventCatalog"/> writes it.</param>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    public void Read(string payload)
    {
        (Programme, AmountFen) = ("", 0);
        _funding.Clear();
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(payload.Length));
        try
        {
            var json = new Utf8JsonReader(buffer.AsSpan(0, Encoding.UTF8.GetBytes(payload, buffer)));
            for (json.Read(); json.Read() && json.TokenType == JsonTokenType.PropertyName;)
            {
                if (Is(ref json, "programme"u8)) Programme = json.GetString() ?? "";
                else if (Is(ref json, "amountFen"u8)) AmountFen = json.GetInt64();
                else if (Is(ref json, "funding"u8)) ReadFunding(ref json);
                else json.Skip();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void ReadFunding(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var (source, fen) = ("", 0L);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (Is(ref json, "source"u8)) source = json.GetString() ?? "";
                else if (Is(ref json, "amountFen"u8)) fen = json.GetInt64();
                else json.Skip();
            }
            _funding.Add(new FundingShareV1(source, fen));
        }
    }

    /// <summary>True with the reader on the value; false with it still on the name.</summary>
    private static bool Is(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueTextEquals(name) && json.Read();
}
