using BenefitWorkflow.Messaging;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class RelayLeaseTests : IDisposable
{
    private readonly TemporaryStore _data = new();
    private readonly FakeTimeProvider _time = new(new(2026, 2, 10, 1, 0, 0, TimeSpan.Zero));

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Hold_AnotherHoldsIt_WaitsUntilItsEnd()
    {
        var (one, other) = (Lease(), Lease());
        Assert.True(await one.HoldAsync(default));

        _time.Advance(RelayLease.Length - TimeSpan.FromMilliseconds(1));
        Assert.False(await other.HoldAsync(default));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await other.HoldAsync(default));

        Assert.False(await one.HoldAsync(default));
    }

    [Fact]
    public async Task Hold_Regularly_KeepsIt()
    {
        var (one, other) = (Lease(), Lease());
        for (var i = 0; i < 20; i++)
        {
            Assert.True(await one.HoldAsync(default));
            Assert.False(await other.HoldAsync(default));
            _time.Advance(TimeSpan.FromSeconds(7));
        }
    }

    [Fact]
    public async Task Hold_TwoFindItFreeAtOnce_OneGetsIt()
    {
        var leases = Enumerable.Range(0, 6).Select(_ => Lease()).ToList();
        var held = await Task.WhenAll(leases.Select(lease => Task.Run(() => lease.HoldAsync(default))));
        Assert.Single(held, h => h);
    }

    [Fact]
    public async Task Hold_ClockOfTheOtherIsAhead_TakesItAndTheFirstSeesIt()
    {
        var ahead = new FakeTimeProvider(_time.GetUtcNow() + RelayLease.Length);
        var (one, other) = (Lease(), new RelayLease(_data.Store, ahead));
        Assert.True(await one.HoldAsync(default));
        Assert.True(await other.HoldAsync(default));
        _time.Advance(RelayLease.Length);
        Assert.False(await one.HoldAsync(default));
    }

    private RelayLease Lease() => new(_data.Store, _time);
}
