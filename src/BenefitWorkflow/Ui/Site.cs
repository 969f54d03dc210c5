using MudBlazor;

namespace BenefitWorkflow.Ui;

/// <summary>Colours and type of the site. Fonts are the device's own: nothing is fetched from elsewhere.</summary>
internal static class Site
{
    private static readonly string[] Fonts = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#b3261e", Secondary = "#7a4f01", AppbarBackground = "#b3261e", Background = "#f6f7f9", Surface = "#ffffff", DrawerBackground = "#ffffff",
            TextPrimary = "#1c2733", TextSecondary = "#4a5a6a", DrawerText = "#1c2733", DrawerIcon = "#4a5a6a", Success = "#1b6e3c", Warning = "#8a5300", Error = "#b3261e", Info = "#0b57a4",
            LinesDefault = "#d5dbe1", TableLines = "#d5dbe1",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#ff9a91", PrimaryContrastText = "#1c1113", AppbarBackground = "#3a1512", AppbarText = "#ffffff", Background = "#14181d", Surface = "#1d232a", DrawerBackground = "#1d232a",
            TextPrimary = "#e8edf2", TextSecondary = "#b3bfca", DrawerText = "#e8edf2", DrawerIcon = "#b3bfca", Success = "#7fd8a0", Warning = "#ffc46b", Error = "#ff9a91", Info = "#8fc3ff",
            LinesDefault = "#3a444e", TableLines = "#3a444e",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "1rem", LineHeight = "1.6" },
            H1 = new H1Typography { FontFamily = Fonts, FontSize = "1.5rem", FontWeight = "600" }, H2 = new H2Typography { FontFamily = Fonts, FontSize = "1.2rem", FontWeight = "600" },
            Button = new ButtonTypography { FontFamily = Fonts, TextTransform = "none", FontSize = ".95rem" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "232px" },
    };
}
