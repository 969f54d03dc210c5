using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.Payments.Exchange;

namespace BenefitWorkflow.Tests.Exchange;

/// <summary>What every end of the exchange promises. The other side of it is a folder of this machine.</summary>
public abstract class ExchangeContract : IAsyncLifetime
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(n => $"{n}|付款\n")));

    private protected IBankExchange End { get; set; } = null!;

    /// <summary>Null: there is no such end here.</summary>
    private protected string Root { get; set; } = "";

    private protected virtual string? Missing => null;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    private protected static void MakeFolders(string root)
    {
        foreach (var folder in (string[])["to-bank", "taken", "from-bank"]) Directory.CreateDirectory(Path.Combine(root, folder));
    }

    private string At(string folder, string name) => Path.Combine(Root, folder, name);

    private string[] Names(string folder) => [.. Directory.EnumerateFiles(Path.Combine(Root, folder)).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];

    private async Task<WaitingAnswer> OnlyAsync() => Assert.Single((await End.ListAsync(default)).Answers);

    [SkippableFact]
    public async Task Put_NewFile_ShowsWholeUnderItsNameOnly()
    {
        Skip.IfNot(Missing is null, Missing);
        Assert.IsType<Sighting.Absent>(await End.FindAsync("a.txt", default));
        Assert.IsType<HandOver.Handed>(await End.PutAsync("a.txt", new MemoryStream(Content), default));
        Assert.Equal(["a.txt"], Names("to-bank"));
        Assert.Equal(Content, File.ReadAllBytes(At("to-bank", "a.txt")));
    }

    [SkippableFact]
    public async Task Put_TheSameAgain_IsHandedOver()
    {
        Skip.IfNot(Missing is null, Missing);
        await End.PutAsync("a.txt", new MemoryStream(Content), default);
        Assert.IsType<HandOver.Handed>(await End.PutAsync("a.txt", new MemoryStream(Content), default));
        Assert.Equal(["a.txt"], Names("to-bank"));
    }

    [SkippableFact]
    public async Task Put_UnderATakenName_LeavesWhatIsThere()
    {
        Skip.IfNot(Missing is null, Missing);
        File.WriteAllText(At("to-bank", "a.txt"), "theirs");
        var refused = Assert.IsType<HandOver.Refused>(await End.PutAsync("a.txt", new MemoryStream(Content), default));
        Assert.Equal("exchange.name-taken", refused.Reason.Code);
        Assert.Equal("theirs", File.ReadAllText(At("to-bank", "a.txt")));
        // Of the same length, but not the same.
        File.WriteAllBytes(At("to-bank", "a.txt"), [.. Content[..^1], 0]);
        Assert.IsType<HandOver.Refused>(await End.PutAsync("a.txt", new MemoryStream(Content), default));
    }

    [SkippableFact]
    public async Task Put_WhatAnEarlierAttemptLeftHalf_IsReplaced()
    {
        Skip.IfNot(Missing is null, Missing);
        File.WriteAllBytes(At("to-bank", ".a.txt.part"), new byte[Content.Length + 5]);
        Assert.IsType<HandOver.Handed>(await End.PutAsync("a.txt", new MemoryStream(Content), default));
        Assert.Equal(Content, File.ReadAllBytes(At("to-bank", "a.txt")));
        Assert.Equal(["a.txt"], Names("to-bank"));
    }

    [SkippableFact]
    public async Task Put_IntoAFolderThatIsGone_CertainlyDidNotShow()
    {
        Skip.IfNot(Missing is null, Missing);
        Directory.Delete(Path.Combine(Root, "to-bank"));
        var refused = Assert.IsType<HandOver.Refused>(await End.PutAsync("a.txt", new MemoryStream(Content), default));
        Assert.Equal("exchange.not-taken", refused.Reason.Code);
        Assert.Equal("exchange.unreachable", Assert.IsType<Sighting.Unsure>(await End.FindAsync("a.txt", default)).Reason.Code);
    }

    [SkippableTheory]
    [InlineData("to-bank")]
    [InlineData("taken")]
    public async Task Find_WhereTheBankHasIt_TellsSizeAndHash(string folder)
    {
        Skip.IfNot(Missing is null, Missing);
        File.WriteAllBytes(At(folder, "a.txt"), Content);
        var there = Assert.IsType<Sighting.Present>(await End.FindAsync("a.txt", default));
        Assert.True(there.Is(Content.Length, SHA256.HashData(Content)));
        Assert.False(there.Is(Content.Length, SHA256.HashData([1])));
        Assert.False(there.Is(Content.Length - 1, SHA256.HashData(Content)));
    }

    [SkippableFact]
    public async Task List_ShowsAnswersByName_AndNothingHalfWrittenOrHidden()
    {
        Skip.IfNot(Missing is null, Missing);
        foreach (var name in (string[])["b.xml", "a.txt", ".a.txt.part", "c.part", "d.TMP", "e.filepart", ".hidden"]) File.WriteAllText(At("from-bank", name), "12345");
        Directory.CreateDirectory(At("from-bank", "folder"));
        File.CreateSymbolicLink(At("from-bank", "link.txt"), At("from-bank", "a.txt"));
        var (answers, refusal) = await End.ListAsync(default);
        Assert.Null(refusal);
        Assert.Equal(["a.txt", "b.xml"], answers.Select(a => a.Name));
        Assert.All(answers, a => Assert.Equal(5, a.Size));
    }

    [SkippableFact]
    public async Task Fetch_CopiesAllOfIt_AndTellsWhatIsGone()
    {
        Skip.IfNot(Missing is null, Missing);
        File.WriteAllBytes(At("from-bank", "a.txt"), Content);
        var answer = await OnlyAsync();
        using var copy = new MemoryStream();
        Assert.Null(await End.FetchAsync(answer, copy, default));
        Assert.Equal(Content, copy.ToArray());
        File.Delete(At("from-bank", "a.txt"));
        Assert.Equal("exchange.answer-gone", (await End.FetchAsync(answer, new MemoryStream(), default))!.Code);
    }

    [SkippableFact]
    public async Task Archive_LaysItAside_AndKeepsTwoOfOneName()
    {
        Skip.IfNot(Missing is null, Missing);
        foreach (var text in (string[])["one", "two"])
        {
            File.WriteAllText(At("from-bank", "a.txt"), text);
            Assert.Null(await End.ArchiveAsync(await OnlyAsync(), refused: false, default));
        }
        Assert.Empty(Names("from-bank"));
        Assert.Equal(["1-a.txt", "a.txt"], Names("archive"));
        Assert.Equal(("one", "two"), (File.ReadAllText(At("archive", "a.txt")), File.ReadAllText(At("archive", "1-a.txt"))));
        File.WriteAllText(At("from-bank", "b.txt"), "three");
        Assert.Null(await End.ArchiveAsync(await OnlyAsync(), refused: true, default));
        Assert.Equal(["b.txt"], Names("refused"));
    }

    [SkippableFact]
    public async Task Archive_OfWhatGrewMeanwhile_LeavesIt()
    {
        Skip.IfNot(Missing is null, Missing);
        File.WriteAllText(At("from-bank", "a.txt"), "half");
        var seen = await OnlyAsync();
        File.AppendAllText(At("from-bank", "a.txt"), "whole");
        Assert.Equal("exchange.answer-gone", (await End.ArchiveAsync(seen, refused: false, default))!.Code);
        Assert.Equal(["a.txt"], Names("from-bank"));
    }

    [SkippableTheory]
    [InlineData("../a.txt")]
    [InlineData(".a.txt")]
    [InlineData("")]
    [InlineData("a\n.txt")]
    [InlineData("a.part")]
    public async Task Put_UnderANameThatLeavesTheFolderOrHides_Throws(string name)
    {
        Skip.IfNot(Missing is null, Missing);
        await Assert.ThrowsAsync<ArgumentException>(() => End.PutAsync(name, new MemoryStream(Content), default));
    }
}

