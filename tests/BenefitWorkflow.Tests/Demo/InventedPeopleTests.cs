using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Payments.Banking;

namespace BenefitWorkflow.Tests.Demo;

public sealed class InventedPeopleTests
{
    private const int Count = 20_000;

    private static readonly List<(string Name, string IdNumber, string Phone, string Account)> People =
        [.. Enumerable.Range(0, Count).Select(InventedPeople.Person)];

    [Fact]
    public void Person_OfAnySeed_PassesEveryCheckUnchanged()
    {
        foreach (var person in People.Append(InventedPeople.Person(int.MaxValue)))
        {
            Assert.True(PersonName.TryParse(person.Name, out var name, out _));
            Assert.Equal(person.Name, name.Value);
            Assert.True(IdNumber.TryParse(person.IdNumber, new DateOnly(2023, 1, 1), out var id, out _));
            Assert.InRange(id.Age(new DateOnly(2023, 1, 1)), 18, 75);
            Assert.True(Phone.TryParse(person.Phone, out _, out _));
            Assert.True(BankAccount.TryParse(person.Account, out var account, out _));
            Assert.Equal(19, account.Value.Length);
            Assert.Empty(account.Warnings);
        }
    }

    [Fact]
    public void Person_OfDifferentSeeds_SharesNoNumber()
    {
        Assert.Equal(Count, People.Select(static p => p.IdNumber).Distinct().Count());
        Assert.Equal(Count, People.Select(static p => p.Phone).Distinct().Count());
        Assert.Equal(Count, People.Select(static p => p.Account).Distinct().Count());
    }

    [Fact]
    public void Person_OverManySeeds_IncludesDottedAndRareNames()
    {
        Assert.Contains(People, static p => p.Name.Contains('\u4DAE', StringComparison.Ordinal));
        Assert.Contains(People, static p => p.Name.Contains("\U00020164", StringComparison.Ordinal));
        Assert.InRange(People.Count(static p => p.Name.Contains(PersonName.Dot, StringComparison.Ordinal)), Count / 20, Count / 15);
        Assert.True(People.Select(static p => p.Name).Distinct().Count() > 500);
    }

    /// <summary>Pinned: screenshots and golden files rely on the same people for ever.</summary>
    [Fact]
    public void Person_OfASeed_StaysThePersonItWas()
    {
        Assert.Equal(People[7], InventedPeople.Person(7));
        Assert.Equal(("马桂兰", "532322197208246184", "13961803399", "6299000424406679195"), People[0]);
        Assert.Equal(("阿依古丽·买买提", "532328196104015078", "13950657783", "6299000214913546221"), People[16]);
        Assert.Equal(("普喆\u4DAE", "532322197011073400", "13933939359", "6299000400673846758"), People[40]);
    }

    [Fact]
    public void Person_OfANegativeSeed_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => InventedPeople.Person(-1));
}
