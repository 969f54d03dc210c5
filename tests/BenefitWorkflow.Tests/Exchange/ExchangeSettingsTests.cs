using BenefitWorkflow.Payments.Exchange;
using Microsoft.Extensions.Configuration;

namespace BenefitWorkflow.Tests.Exchange;

public sealed class ExchangeSettingsTests
{
    private const string Fingerprint = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static ExchangeSettings? Read(params (string Key, string Value)[] settings) => ExchangeSettings.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Payments:Exchange:{s.Key}", (string?)s.Value))).Build());

    private static string Problems(params (string Key, string Value)[] settings) => Assert.Throws<InvalidDataException>(() => Read(settings)).Message;

    [Fact]
    public void From_Nothing_IsCarriedByHand()
    {
        Assert.Null(Read());
        Assert.Null(Read(("Kind", "none"), ("Root", "/srv")));
    }

    [Fact]
    public void From_AFolder_NamesFoldersBelowItsRoot()
    {
        var settings = Read(("Kind", "folder"), ("Root", "/srv/bank"), ("Answers", "/srv/other"))!;
        Assert.Equal(new ExchangeFolders("/srv/bank/to-bank", "/srv/bank/taken", "/srv/other", "/srv/bank/archive", "/srv/bank/refused"), settings.Folders);
        Assert.Equal(("folder", 3, TimeSpan.FromSeconds(5)), (settings.Channel, settings.AnswerWorkingDays, settings.Every));
        Assert.Null(settings.Sftp);
    }

    [Fact]
    public void From_Sftp_TakesAFingerprintAsOpenSshShowsIt()
    {
        var settings = Read(("Kind", "sftp"), ("Root", "/in"), ("Sftp:Host", "bank"), ("Sftp:User", "union"), ("Sftp:Password", "secret"), ("Sftp:HostKeySha256", Fingerprint))!;
        Assert.Equal((Fingerprint["SHA256:".Length..], 22, TimeSpan.FromSeconds(30)), (settings.Sftp!.HostKeySha256, settings.Sftp.Port, settings.Sftp.Timeout));
        Assert.Equal("/in/to-bank", settings.Folders.Send);
        Assert.DoesNotContain("secret", settings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void From_WhatIsMissingOrWrong_NamesEverySettingInBothLanguages()
    {
        var message = Problems(("Kind", "sftp"), ("Sftp:HostKeySha256", "SHA256:short"), ("PollSeconds", "0"), ("AnswerWorkingDays", "x"));
        foreach (var key in (string[])["Sftp:Host ", "Sftp:User ", "Sftp:HostKeySha256 ", "Sftp:KeyFile ", "PollSeconds ", "AnswerWorkingDays "])
            Assert.Equal(2, message.Split("Payments:Exchange:" + key).Length - 1);
        Assert.Contains("Kind", Problems(("Kind", "ftp")), StringComparison.Ordinal);
        Assert.Contains("Root", Problems(("Kind", "folder")), StringComparison.Ordinal);
        Assert.Contains("Sftp:KeyFile", Problems(("Kind", "sftp"), ("Sftp:Host", "b"), ("Sftp:User", "u"), ("Sftp:HostKeySha256", Fingerprint), ("Sftp:KeyFile", "/nowhere/key")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PB-KNBF-2023-0001.txt", true)]
    [InlineData("回单.xml", true)]
    [InlineData("a.tmp", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    public void Name_OfAFile_CannotLeaveItsFolder(string name, bool isFile) => Assert.Equal(isFile, ExchangeName.IsFile(name));
}
