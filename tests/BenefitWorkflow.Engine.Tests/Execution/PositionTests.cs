using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;
using CsCheck;

namespace BenefitWorkflow.Engine.Tests.Execution;

public sealed class PositionTests
{
    [Theory]
    [InlineData("1|||||")]
    [InlineData("1|||end:1||")]
    [InlineData("1|a:1,b:12||a:1,b:12||")]
    [InlineData("1|a:1|x>Done>y,y>Done>z|a:1|v:sText,n:i-5,d:d12.50,t:t,f:f|CaseId:s")]
    [InlineData(@"1|a\:b:1||a\:b:1|v:s\|\,\:\\\\,w:s|")]
    [InlineData("1|审批:2||审批:2|理由:s符合条件|")]
    public void Text_OfAPosition_ReadsAndWritesTheSame(string text) => Assert.Equal(text, Position.Parse(text).Serialize());

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1|")]
    [InlineData("1||||")]
    [InlineData("1||||||")]
    [InlineData("2|||||")]
    [InlineData("{\"bookmarks\":[]}")]
    [InlineData("1|a||||")]
    [InlineData("1|a:||||")]
    [InlineData("1|a:0||||")]
    [InlineData("1|a:-1||||")]
    [InlineData("1|a:1x||||")]
    [InlineData("1|a:99999999999||||")]
    [InlineData("1|:1||||")]
    [InlineData("1|a:1,||||")]
    [InlineData("1|a:1;b:1||||")]
    [InlineData("1||||v:|")]
    [InlineData("1||||v:x1|")]
    [InlineData("1||||v:i1.5|")]
    [InlineData("1||||v:i99999999999999999999|")]
    [InlineData("1||||v:done|")]
    [InlineData("1||||v:t1|")]
    [InlineData("1||||v|")]
    [InlineData("1|||||v:sa:b")]
    [InlineData(@"1|||||v:s\")]
    public void Text_OfSomethingElse_IsAFormatException(string text) => Assert.Throws<FormatException>(() => Position.Parse(text));

    [Fact]
    public void Text_Any_ParsesOrIsAFormatException() => Gen.String[Gen.Char["1|:,\\ab0isdtf>é"], 0, 40].Sample(text =>
    {
        try
        {
            var position = Position.Parse("1|" + text);
            Assert.Equal(position, Position.Parse(position.Serialize()));
        }
        catch (FormatException)
        {
            // The only answer to garbage.
        }
    });

    [Fact]
    public void Values_OfEveryKind_SurviveTheText()
    {
        var value = Gen.OneOf<object>(
            Gen.String.Select(text => (object)text), Gen.Bool.Select(flag => (object)flag),
            Gen.Long.Select(whole => (object)whole), Gen.Decimal.Select(number => (object)number));
        Gen.Select(Gen.String[1, 10], value).Sample((name, held) =>
        {
            var position = new Position([new Bookmark(name, 3)], [], [new VisitCount(name, 3)], [new NamedValue(name, held)], []);
            var read = Position.Parse(position.Serialize());
            Assert.Equal(held, read.Variable(name));
            Assert.Equal(held.GetType(), read.Variable(name)!.GetType());
            Assert.Equal(new Bookmark(name, 3), Assert.Single(read.Bookmarks));
            Assert.Equal(3, read.Visits(name));
        });
    }

    [Fact]
    public void Variable_Unknown_IsNull() => Assert.Null(Position.Parse("1||||v:i1|").Variable("w"));

    [Theory]
    [InlineData("1|a:1||a:1||", false)]
    [InlineData("1||a>Done>b|a:1||", false)]
    [InlineData("1|||a:1||", true)]
    public void IsCompleted_OnlyWhenNothingIsPending(string text, bool completed) => Assert.Equal(completed, Position.Parse(text).IsCompleted);

    [Fact]
    public void Equality_IsByWhatItHolds()
    {
        Assert.Equal(Position.Parse("1|a:1||a:1||"), Position.Parse("1|a:1||a:1||"));
        Assert.NotEqual(Position.Parse("1|a:1||a:1||"), Position.Parse("1|a:1||a:2||"));
        Assert.False(Position.Parse("1|||||").Equals(null));
    }

    [Fact]
    public void Tokens_AreNamedByConnection_WhileAMergeWaits()
    {
        var run = CaseRun.Start(new Flow().Fork("f", "1", "2").Step("a", "Wait").Step("b", "Wait").Join("j", "WaitAll").Step("end")
            .Connect("f.1>a", "f.2>b", "a>j", "b>j", "j>end").Build()).Send("Go", "a");
        Assert.Equal("1|b:1|a>Done>j|f:1,a:1,b:1||", run.Position.Serialize());
    }
}
