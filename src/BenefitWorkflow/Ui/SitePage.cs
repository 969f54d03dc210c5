using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using Microsoft.AspNetCore.Components;

namespace BenefitWorkflow.Ui;

/// <summary>What every page needs: the reader's language, who is signed in, and one way to write times and amounts.</summary>
public abstract class SitePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();

    protected SitePage() => Left = _left.Token;

    [Inject] internal SignedIn Person { get; set; } = default!;
    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    /// <summary>Cancelled when the reader leaves the page: for what is read or uploaded. What an act has begun it must end, so acts go without it.</summary>
    protected CancellationToken Left { get; }

    protected static string T(string zh, string en) => Language.T(zh, en);
    protected static string T(LocalizedText text) => Language.T(text);

    /// <summary>Whether an account may open a page for these roles, as its <c>Authorize</c> lists them: a link to a closed door is none.</summary>
    protected static bool MayOpen(Actor reader, string roles) => reader.IsAny(roles.Split(','));

    /// <summary>Yuan with separators, e.g. <c>3,000,000.00</c>.</summary>
    protected static string Yuan(long fen) => new Money(fen).ToString();

    /// <summary>Minute in Asia/Shanghai; a dash for null.</summary>
    protected static string Time(DateTimeOffset? at) => at is { } instant ? ShanghaiTime.Local(instant).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) : "—";

    /// <summary>The last day in time of a limit that ends with a day; a dash for null.</summary>
    protected static string LastDay(DateTimeOffset? due) => due is { } instant ? ShanghaiTime.LocalDate(instant.AddTicks(-1)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : "—";

    protected static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "—";

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _left.IsCancellationRequested) return;
        _left.Cancel();
        _left.Dispose();
    }
}
