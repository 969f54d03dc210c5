namespace BenefitWorkflow.BankSimulator.Instructions;

/// <summary>One payment that the bank is told to make.</summary>
/// <param name="Row">1-based place in its file.</param>
/// <param name="Fen">More than 0.</param>
public sealed record Instruction(int Row, string EndToEndId, string Account, string Name, long Fen);

/// <summary>The family of forms that a payer writes in, and gets its answers in.</summary>
public enum Form
{
    /// <summary>Text with a header, columns by separator; answers the same.</summary>
    Delimited = 1,

    /// <summary>ISO 20022: pain.001 in, pain.002, camt.054 and camt.053 out.</summary>
    Iso20022 = 2,
}

/// <summary>A payment file.</summary>
/// <param name="MessageId">Of the file's head; of a text the file's name without its ending.</param>
/// <param name="PayerAccount">Empty where the form does not name it.</param>
public sealed record InstructionFile(string MessageId, Form Form, string PayerAccount, IReadOnlyList<Instruction> Rows);

/// <summary>The file as a whole is no payment file that the bank reads.</summary>
public sealed class UnreadableFileException(string message) : Exception(message);
