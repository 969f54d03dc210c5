using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BenefitWorkflow.Ui;

/// <summary>Looks regularly whether the session behind an open page still goes on. A page needs no cookie once it is open, so the cookie's own check does not reach it.</summary>
internal class SessionWatch(ILoggerFactory loggers, SessionState session, SessionWatch.Pace pace) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <summary>Between two looks; a minute.</summary>
    internal sealed record Pace(TimeSpan Every);

    protected override TimeSpan RevalidationInterval => pace.Every;

    /// <returns>Always true: an identity that vanished would take the page away with what was typed. <see cref="SessionState"/> stops it where it stands.</returns>
    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            await session.LiveAsync(authenticationState.User, cancellationToken);
        }
#pragma warning disable CA1031 // A database that does not answer says nothing about the session; every act and the next look ask again.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
        }
        return true;
    }

    /// <summary>Tells what counts as use of a page: what comes from its reader, not what the page draws by itself.</summary>
    internal sealed class Use(SessionState session) : CircuitHandler
    {
        public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
        {
            session.Use();
            return next(context);
        };
    }
}
