namespace BenefitWorkflow.Programmes;

/// <summary>One text in the two languages of the pages. Neither is ever empty in a loaded programme.</summary>
public sealed record LocalizedText(string Zh, string En)
{
    /// <summary>The text for a culture name: Chinese for <c>zh*</c>, English for every other.</summary>
    public string For(string culture) => culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Zh : En;
}
