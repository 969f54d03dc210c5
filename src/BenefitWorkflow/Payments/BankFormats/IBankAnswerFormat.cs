using System.Diagnostics.CodeAnalysis;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>How a bank answers. One class per message, found when the service starts; a bank's table is a template.</summary>
public interface IBankAnswerFormat
{
    /// <summary>Name of the format, e.g. <c>pain.002.001.11</c>.</summary>
    string Key { get; }

    /// <summary>Whether the file is this format's, by what its beginning says of itself.</summary>
    bool Recognises(BankAnswerPeek peek);

    /// <summary>Opens the file and reads its head.</summary>
    /// <param name="stream">Seekable, at its start; not closed.</param>
    bool TryOpen(Stream stream, string fileName, [NotNullWhen(true)] out BankAnswer? answer, [NotNullWhen(false)] out Refusal? refusal);
}

/// <summary>The beginning of a file.</summary>
/// <param name="RootNamespace">Of an XML document; null: it is a table.</param>
/// <param name="Titles">Of a table's first row, without white space, half width, upper case; empty for XML.</param>
public sealed record BankAnswerPeek(string? RootNamespace, IReadOnlyList<string> Titles);

/// <summary>An answer that is being read. Memory does not grow with its rows.</summary>
public abstract class BankAnswer : IDisposable
{
    /// <summary>Key of the format.</summary>
    public required string Format { get; init; }

    /// <summary>The bank's name for the message, with its page where there are several; null: the format has none.</summary>
    public string? MessageId { get; protected set; }

    /// <summary>Our file that the whole message answers; null: not stated.</summary>
    public string? OriginalMessageId { get; protected set; }

    /// <summary>When the bank wrote it; null: not stated.</summary>
    public DateTimeOffset? CreatedAt { get; protected set; }

    /// <summary>Account statements; complete behind the last row.</summary>
    public IReadOnlyList<BankStatementHead> Statements => StatementList;

    /// <summary>Why the file cannot be read to its end; null where it could. Known behind the last row; then no row of it counts.</summary>
    public Refusal? Problem { get; protected set; }

    protected List<BankStatementHead> StatementList { get; } = [];

    /// <summary>The rows, once.</summary>
    public abstract IEnumerable<BankResultRow> Rows();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
