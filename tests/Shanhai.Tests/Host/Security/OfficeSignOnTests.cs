using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Shanhai.Host;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Security;

/// <summary>Against a small OpenID Connect provider that listens on a real port of this machine.</summary>
public sealed class OfficeSignOnTests : IAsyncLifetime
{
    private readonly Issuer _issuer = new();
    private Office _app = null!;

    public async ValueTask InitializeAsync()
    {
        await _issuer.Start();
        _app = new Office(_issuer.Address);
        await _app.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_person_whose_account_is_tied_to_the_sign_on_is_signed_in()
    {
        await _app.AddUser("dan", Role.Officer, new PlaceCode(990101000000));
        var id = await _app.Ask(db => db.Users.Where(u => u.UserName == "dan").Select(u => u.Id).SingleAsync());
        await _app.Change(id, new(ChangeUser.Deed.Link, "employee-7"));
        _issuer.Subject = "employee-7";
        var client = _app.Anyone();

        var done = await Through(client, "/places");

        done.Headers.Location!.OriginalString.ShouldBe("/places");
        (await client.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_person_tied_to_no_account_is_told_so_and_none_is_made()
    {
        _issuer.Subject = "stranger-9";
        var before = await _app.Ask(db => db.Users.CountAsync());
        var client = _app.Anyone();

        var done = await Through(client, "/places");

        (await done.Content.ReadAsStringAsync()).ShouldContain("stranger-9");
        done.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _app.Ask(db => db.Users.CountAsync())).ShouldBe(before);
    }

    [Fact]
    public async Task An_answer_nobody_asked_for_signs_nobody_in()
    {
        var client = _app.Anyone();

        var back = await client.GetAsync(OfficeSignOn.Back + "?code=stolen&state=stolen");
        var done = await client.GetAsync(back.Headers.Location);

        done.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<HttpResponseMessage> Through(HttpClient client, string back)
    {
        var start = await client.GetAsync("/sign-in/office?return=" + Uri.EscapeDataString(back));
        start.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var outside = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var authorised = await outside.GetAsync(start.Headers.Location);
        var returned = await client.GetAsync(authorised.Headers.Location!.PathAndQuery);
        returned.StatusCode.ShouldBe(HttpStatusCode.Redirect, await returned.Content.ReadAsStringAsync());
        return await client.GetAsync(returned.Headers.Location);
    }

    private sealed class Office(string authority) : App
    {
        // The provider and the browser's cookies live by the machine's clock.
        protected override void Adjust(WebApplicationBuilder builder)
        {
            base.Adjust(builder);
            var now = TimeProvider.System.GetUtcNow();
            if (now > Clock.GetUtcNow())
            {
                Clock.SetUtcNow(now);
            }
        }

        protected override Settings Adjust(Settings settings) =>
            settings with { Office = new() { Authority = authority, ClientId = "shanhai", ClientSecret = "a secret of the test" } };
    }

    private sealed class Issuer : IAsyncDisposable
    {
        private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "test" };
        private WebApplication _web = null!;
        private string _nonce = "";

        public string Subject { get; set; } = "";
        public string Address { get; private set; } = "";

        public async Task Start()
        {
            var builder = WebApplication.CreateBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            _web = builder.Build();
            _web.MapGet("/.well-known/openid-configuration", () => new
            {
                issuer = Address,
                authorization_endpoint = Address + "/authorize",
                token_endpoint = Address + "/token",
                jwks_uri = Address + "/keys",
                response_types_supported = new[] { "code" },
                id_token_signing_alg_values_supported = new[] { "RS256" },
            });
            _web.MapGet("/keys", () =>
            {
                var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.Rsa.ExportParameters(false)) { KeyId = _key.KeyId });
                return new { keys = new[] { new { kty = key.Kty, n = key.N, e = key.E, kid = key.Kid, use = "sig", alg = "RS256" } } };
            });
            _web.MapGet("/authorize", (string redirect_uri, string state, string nonce) =>
            {
                _nonce = nonce;
                return Results.Redirect($"{redirect_uri}?code=once&state={Uri.EscapeDataString(state)}");
            });
            _web.MapPost("/token", () => new { access_token = "none", token_type = "Bearer", expires_in = 60, id_token = Token() });
            await _web.StartAsync();
            Address = _web.Urls.Single();
        }

        public async ValueTask DisposeAsync() => await _web.DisposeAsync();

        private string Token() => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = true }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = "shanhai",
            Claims = new Dictionary<string, object> { ["sub"] = Subject, ["nonce"] = _nonce },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        });
    }
}
