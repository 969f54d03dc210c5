namespace BenefitWorkflow.Payments.Exchange;

internal static class ExchangeSetup
{
    /// <summary>The exchange of section <c>Payments:Exchange</c>; without one files are carried by hand. Its loop runs unless <c>Jobs:Enabled</c> is false.</summary>
    /// <exception cref="InvalidDataException">A setting cannot be used.</exception>
    public static IServiceCollection AddExchange(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ExchangeMemory>().AddSingleton<ExchangeRounds>()
            .AddScoped<FileRecord>().AddScoped<SendFiles>().AddScoped<LateFiles>().AddScoped<FetchAnswers>().AddScoped<ResendFile>();
        if (ExchangeSettings.From(configuration) is not { } settings) return services.AddSingleton(new ExchangeLimits(ExchangeLimits.Default));
        services.AddSingleton(settings).AddSingleton(new ExchangeLimits(settings.AnswerWorkingDays)).AddSingleton<IBankExchange>(settings.Sftp is { } sftp
            ? new SftpExchange(settings.Channel, settings.Folders, sftp)
            : new FolderExchange(settings.Channel, settings.Folders));
        if (configuration.GetValue("Jobs:Enabled", true)) services.AddHostedService<ExchangeLoop>();
        return services;
    }

    public static void MapExchange(this IEndpointRouteBuilder api)
    {
        ResendFile.Map(api);
        ReadExchange.Map(api);
    }
}
