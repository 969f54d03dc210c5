using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Tests.Identity;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("short", "account.password-short")]
    [InlineData("aaaaaaaaaaaa", "account.password-weak")]
    [InlineData("abababababab", "account.password-weak")]
    [InlineData("1234567890", "account.password-weak")]
    [InlineData("9876543210", "account.password-weak")]
    [InlineData("qwertyuiop", "account.password-weak")]
    [InlineData("1qaz2wsx3edc", "account.password-weak")]
    [InlineData("Password2023", "account.password-weak")]
    [InlineData("my-wang-password-is-long", "account.password-weak")]
    [InlineData("MY-WANG-PASSWORD-IS-LONG", "account.password-weak")]
    public void Check_GuessablePassword_IsRefused(string password, string code) => Assert.Equal(code, PasswordRules.Check("wang", password)?.Code);

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("楚雄的秋天有三十二个晴天")]
    [InlineData("password manager made")]
    public void Check_LongPassword_IsTaken(string password) => Assert.Null(PasswordRules.Check("wang", password));

    [Fact]
    public void Check_EndlessPassword_IsRefused() => Assert.Equal("account.password-long", PasswordRules.Check("wang", new string([.. Enumerable.Range(0, 129).Select(i => (char)('a' + i * 7 % 26))]))?.Code);
}
