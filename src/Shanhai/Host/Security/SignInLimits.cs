using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Shanhai.Host.Security;

/// <summary>What a form that anybody may send shows to whoever sent too much: what was typed, and another way to be heard.</summary>
public sealed record WhenTooOften(Func<HttpContext, View, Problem, Task<IResult>> Show);

/// <summary>
/// How often one address may try to sign in or send a public form, and how often one account may be tried from anywhere. The lock of an
/// account stops guessing one password; this stops trying one password on many accounts, and costs less than checking it.
/// </summary>
public sealed class SignInLimits(Settings settings) : IDisposable
{
    /// <summary>The policy of routes through which somebody signs in.</summary>
    public const string SigningIn = "sign-in";

    /// <summary>The policy of forms that anybody may send.</summary>
    public const string PublicForms = "public-form";

    /// <summary>The policy of doors through which other systems write: many people stand behind one address there.</summary>
    public const string Machines = "machine";

    private readonly PartitionedRateLimiter<string> _accounts = PartitionedRateLimiter.Create<string, string>(name =>
        RateLimitPartition.GetFixedWindowLimiter(name.ToUpperInvariant(), _ => PerMinute(settings.TriesPerAccount)));

    public Problem? Refuse(string account)
    {
        using var lease = _accounts.AttemptAcquire(account);
        return lease.IsAcquired ? null : TooOften;
    }

    public void Dispose() => _accounts.Dispose();

    private static readonly Problem TooOften = new("too-often", 429);

    public static void Configure(RateLimiterOptions options, Settings settings)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(SigningIn, http => ByAddress(http, settings.SignInsPerAddress));
        // The desks of one office share an address: who is signed in is known anyway.
        options.AddPolicy(PublicForms, http => http.Features.Get<Actor>() is { IsPublic: false } ? RateLimitPartition.GetNoLimiter("") : ByAddress(http, settings.FormsPerAddress));
        options.AddPolicy(Machines, http => ByAddress(http, settings.MessagesPerMachine));
        options.OnRejected = async (rejected, _) =>
        {
            var http = rejected.HttpContext;
            http.Response.Headers.RetryAfter = "60";
            var view = http.Features.Get<View>();
            if (view is null || http.Request.Path.StartsWithSegments("/api"))
            {
                await http.RequestServices.GetRequiredService<IProblemWriter>().Write(http, TooOften);
                return;
            }
            var page = http.GetEndpoint()?.Metadata.GetMetadata<WhenTooOften>() is { } own ? await own.Show(http, view, TooOften) : Html.Refused(view, TooOften);
            await page.ExecuteAsync(http);
        };
    }

    private static RateLimitPartition<string> ByAddress(HttpContext http, int most) =>
        HttpMethods.IsGet(http.Request.Method)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetFixedWindowLimiter(http.Connection.RemoteIpAddress?.ToString() ?? "", _ => PerMinute(most));

    private static FixedWindowRateLimiterOptions PerMinute(int most) => new() { PermitLimit = most, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 };
}
