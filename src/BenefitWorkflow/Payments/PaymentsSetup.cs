namespace BenefitWorkflow.Payments;

public static class PaymentsSetup
{
    public static IServiceCollection AddPayments(this IServiceCollection services) =>
        services.AddSingleton<BatchDigest>().AddScoped<PrepareBatch>().AddScoped<ReleaseBatch>().AddScoped<DissolveBatch>().AddScoped<MarkBatch>().AddScoped<BatchFile>().AddScoped<TakeInBankResults>();

    /// <param name="api">The authenticated group.</param>
    public static void MapPayments(this IEndpointRouteBuilder api)
    {
        PrepareBatch.Map(api);
        ReleaseBatch.Map(api);
        DissolveBatch.Map(api);
        MarkBatch.Map(api);
        BatchFile.Map(api);
        TakeInBankResults.Map(api);
        ReadPayments.Map(api);
    }
}
