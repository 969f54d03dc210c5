using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Beneficiaries;

[Trait("Store", "Every")]
public sealed class When_a_status_is_changed
{
    private static readonly string Id = Frontline(1).IdNumber;

    [Fact]
    public async Task Should_keep_who_did_it_and_when()
    {
        await using var world = await CreateAsync();
        await world.OpenAsync(Frontline(1));
        Assert.Equal("applied", await SetAsync(world, Caseworker, BeneficiaryStatus.Exited));
        Assert.Equal("applied", await SetAsync(world, Caseworker, BeneficiaryStatus.Exited));
        Assert.Equal("applied", await SetAsync(world, Colleague, BeneficiaryStatus.Active));
        Assert.Equal(
            [(BeneficiaryStatus.Active, BeneficiaryStatus.Exited, Caseworker.Id), (BeneficiaryStatus.Exited, BeneficiaryStatus.Active, Colleague.Id)],
            (await ChangesAsync(world)).Select(c => (c.FromStatus, c.ToStatus, c.By)));
        Assert.All(await ChangesAsync(world), c => Assert.Equal((world.Time.GetUtcNow(), StatusChangeState.Applied, null), (c.At, c.State, c.ConfirmedBy)));
    }

    // Through exited it would otherwise take one person two steps.
    [Theory]
    [InlineData(BeneficiaryStatus.Active)]
    [InlineData(BeneficiaryStatus.Exited)]
    public async Task Should_take_two_people_to_bring_somebody_back_from_the_dead(BeneficiaryStatus to)
    {
        await using var world = await CreateAsync();
        await world.OpenAsync(Frontline(1));
        Assert.Equal("applied", await SetAsync(world, Caseworker, BeneficiaryStatus.Deceased));
        Assert.Equal("proposed", await SetAsync(world, Caseworker, to));
        Assert.Equal("beneficiary.second-person", await SetAsync(world, Caseworker, to));
        Assert.Equal(BeneficiaryStatus.Deceased, await StatusAsync(world));
        Assert.Equal("applied", await SetAsync(world, Colleague, to));
        Assert.Equal(to, await StatusAsync(world));
        var change = (await ChangesAsync(world))[1];
        Assert.Equal((StatusChangeState.Applied, Caseworker.Id, Colleague.Id), (change.State, change.By, change.ConfirmedBy));
    }

    [Fact]
    public async Task Should_confirm_no_proposal_of_another_death()
    {
        await using var world = await CreateAsync();
        await world.OpenAsync(Frontline(1));
        await SetAsync(world, Caseworker, BeneficiaryStatus.Deceased);
        await SetAsync(world, Caseworker, BeneficiaryStatus.Active);
        await SetAsync(world, Colleague, BeneficiaryStatus.Exited);
        Assert.Equal("applied", await SetAsync(world, Caseworker, BeneficiaryStatus.Exited));
        Assert.Equal("applied", await SetAsync(world, Caseworker, BeneficiaryStatus.Deceased));
        // What was proposed before lapsed with the change between.
        Assert.Equal("proposed", await SetAsync(world, Colleague, BeneficiaryStatus.Active));
        Assert.Equal(BeneficiaryStatus.Deceased, await StatusAsync(world));
    }

    [Fact]
    public async Task Should_refuse_a_status_that_is_none()
    {
        await using var world = await CreateAsync();
        await world.OpenAsync(Frontline(1));
        Assert.Equal("beneficiary.unknown-status", await SetAsync(world, Caseworker, (BeneficiaryStatus)9));
        Assert.Empty(await ChangesAsync(world));
    }

    [Fact]
    public async Task Should_be_refused_by_the_act_itself_to_whoever_lacks_its_role()
    {
        await using var world = await CreateAsync();
        await world.OpenAsync(Frontline(1));
        Assert.Equal("identity.role-required", await SetAsync(world, Reviewer, BeneficiaryStatus.Exited));
        Assert.Equal("identity.role-required", (await MoveHousehold.RunAsync(Caseworker, new(Id, Frontline(2).IdNumber, "并户"), world.Store, world.Protector, world.Time.GetUtcNow(), default))?.Code);
        Assert.Equal("identity.role-required", (await ManageBeneficiaries.FindAsync(Preparer, Id, world.Store, world.Protector, default)).Refusal?.Code);
        Assert.Empty(await ChangesAsync(world));
    }

    private static async Task<string> SetAsync(CaseWorld world, Actor actor, BeneficiaryStatus status)
    {
        var row = Assert.Single(await ChangeStatus.RunAsync(actor, [new ChangeStatus.Item(Id, status)], world.Store, world.Protector, world.Time, default));
        return row.Code ?? row.Status;
    }

    private static async Task<List<StatusChange>> ChangesAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return await db.StatusChanges.OrderBy(c => c.Id).ToListAsync();
    }

    private static async Task<BeneficiaryStatus> StatusAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return (await db.Beneficiaries.SingleAsync()).Status;
    }
}
