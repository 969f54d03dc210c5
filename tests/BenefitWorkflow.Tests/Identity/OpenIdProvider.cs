using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BenefitWorkflow.Tests.Identity;

/// <summary>A provider on the loopback that knows one person, and checks what OpenID Connect Core 1.0 and RFC 7636 ask of a client.</summary>
internal sealed class OpenIdProvider : IAsyncDisposable
{
    public const string Client = "benefit-workflow", Secret = "a secret of the provider's";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly Dictionary<string, (string Nonce, string Challenge, string Redirect)> _codes = [];
    private WebApplication _app = null!;

    /// <summary>Claims of the id token besides those that every one has.</summary>
    public Dictionary<string, object> Person { get; } = new() { ["sub"] = "4711", ["preferred_username"] = "lin" };

    /// <summary>Who the token is for; another than <see cref="Client"/> must be refused.</summary>
    public string Audience { get; set; } = Client;

    /// <summary>Null: the nonce that was asked for.</summary>
    public string? Nonce { get; set; }

    public string Address { get; private set; } = "";

    public string[] Settings => ["--Identity:OpenId:Authority", Address, "--Identity:OpenId:ClientId", Client, "--Identity:OpenId:ClientSecret", Secret];

    public static async Task<OpenIdProvider> StartAsync()
    {
        var provider = new OpenIdProvider();
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        provider._app = builder.Build();
        provider.Map();
        await provider._app.StartAsync();
        provider.Address = provider._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return provider;
    }

    private void Map()
    {
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address, authorization_endpoint = Address + "/authorize", token_endpoint = Address + "/token", jwks_uri = Address + "/keys",
            response_types_supported = new[] { "code" }, subject_types_supported = new[] { "public" }, id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        _app.MapGet("/keys", () =>
        {
            var key = _rsa.ExportParameters(false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "1", alg = "RS256", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } } });
        });
        // Who asks is signed in already.
        _app.MapGet("/authorize", (string client_id, string redirect_uri, string response_type, string state, string nonce, string code_challenge, string code_challenge_method) =>
        {
            if ((client_id, response_type, code_challenge_method) != (Client, "code", "S256")) return Results.BadRequest();
            var code = Guid.NewGuid().ToString("N");
            _codes[code] = (nonce, code_challenge, redirect_uri);
            return Results.Redirect($"{redirect_uri}?code={code}&state={Uri.EscapeDataString(state)}");
        });
        _app.MapPost("/token", async (HttpContext http) =>
        {
            var form = await http.Request.ReadFormAsync();
            // A code counts once.
            if (!_codes.Remove(form["code"]!, out var asked) || form["client_secret"] != Secret || form["redirect_uri"] != asked.Redirect
                || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))) != asked.Challenge)
                return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
            var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
            {
                Issuer = Address, Audience = Audience, Claims = new Dictionary<string, object>(Person) { [JwtRegisteredClaimNames.Nonce] = Nonce ?? asked.Nonce },
                SigningCredentials = new SigningCredentials(new RsaSecurityKey(_rsa) { KeyId = "1" }, SecurityAlgorithms.RsaSha256),
            });
            return Results.Json(new { access_token = "not used", token_type = "Bearer", expires_in = 300, id_token = token });
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }
}
