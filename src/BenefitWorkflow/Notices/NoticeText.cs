using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Notices;

/// <summary>One line as the public reads it. Nothing else of a person ever goes on a notice.</summary>
public sealed record NoticeEntry(string Name, string Unit, string Scheme, long AmountFen);

/// <summary>
/// The frozen text of a notice: a title, lines <c>label：value</c>, an empty line, then the table with tabs between its cells.
/// Pages are made from this text alone, so what is shown is what was hashed.
/// </summary>
public static class NoticeText
{
    public const string NumberLabel = "公示编号", SchemeLabel = "公示类别", BasisLabel = "依据", StartLabel = "公示起始日", EndLabel = "公示截止日", ContactLabel = "异议受理";

    /// <summary>Columns of the table.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["序号", "姓名", "单位", "类别", "金额（元）"];

    /// <param name="startsOn">Posting day; does not count.</param>
    /// <param name="endsOn">Last day, inclusive.</param>
    public static string Compose(Programme programme, Scheme scheme, string number, DateOnly startsOn, DateOnly endsOn, NoticePeriod period, IReadOnlyList<NoticeEntry> entries)
    {
        var text = new StringBuilder(256 + 64 * entries.Count);
        text.Append(Plain(programme.Title.Zh)).Append("公示\n");
        Label(text, NumberLabel, number);
        Label(text, SchemeLabel, scheme.Title.Zh);
        Label(text, BasisLabel, string.Join("；", programme.LegalBasis.Select(basis => Short(basis.Zh)).Distinct(StringComparer.Ordinal)));
        Label(text, StartLabel, string.Create(CultureInfo.InvariantCulture, $"{startsOn:yyyy-MM-dd}（当日不计入）"));
        Label(text, EndLabel, string.Create(CultureInfo.InvariantCulture, $"{endsOn:yyyy-MM-dd} 24:00（共 {period.Zh}）"));
        Label(text, ContactLabel, programme.Notice.Contact.Zh);
        text.Append('\n').AppendJoin('\t', Columns).Append('\n');
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            text.AppendJoin('\t', [(i + 1).ToString(CultureInfo.InvariantCulture), Plain(entry.Name), Plain(entry.Unit), Plain(entry.Scheme), new Money(entry.AmountFen).ToString()]).Append('\n');
        }
        return text.ToString();
    }

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static void Label(StringBuilder text, string label, string value) => text.Append(label).Append('：').Append(Plain(value)).Append('\n');

    /// <summary>A budget text quotes a document and then what it says: the document is enough here.</summary>
    private static string Short(string basis) => basis.IndexOf('：') is > 0 and var colon ? basis[..colon] : basis;

    // A tab or line break inside a value would forge a cell or a line.
    private static string Plain(string value) => string.Concat(value.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
}
