using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>
/// How a bank wants payments written. One class per format, found when the service starts; a bank's column layout is a template
/// (<see cref="TemplateFormat"/>). The same head and rows give the same bytes for as long as the version stays.
/// </summary>
public interface IPaymentFileFormat
{
    /// <summary>Name towards people and settings, e.g. <c>pain.001.001.10</c>; lower case.</summary>
    string Key { get; }

    /// <summary>Counts up whenever the same rows would give other bytes; files that were made keep theirs.</summary>
    int Version { get; }

    /// <summary>Most payments of one file; a longer batch becomes several.</summary>
    int MaximumRows { get; }

    /// <summary>MIME type, with the charset of a text.</summary>
    string MediaType { get; }

    /// <summary>True where a column takes the payee's identity number.</summary>
    bool NeedsIdNumber { get; }

    /// <summary>Name of the part's file: ASCII, other for every part of every batch.</summary>
    string FileName(PaymentFileHead head);

    /// <summary>What the format misses in the head or cannot write of it; null where nothing.</summary>
    Refusal? Check(PaymentFileHead head);

    /// <summary>What the format cannot write of a payment, with its number and field but none of its content; null where nothing.</summary>
    Refusal? Check(PaymentFileHead head, PaymentFileRow row);

    /// <summary>Writes one part row by row; memory does not grow with them.</summary>
    /// <param name="rows">As many as the head counts; each passed <see cref="Check(PaymentFileHead, PaymentFileRow)"/>.</param>
    /// <param name="stream">Seekable, at its start; not closed.</param>
    /// <exception cref="InvalidOperationException">The rows are not what the head says: nothing of the file may be used.</exception>
    void Write(PaymentFileHead head, IEnumerable<PaymentFileRow> rows, Stream stream);
}
