using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Payments.Exceptions;
using BenefitWorkflow.Payments.Reconciliation;

namespace BenefitWorkflow.Payments;

public static class PaymentsSetup
{
    /// <exception cref="InvalidDataException">A payment file template or a setting of the payer cannot be used.</exception>
    public static IServiceCollection AddPayments(this IServiceCollection services, IConfiguration settings)
    {
        var (formats, payers) = (PaymentFormats.Load(settings["Payments:TemplatesFolder"]), new PayerProfiles(settings));
        payers.Verify(formats);
        return services.AddSingleton(formats).AddSingleton(payers).AddSingleton<PaymentFileMaker>().AddSingleton<BatchFileChecks>().AddSingleton<BatchDigest>()
            .AddScoped<PrepareBatch>().AddScoped<ReleaseBatch>().AddScoped<DissolveBatch>().AddScoped<MarkBatch>().AddScoped<CheckBatch>().AddSingleton<SendingLock>()
            .AddScoped<PayInCash>().AddScoped<RecoverPayment>().AddScoped<Reconcile>().AddScoped<CloseDay>().AddScoped<BatchFile>().AddScoped<TakeInBankResults>();
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
        Reconcile.Map(api);
        CloseDay.Map(api);
        BatchFile.Map(api);
        TakeInBankResults.Map(api);
        ReadPayments.Map(api);
    }
}
