using System.Globalization;
using BenefitWorkflow.Engine.Activities;

namespace BenefitWorkflow.Engine.Expressions;

/// <summary>The only values that live in a case's position: string, bool, long, decimal or null.</summary>
internal static class Values
{
    /// <summary>Folds CLR numbers into long and decimal; false for a type a position cannot hold.</summary>
    public static bool TryNormalize(object? value, out object? normal)
    {
        switch (value)
        {
            case null or string or bool or long or decimal:
                normal = value;
                return true;
            case int or short or byte or sbyte or ushort or uint:
                normal = Convert.ToInt64(value, CultureInfo.InvariantCulture);
                return true;
            default:
                normal = null;
                return false;
        }
    }

    /// <summary>
    /// Converts without losing anything: a number widens, a whole decimal narrows, everything becomes text;
    /// text never becomes a number and nothing but a boolean is one. Null stays null.
    /// </summary>
    public static bool TryConvert(object? value, ValueKind kind, out object? converted)
    {
        converted = null;
        if (value is null) return true;
        switch (kind)
        {
            case ValueKind.String:
                converted = Text(value);
                return true;
            case ValueKind.Boolean when value is bool:
            case ValueKind.Int64 when value is long:
            case ValueKind.Decimal when value is decimal:
                converted = value;
                return true;
            case ValueKind.Decimal when value is long whole:
                converted = (decimal)whole;
                return true;
            case ValueKind.Int64 when value is decimal number && decimal.Truncate(number) == number
                                      && number is >= long.MinValue and <= long.MaxValue:
                converted = (long)number;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads a literal as a definition writes it (text for every type); false where it does not fit.</summary>
    public static bool TryParse(string text, ValueKind kind, out object? value)
    {
        value = null;
        switch (kind)
        {
            case ValueKind.String:
                value = text;
                return true;
            case ValueKind.Boolean when bool.TryParse(text, out var flag):
                value = flag;
                return true;
            case ValueKind.Int64 when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                value = whole;
                return true;
            case ValueKind.Decimal when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out var number):
                value = number;
                return true;
            default:
                return false;
        }
    }

    public static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException("Not a value of a position.", nameof(value)),
    };

    /// <summary>The kind an Elsa type name stands for; null for a type this engine does not carry.</summary>
    public static ValueKind? KindOf(string typeName)
    {
        var name = typeName.AsSpan();
        var comma = name.IndexOf(',');
        if (comma >= 0) name = name[..comma];
        if (name.StartsWith("System.", StringComparison.Ordinal)) name = name["System.".Length..];
        return name switch
        {
            "String" => ValueKind.String,
            "Boolean" => ValueKind.Boolean,
            "Int16" or "Int32" or "Int64" => ValueKind.Int64,
            "Decimal" or "Double" or "Single" => ValueKind.Decimal,
            _ => null,
        };
    }

    /// <summary>Whether every value of one kind converts to the other.</summary>
    public static bool Fits(ValueKind from, ValueKind to) =>
        from == to || to == ValueKind.String || (from == ValueKind.Int64 && to == ValueKind.Decimal);
}
