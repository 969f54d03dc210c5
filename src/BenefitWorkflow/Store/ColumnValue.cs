using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BenefitWorkflow.Store;

/// <summary>What a column takes of a row, as an expression to compile: the property's value, converted as the EF model says.</summary>
internal static class ColumnValue
{
    public static Expression Of(IProperty property, ParameterExpression row)
    {
        Expression value = property.PropertyInfo is { } info && info.GetMethod is not null
            ? Expression.Property(row, info)
            : Expression.Field(row, property.FieldInfo!);
        return property.GetTypeMapping().Converter is { } converter ? Converted(value, converter.ConvertToProviderExpression) : value;
    }

    private static Expression Converted(Expression value, LambdaExpression convert)
    {
        if (Nullable.GetUnderlyingType(value.Type) is null || convert.Parameters[0].Type == value.Type) return Expression.Invoke(convert, value);
        var type = convert.ReturnType.IsValueType ? typeof(Nullable<>).MakeGenericType(convert.ReturnType) : convert.ReturnType;
        return Expression.Condition(
            Expression.Property(value, "HasValue"),
            Expression.Convert(Expression.Invoke(convert, Expression.Property(value, "Value")), type),
            Expression.Constant(null, type));
    }
}
