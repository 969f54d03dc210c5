namespace BenefitWorkflow.Store;

/// <summary>Database products the service runs on.</summary>
public enum StoreKind
{
    /// <summary>Embedded: a file in the data folder. The default.</summary>
    Sqlite = 1,

    PostgreSql = 2,
    SqlServer = 3,
}

/// <summary>Where the data lies.</summary>
/// <param name="DataFolder">Holds the key ring, the SQLite file and the cookie keys. Replicas share one, or copies of its key files.</param>
/// <param name="ConnectionString">Null on SQLite.</param>
public sealed record StoreSettings(StoreKind Kind, string DataFolder, string? ConnectionString)
{
    /// <summary>Reads <c>Store:Provider</c> (default <c>Sqlite</c>), <c>ConnectionStrings:Benefit</c> and <c>Data:Folder</c> (default <c>data</c>).</summary>
    /// <exception cref="InvalidDataException">The provider is unknown, or a server has no connection string.</exception>
    public static StoreSettings From(IConfiguration settings)
    {
        var folder = Path.GetFullPath(settings["Data:Folder"] ?? "data");
        var name = settings["Store:Provider"] ?? nameof(StoreKind.Sqlite);
        if (!Enum.TryParse<StoreKind>(name, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
            throw new InvalidDataException($"Store:Provider 不能为“{name}”；可用 {string.Join("、", Enum.GetNames<StoreKind>())}。 / Store:Provider cannot be '{name}'; use one of {string.Join(", ", Enum.GetNames<StoreKind>())}.");
        var connection = settings.GetConnectionString("Benefit");
        if (kind != StoreKind.Sqlite && string.IsNullOrWhiteSpace(connection))
            throw new InvalidDataException($"使用 {kind} 时须设置 ConnectionStrings:Benefit。 / With {kind}, ConnectionStrings:Benefit must be set.");
        return new StoreSettings(kind, folder, kind == StoreKind.Sqlite ? null : connection);
    }
}
