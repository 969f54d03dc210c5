using System.Diagnostics;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Exchange;

/// <summary>Promise 2 on a real process: SIGKILL when it has written down that it sends and the bank's end takes nothing.</summary>
public sealed class When_the_service_is_killed_while_sending
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task Should_find_the_file_unknown_and_leave_it_alone_in_its_next_life()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs a named pipe");
        var root = Directory.CreateTempSubdirectory("bw-bank-").FullName;
        try
        {
            await using var world = await CaseWorld.CreateAsync(StoreKind.Sqlite);
            var cases = await world.ApprovedAsync([.. Enumerable.Range(1, 3).Select(Frontline)]);
            await world.PostNoticeAsync(cases);
            await world.CloseNoticeAsync(cases);
            var batch = (await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default)).Batch!;
            Assert.Null((await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default)).Refusal);
            var file = await FileAsync(world);

            // Whoever opens this pipe to write waits for a reader, and none comes.
            var folder = Directory.CreateDirectory(Path.Combine(root, "to-bank")).FullName;
            using (var pipe = Process.Start("mkfifo", Path.Combine(folder, $".{file.FileName}.part"))) await pipe.WaitForExitAsync();
            using var service = ChildProcess.Service(world.Settings.DataFolder, ChildProcess.FreeUrl(),
                [("Payments:Exchange:Kind", "folder"), ("Payments:Exchange:Root", root), ("Payments:Exchange:PollSeconds", "1")]);
            service.Start();
            await UntilAsync(world, service, PaymentFileState.Sending);
            service.Kill();
            Assert.Equal([PaymentState.Released], await StatesAsync(world));

            File.Delete(Path.Combine(folder, $".{file.FileName}.part"));
            service.Start();
            await UntilAsync(world, service, PaymentFileState.Unknown);
            service.Kill();
            Assert.Equal([PaymentState.Unknown], await StatesAsync(world));
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<PaymentFile> FileAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return await db.PaymentFiles.SingleAsync();
    }

    private static async Task<List<PaymentState>> StatesAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return await db.PaymentOrders.Select(o => o.State).Distinct().ToListAsync();
    }

    private static async Task UntilAsync(CaseWorld world, ChildProcess service, PaymentFileState state)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await FileAsync(world)).State != state)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (!service.IsAlive) throw new InvalidOperationException($"The service ended: {service.Output}");
            await Poll.PauseAsync(patience.Token);
        }
    }
}
