using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Payments.Exceptions;
using BenefitWorkflow.Payments.Exchange;
using BenefitWorkflow.Payments.Reconciliation;
using BenefitWorkflow.Runs;

namespace BenefitWorkflow.Payments;

public static class PaymentsSetup
{
    /// <exception cref="InvalidDataException">A payment file template, a setting of the payer or one of the exchange cannot be used.</exception>
    public static IServiceCollection AddPayments(this IServiceCollection services, IConfiguration settings)
    {
        var (formats, payers) = (PaymentFormats.Load(settings["Payments:TemplatesFolder"]), new PayerProfiles(settings));
        var answers = BankAnswers.Load(settings["Payments:TemplatesFolder"]);
        payers.Verify(formats);
        return services.AddSingleton(formats).AddSingleton(answers).AddSingleton(payers).AddSingleton<PaymentFileMaker>().AddSingleton<BatchFileChecks>().AddSingleton<BatchDigest>()
            .AddScoped<BatchBoard>().AddScoped<PaymentQueues>().AddScoped<AnswerBoard>().AddScoped<PrepareBatch>().AddScoped<ReleaseBatch>().AddScoped<DissolveBatch>().AddScoped<MarkBatch>().AddScoped<CheckBatch>().AddSingleton<SendingLock>().AddScoped<BatchFile>().AddScoped<TakeInBankResults>().AddScoped<DecideProposal>()
            .AddScoped<PayInCash>().AddScoped<RecoverPayment>().AddScoped<SettleRow>().AddScoped<Reconcile>().AddScoped<CloseDay>()
            .AddSingleton<BankResultsRun>().AddSingleton<IRunKind>(s => s.GetRequiredService<BankResultsRun>())
            .AddExchange(settings);
    }

    /// <param name="api">The authenticated group.</param>
    public static void MapPayments(this IEndpointRouteBuilder api)
    {
        PrepareBatch.Map(api);
        ReleaseBatch.Map(api);
        DissolveBatch.Map(api);
        MarkBatch.Map(api);
        CheckBatch.Map(api);
        SendingLock.Map(api);
        PayInCash.Map(api);
        RecoverPayment.Map(api);
        SettleRow.Map(api);
        Reconcile.Map(api);
        CloseDay.Map(api);
        BatchFile.Map(api);
        TakeInBankResults.Map(api);
        ReadBankResults.Map(api);
        DecideProposal.Map(api);
        BankAlerts.Map(api);
        ReadPayments.Map(api);
        api.MapExchange();
    }
}
