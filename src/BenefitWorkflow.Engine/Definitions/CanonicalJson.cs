using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>
/// A document's identity: its JSON without white space, keys in ordinal order, numbers as written, nothing in a string
/// escaped but quotes, backslashes and control characters (as <c>\u00xx</c>). Written here by hand, since released versions are
/// known by this hash for good and must not change theirs with a library's escaping.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Lower-case hex SHA-256 of the canonical form in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">A string holds half of a surrogate pair.</exception>
    public static string Hash(JsonElement root) => Hash(root, []);

    /// <param name="root">As above.</param>
    /// <param name="without">Names of an object's own properties that do not count.</param>
    /// <exception cref="InvalidOperationException">As above.</exception>
    internal static string Hash(JsonElement root, IReadOnlyCollection<string> without)
    {
        var text = new StringBuilder();
        Write(text, root, without);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Write(StringBuilder text, JsonElement element, IReadOnlyCollection<string> without)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                var separator = "";
                foreach (var property in element.EnumerateObject().Where(property => !without.Contains(property.Name)).OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    WriteString(text.Append(separator), property.Name);
                    Write(text.Append(':'), property.Value, []);
                    separator = ",";
                }
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                for (var i = 0; i < element.GetArrayLength(); i++) Write(i == 0 ? text : text.Append(','), element[i], []);
                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(text, element.GetString()!);
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            if (character is '"' or '\\') text.Append('\\').Append(character);
            else if (character < ' ') text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else text.Append(character);
        }
        text.Append('"');
    }
}
