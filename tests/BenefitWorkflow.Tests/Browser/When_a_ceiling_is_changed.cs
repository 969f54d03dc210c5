using BenefitWorkflow.Identity;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_a_ceiling_is_changed(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide, "150,000.00"), InlineData("en", Screens.Narrow, "160,000.00")]
    public async Task Should_take_two_people(string language, int width, string ceiling)
    {
        var document = $"楚工发〔2023〕{width}号";
        await using (var proposer = await site.ComeAsync(Roles.Administrator, language, width))
        {
            await proposer.MenuAsync(proposer.T("资金与额度", "Budget"));
            await proposer.Choice(proposer.T("资金来源", "Source")).SelectOptionAsync("spring-festival-warmth/self-raised");
            await proposer.Page.GetByLabel(proposer.T("新上限（元）", "New ceiling (yuan)")).FillAsync("15万");
            await proposer.Page.GetByLabel(proposer.T("依据文号", "Number of the document")).FillAsync(document);
            await proposer.Button(proposer.T("提出调整", "Propose it")).ClickAsync();
            await proposer.Alert.First.WaitForAsync();
            await proposer.LookAsync("ceiling-refused");
            await proposer.Page.GetByLabel(proposer.T("新上限（元）", "New ceiling (yuan)")).FillAsync(ceiling);
            await proposer.Button(proposer.T("提出调整", "Propose it")).ClickAsync();
            await Row(proposer).GetByText(proposer.T("请由另一人批准", "Another person approves it")).WaitForAsync();
            Assert.Equal(0, await proposer.Button(proposer.T("批准 ", "Approve ") + document).CountAsync());
            await proposer.LookAsync("ceiling-proposed");
        }
        await using var decider = await site.ComeAsync(Roles.Supervisor, language, width);
        await decider.GoAsync("/budget");
        await decider.Button(decider.T("批准 ", "Approve ") + document).ClickAsync();
        await decider.AskedAsync();
        await decider.LookAsync("ceiling-to-approve");
        await decider.Button(decider.T("确认批准", "Approve it")).ClickAsync();
        await Row(decider).GetByText(decider.T("已批准", "Approved")).WaitForAsync();
        Assert.Equal(1, await decider.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = decider.T("州总工会自筹", "Raised by the federation") }).Filter(new() { HasNotText = document }).GetByRole(AriaRole.Cell, new() { Name = ceiling, Exact = true }).CountAsync());
        await decider.LookAsync("ceiling-approved");

        ILocator Row(Visitor visitor) => visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = document });
    }
}
