using System.Text;
using BenefitWorkflow;
using BenefitWorkflow.Audit;
using BenefitWorkflow.Audit.Evidence;
using BenefitWorkflow.Deadlines.Seasons;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Messaging;
using Microsoft.AspNetCore.Connections;

Console.OutputEncoding = Encoding.UTF8;
try
{
    switch (args.FirstOrDefault())
    {
        case "demo": return await DemoCommand.RunAsync([.. args.Skip(1)]);
        case "verify-audit": return await VerifyAuditCommand.RunAsync(CommandLine.ToSettings(args.Skip(1)));
        case "verify-evidence": return VerifyEvidenceCommand.Run([.. args.Skip(1)], Console.Out);
        case "plan": return await PlanCommand.RunAsync([.. args.Skip(1)], Console.Out, Console.Error, TimeProvider.System, default);
        case "export-events":
            await EventSchemas.WriteAsync(args.ElementAtOrDefault(1) ?? "docs/events", default);
            return 0;
        default:
            await using (var app = ServiceHost.Build(CommandLine.ToSettings(args)))
            {
                await app.PrepareAsync(default);
                if (await app.Services.GetRequiredService<FirstRun>().BeginAsync(default) is { } token)
                    Console.WriteLine($"初始设置 / First run: {app.Configuration["Urls"]}/setup  令牌 / token: {token}");
                await app.RunAsync();
            }
            return 0;
    }
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{e.Message} 端口已被占用：请结束占用它的程序，或用 --urls 指定另一个地址。 / Something else listens there: end it, or name another address with --urls.");
    return 2;
}
catch (Exception e) when (e is DefinitionsRefusedException or InvalidDataException)
{
    // Expected at start-up: say what to mend, without a stack.
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
