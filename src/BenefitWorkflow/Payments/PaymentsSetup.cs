using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Runs;

namespace BenefitWorkflow.Payments;

public static class PaymentsSetup
{
    /// <exception cref="InvalidDataException">A payment file template or a setting of the payer cannot be used.</exception>
    public static IServiceCollection AddPayments(this IServiceCollection services, IConfiguration settings)
    {
        var (formats, payers) = (PaymentFormats.Load(settings["Payments:TemplatesFolder"]), new PayerProfiles(settings));
        var answers = BankAnswers.Load(settings["Payments:TemplatesFolder"]);
        payers.Verify(formats);
        return services.AddSingleton(formats).AddSingleton(answers).AddSingleton(payers).AddSingleton<PaymentFileMaker>().AddSingleton<BatchFileChecks>().AddSingleton<BatchDigest>()
            .AddScoped<PrepareBatch>().AddScoped<ReleaseBatch>().AddScoped<DissolveBatch>().AddScoped<MarkBatch>().AddScoped<BatchFile>().AddScoped<TakeInBankResults>().AddScoped<DecideProposal>()
            .AddSingleton<BankResultsRun>().AddSingleton<IRunKind>(s => s.GetRequiredService<BankResultsRun>());
    }

    /// <param name="api">The authenticated group.</param>
    public static void MapPayments(this IEndpointRouteBuilder api)
    {
        PrepareBatch.Map(api);
        ReleaseBatch.Map(api);
        DissolveBatch.Map(api);
        MarkBatch.Map(api);
        BatchFile.Map(api);
        TakeInBankResults.Map(api);
        ReadBankResults.Map(api);
        DecideProposal.Map(api);
        BankAlerts.Map(api);
        ReadPayments.Map(api);
    }
}
