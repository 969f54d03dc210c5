using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Identity;

/// <summary>An empty service has no account: a one-time token, printed on the console, lets its owner make the administrator.</summary>
public sealed class FirstRun(AccountStore accounts)
{
    private string? _token;

    /// <summary>True until the first account exists.</summary>
    public bool IsPending => _token is not null;

    /// <summary>The token to print; null where there is an account already.</summary>
    public async Task<string?> BeginAsync(CancellationToken ct)
    {
        if (!await accounts.AnyAsync(ct)) _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        return _token;
    }

    public async Task<Refusal?> CompleteAsync(string token, string id, string password, CancellationToken ct)
    {
        if (_token is not { } expected || await accounts.AnyAsync(ct))
        {
            _token = null;
            return new Refusal("setup.done", "初始设置已完成，请登录。", "The first-run set-up is done; sign in.");
        }
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(expected)))
            return new Refusal("setup.wrong-token", "令牌不正确；请查看控制台输出。", "The token is wrong; look at the console.");
        if (await accounts.CreateAccountAsync(id, id, [Roles.Administrator], password, ct) is { } refusal) return refusal;
        _token = null;
        return null;
    }
}
