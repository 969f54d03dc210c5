using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Store;

/// <summary>
/// Columns that never change once their row is there. An update leaves them alone, and with them their indexes: a row that is written
/// again at every step would otherwise cost a rewriting of all of them.
/// </summary>
internal static class SetOnce
{
    /// <summary>
    /// Says so of every init-only property that nothing but its initialisation sets; one with a field of its own may change by a verb of its
    /// type. Not for a table whose rows are replaced by newly made ones: what those hold in such a property would be lost.
    /// </summary>
    public static void InitIsSetOnce<T>(this EntityTypeBuilder<T> b) where T : class
    {
        foreach (var property in b.Metadata.GetProperties())
            if (property.PropertyInfo?.SetMethod is { } set && set.IsDefined(typeof(CompilerGeneratedAttribute), false)
                && set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
                property.SetAfterSaveBehavior(PropertySaveBehavior.Throw);
    }

    /// <summary>True where an update writes the column; never for a key.</summary>
    public static bool Changes(this IProperty property) => !property.IsPrimaryKey() && property.GetAfterSaveBehavior() == PropertySaveBehavior.Save;
}