public sealed class FolderExchangeTests : ExchangeContract
{
    public override Task InitializeAsync()
    {
        Root = Directory.CreateTempSubdirectory("bw-exchange-").FullName;
        MakeFolders(Root);
        End = new FolderExchange("folder", new ExchangeFolders(Path.Combine(Root, "to-bank"), Path.Combine(Root, "taken"), Path.Combine(Root, "from-bank"), Path.Combine(Root, "archive"), Path.Combine(Root, "refused")));
        return Task.CompletedTask;
    }

    public override Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class SftpExchangeTests : ExchangeContract
{
    private SftpServer? _server;

    private protected override string? Missing => SftpServer.Missing;

    public override async Task InitializeAsync()
    {
        if (Missing is not null) return;
        _server = await SftpServer.StartAsync();
        Root = _server.Root;
        MakeFolders(Root);
        End = new SftpExchange("sftp", SftpServer.Folders, _server.Settings());
    }

    public override async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task Connect_ToAnotherHostKey_ExchangesNothing()
    {
        Skip.IfNot(Missing is null, Missing);
        var pinned = new SftpExchange("sftp", SftpServer.Folders, _server!.Settings(hostKey: Convert.ToBase64String(new byte[32]).TrimEnd('=')));
        var refused = Assert.IsType<HandOver.Refused>(await pinned.PutAsync("a.txt", new MemoryStream([1]), default)).Reason;
        Assert.Equal("exchange.host-key", refused.Code);
        Assert.Contains(_server.HostKeySha256, refused.En, StringComparison.Ordinal);
        Assert.Contains(_server.HostKeySha256, refused.Zh, StringComparison.Ordinal);
        Assert.Equal("exchange.host-key", Assert.IsType<Sighting.Unsure>(await pinned.FindAsync("a.txt", default)).Reason.Code);
        Assert.Equal("exchange.host-key", (await pinned.ListAsync(default)).Refusal!.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Root, "to-bank")));
    }

    [SkippableFact]
    public async Task Connect_WithAKeyTheBankDoesNotKnow_IsToldSo()
    {
        Skip.IfNot(Missing is null, Missing);
        var stranger = new SftpExchange("sftp", SftpServer.Folders, _server!.Settings(key: "stranger"));
        Assert.Equal("exchange.sign-in", Assert.IsType<HandOver.Refused>(await stranger.PutAsync("a.txt", new MemoryStream([1]), default)).Reason.Code);
        Assert.Equal("exchange.sign-in", (await stranger.ListAsync(default)).Refusal!.Code);
    }

    [SkippableFact]
    public async Task Connect_ToAServerThatIsDown_IsUnreachable()
    {
        Skip.IfNot(Missing is null, Missing);
        await _server!.KillAsync();
        Assert.Equal("exchange.unreachable", Assert.IsType<Sighting.Unsure>(await End.FindAsync("a.txt", default)).Reason.Code);
        Assert.IsType<HandOver.Refused>(await End.PutAsync("a.txt", new MemoryStream([1]), default));
        Assert.Equal("exchange.unreachable", (await End.ListAsync(default)).Refusal!.Code);
    }
}
