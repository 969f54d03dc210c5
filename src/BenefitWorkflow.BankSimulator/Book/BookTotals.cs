namespace BenefitWorkflow.BankSimulator.Book;

/// <summary>State of a payment in the bank's book: Accepted -> Credited or Rejected; Credited -> Returned.</summary>
public enum BookState
{
    Accepted = 1,
    Credited = 2,
    Rejected = 3,
    Returned = 4,
}

/// <summary>A line of the book.</summary>
public sealed record BookLine(string EndToEndId, string MessageId, long Fen, BookState State);

/// <summary>The book in figures.</summary>
/// <param name="KeptFen">Credited and not sent back.</param>
/// <param name="DuplicateIds">How often an end-to-end id came again; none of them moved money.</param>
/// <param name="RefusedFiles">Files that could not be read, or whose message id the bank had already.</param>
public sealed record BookTotals(int Files, int Payments, int Accepted, int Credited, int Rejected, int Returned, long KeptFen, int DuplicateIds, int RefusedFiles, int AnswersWaiting);
