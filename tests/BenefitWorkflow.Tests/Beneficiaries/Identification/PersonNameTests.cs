using BenefitWorkflow.Beneficiaries.Identification;
using CsCheck;

namespace BenefitWorkflow.Tests.Beneficiaries.Identification;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("王伟", "王伟")]
    [InlineData("  王伟\t", "王伟")]
    [InlineData("王\u3000伟", "王伟")]
    [InlineData("王 伟", "王伟")]
    [InlineData("\u200B王\uFEFF伟", "王伟")]
    [InlineData("阿依古丽\u2022买买提", "阿依古丽\u00B7买买提")]
    [InlineData("阿依古丽\u30FB买买提", "阿依古丽\u00B7买买提")]
    [InlineData("阿依古丽\uFF0E买买提", "阿依古丽\u00B7买买提")]
    [InlineData("阿依古丽\uFF65买买提", "阿依古丽\u00B7买买提")]
    [InlineData("阿依古丽\u00B7买买提", "阿依古丽\u00B7买买提")]
    [InlineData("阿依古丽.买买提", "阿依古丽\u00B7买买提")]
    [InlineData("阿依古丽 \u2022 买买提", "阿依古丽\u00B7买买提")]
    [InlineData("阿依古丽 . 买买提", "阿依古丽\u00B7买买提")]
    [InlineData("J. R.  Smith", "J. R. Smith")]
    [InlineData("John Smith Jr.", "John Smith Jr.")]
    [InlineData("Ｊｏｈｎ Smith", "John Smith")]
    [InlineData("Mary-Ann O'Hara", "Mary-Ann O'Hara")]
    [InlineData("Ame\u0301lie Poulain", "Am\u00E9lie Poulain")]
    public void TryParse_ANameAsTyped_IsNormalised(string text, string value)
    {
        Assert.True(PersonName.TryParse(text, out var name, out var refusal));
        Assert.Null(refusal);
        Assert.Equal(value, name.Value);
        Assert.Equal(value, name.ToString());
    }

    /// <summary>Extension A, B and G, the character without stroke order 〇, a compatibility ideograph, a variation selector.</summary>
    [Theory]
    [InlineData("李\u4DAE")]
    [InlineData("李\U00020164")]
    [InlineData("李\U00030EDD")]
    [InlineData("李\u3007")]
    [InlineData("李\uF9F1")]
    [InlineData("李\U0002F80C")]
    [InlineData("葛\U000E0100城")]
    [InlineData("\uA18F\uA2C1")]
    public void TryParse_ARareCharacter_StaysAsItIs(string text)
    {
        Assert.True(PersonName.TryParse(text, out var name, out _));
        Assert.Equal(text, name.Value);
    }

    [Theory]
    [InlineData(null, "person-name.length")]
    [InlineData("", "person-name.length")]
    [InlineData(" \u3000", "person-name.length")]
    [InlineData("王", "person-name.length")]
    [InlineData("\U00020164", "person-name.length")]
    [InlineData("李?", "person-name.lost-character")]
    [InlineData("李\uFF1F", "person-name.lost-character")]
    [InlineData("李\uFFFD", "person-name.lost-character")]
    [InlineData("李\uE863", "person-name.private-use")]
    [InlineData("李\U000F0000", "person-name.private-use")]
    [InlineData("李4", "person-name.characters")]
    [InlineData("王伟（代）", "person-name.characters")]
    [InlineData("王伟,李丽", "person-name.characters")]
    [InlineData("王伟、李丽", "person-name.characters")]
    [InlineData("·买买提", "person-name.characters")]
    [InlineData("阿依古丽·", "person-name.characters")]
    [InlineData("阿依古丽··买买提", "person-name.characters")]
    [InlineData("阿依古丽.", "person-name.characters")]
    [InlineData(".买买提", "person-name.characters")]
    [InlineData("J..Smith", "person-name.characters")]
    [InlineData("-Smith", "person-name.characters")]
    [InlineData("\u0301王伟", "person-name.characters")]
    [InlineData("王\u0007伟", "person-name.characters")]
    [InlineData("王伟😀", "person-name.characters")]
    public void TryParse_WhatIsNotAName_IsRefusedWithItsCode(string? text, string code)
    {
        Assert.False(PersonName.TryParse(text, out var name, out var refusal));
        Assert.Null(name);
        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public void TryParse_LoneSurrogates_AreRefusedAndDoNotThrow()
    {
        foreach (var text in new[] { "李\uD840", "\uDC64李", "李\uD840李" })
        {
            Assert.False(PersonName.TryParse(text, out _, out var refusal));
            Assert.Equal("person-name.characters", refusal.Code);
        }
    }

    [Theory]
    [InlineData("买", 2, true)]
    [InlineData("买", 50, true)]
    [InlineData("买", 51, false)]
    [InlineData("\U00020164", 50, true)]
    [InlineData("\U00020164", 51, false)]
    public void TryParse_LongNames_AreCountedInCharactersNotInChars(string character, int times, bool accepted) =>
        Assert.Equal(accepted, PersonName.TryParse(string.Concat(Enumerable.Repeat(character, times)), out _, out _));

    [Fact]
    public void TryParse_ANormalisedName_IsItself()
    {
        string[] pieces = ["王", "买", "\u4DAE", "\U00020164", "\uF9F1", "·", "\u2022", "\uFF0E", ".", " ", "\u3000", "e\u0301", "J", "o", "-", "'", "\u200B"];
        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 12].Sample(static parts =>
        {
            if (PersonName.TryParse(string.Concat(parts), out var name, out _))
            {
                Assert.True(PersonName.TryParse(name.Value, out var again, out _));
                Assert.Equal(name, again);
                Assert.InRange(name.Value.EnumerateRunes().Count(), PersonName.MinLength, PersonName.MaxLength);
            }
        });
    }

    [Fact]
    public void TryParse_AnyText_GivesANameOrARefusalAndNeverThrows() => Gen.String.Sample(static text =>
    {
        var accepted = PersonName.TryParse(text, out var name, out var refusal);
        Assert.Equal(accepted, name is not null);
        Assert.Equal(accepted, refusal is null);
    });

    [Theory]
    [InlineData("王建华", "王**")]
    [InlineData("阿依·买买提", "阿*·***")]
    [InlineData("\U00020164伟", "\U00020164*")]
    public void Masked_KeepsTheFirstCharacterAndTheDot(string text, string masked)
    {
        Assert.True(PersonName.TryParse(text, out var name, out _));
        Assert.Equal(masked, name.Masked);
    }
}
