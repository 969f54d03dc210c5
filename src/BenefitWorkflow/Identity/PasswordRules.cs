using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Identity;

/// <summary>What a password must be: long rather than odd (NIST SP 800-63B, 5.1.1.2), and none of what everybody tries first.</summary>
internal static class PasswordRules
{
    public const int MinLength = 10, MaxLength = 128, MinDistinct = 5;

    // Rows of keys, the alphabet and the digits, from which people take their passwords.
    private static readonly string[] Runs = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol"];

    private static readonly string[] Common = ["password", "passw0rd", "iloveyou", "woaini", "administrator", "benefitworkflow", "gonghui"];

    /// <returns>Null where it will do.</returns>
    public static Refusal? Check(string account, string password)
    {
        if (password.Length < MinLength) return new Refusal("account.password-short", $"密码至少 {MinLength} 位。", $"A password has at least {MinLength} characters.");
        if (password.Length > MaxLength) return new Refusal("account.password-long", $"密码至多 {MaxLength} 位。", $"A password has at most {MaxLength} characters.");
        var small = password.ToLowerInvariant();
        return small.Distinct().Count() < MinDistinct || small.Contains(account.ToLowerInvariant(), StringComparison.Ordinal) || Runs.Any(run => IsRun(run, small)) || Common.Any(word => IsMostly(word, small))
            ? new Refusal("account.password-weak", $"密码太容易猜到：须有 {MinDistinct} 个以上不同字符，不含账号，也不是键盘顺序、连续数字或常见单词。",
                $"The password is too easy to guess: it needs {MinDistinct} different characters, must not contain the account, and must not be a row of keys, digits in order or a common word.")
            : null;
    }

    private static bool IsRun(string run, string password) =>
        run.Contains(password, StringComparison.Ordinal) || new string([.. run.Reverse()]).Contains(password, StringComparison.Ordinal);

    // With a few digits behind it is still the same word.
    private static bool IsMostly(string word, string password) => password.Contains(word, StringComparison.Ordinal) && password.Length - word.Length <= 4;
}
