using System.Runtime.CompilerServices;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BenefitWorkflow.Tests.Store;

/// <summary>Rows of any entity with a value in every column, made from the model: a new entity or property is covered unasked.</summary>
internal static class SampleRows
{
    private static readonly string[] Texts = ["a", "Ω≈ç", "张三", "𠮷野", "O'Neil; DROP TABLE cases", "tab\there", "\\N", "{\"k\":[1,\"二\"]}", " "];

    public static IEnumerable<Type> Entities(BenefitDb db) => db.Model.GetEntityTypes().Select(e => e.ClrType);

    /// <param name="seed">Differs per row: keys and unique columns come from it.</param>
    /// <param name="nulls">Leaves out what may be null.</param>
    /// <param name="variant">Other values in columns outside the key.</param>
    /// <param name="varied">Only in these; null: in all of them.</param>
    public static T Make<T>(IModel model, int seed, bool nulls, int variant = 0, Func<IProperty, bool>? varied = null) where T : class
    {
        var row = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        foreach (var property in model.FindEntityType(typeof(T))!.GetProperties())
        {
            if (nulls && property.IsNullable) continue;
            var value = Value(property, seed + (property.IsPrimaryKey() || varied?.Invoke(property) == false ? 0 : 1_000_000 * variant));
            if (property.PropertyInfo?.SetMethod is { } set) set.Invoke(row, [value]);
            else property.FieldInfo?.SetValue(row, value);
        }
        // The table's own checks hold for balanced accounts only.
        if (row is BudgetAccount account)
            foreach (var name in new[] { "PendingFen", "PaidFen", "ReturnedFen", "CancelledFen", "ApprovedFen", "CeilingFen", "ReleasedFen" })
                typeof(BudgetAccount).GetProperty(name)!.SetValue(account, name switch { "ApprovedFen" => 4L * seed, "CeilingFen" => 5L * seed + variant, _ => (long)seed });
        return row;
    }

    /// <summary>Every column as text, to compare a row with what came back.</summary>
    public static string Text<T>(IModel model, T row) where T : class => string.Join('|', model.FindEntityType(typeof(T))!.GetProperties()
        .Select(p => p.GetGetter().GetClrValue(row) switch
        {
            null => "∅",
            byte[] bytes => Convert.ToHexString(bytes),
            DateTimeOffset at => at.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            decimal number => number.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
        }));

    private static object Value(IProperty property, int seed)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(seed % Enum.GetValues(type).Length)!;
        if (type == typeof(string)) return $"{Texts[seed % Texts.Length]}{seed}";
        if (type == typeof(int)) return seed;
        if (type == typeof(long)) return seed * 10_000_000_000L + seed;
        if (type == typeof(bool)) return seed % 2 == 0;
        if (type == typeof(Guid)) return new Guid(seed, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7);
        if (type == typeof(byte[])) return (byte[])[.. BitConverter.GetBytes(seed), 0, 255];
        if (type == typeof(decimal)) return seed / 100m;
        if (type == typeof(DateOnly)) return new DateOnly(2023, 1, 1).AddDays(seed % 3_000);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2023, 1, 31, 23, 59, 59, 999, TimeSpan.Zero).AddMilliseconds(seed * 7L);
        throw new InvalidOperationException($"{property.DeclaringType.Name}.{property.Name}: no sample of {type.Name}.");
    }
}
