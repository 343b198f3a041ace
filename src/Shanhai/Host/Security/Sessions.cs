using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Shanhai.Host.Security;

/// <summary>
/// The framework's sign-in, with one thing of ours: every way in (password, code, passkey, an office's own sign-on) ends in a
/// <see cref="Session"/>, which the cookie names and which can be ended from elsewhere.
/// </summary>
public sealed class Sessions(
    UserManager<User> users, IHttpContextAccessor accessor, IUserClaimsPrincipalFactory<User> principals, IOptions<IdentityOptions> options,
    ILogger<SignInManager<User>> log, IAuthenticationSchemeProvider schemes, IUserConfirmation<User> confirmation, Db db, Standings standings, TimeProvider clock)
    : SignInManager<User>(users, accessor, principals, options, log, schemes, confirmation)
{
    /// <summary>How the person proves who she is; written into the session.</summary>
    public string Means { get; set; } = "pwd";

    public override async Task<bool> CanSignInAsync(User user) => user.ClosedAt is null && await base.CanSignInAsync(user);

    public override async Task SignInWithClaimsAsync(User user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        var now = clock.GetUtcNow();
        var browser = Context.Request.Headers.UserAgent.ToString();
        var session = new Session
        {
            Id = Id<Session>.New(clock),
            UserId = user.Id,
            StartedAt = now,
            SeenAt = now,
            ProvedAt = now,
            Means = Means,
            Origin = Context.Connection.RemoteIpAddress?.ToString(),
            Browser = browser.Length > 200 ? browser[..200] : browser,
        };
        db.Sessions.Add(session);
        await db.SaveChangesAsync(Context.RequestAborted);
        await base.SignInWithClaimsAsync(user, authenticationProperties, additionalClaims.Append(new Claim(Admission.SessionClaim, session.Id.ToString())));
    }

    /// <summary>Marks the session as proved again just now.</summary>
    public async Task Prove(Id<Session> id, CancellationToken ct)
    {
        var session = await db.Sessions.SingleAsync(s => s.Id == id, ct);
        session.ProvedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        standings.Forget(session.UserId);
    }

    /// <summary>The session has two factors from now on. Saved with the caller's own changes.</summary>
    public async Task Strengthen(Id<Session> id, CancellationToken ct)
    {
        var session = await db.Sessions.SingleAsync(s => s.Id == id, ct);
        session.Means = "mfa";
    }

    /// <summary>Ends the sessions of a person: one, or all of them but <paramref name="kept"/>. Saved with the caller's own changes, who then calls <see cref="Forget"/>.</summary>
    public async Task<int> End(Guid user, Id<Session>? only, Id<Session>? kept, CancellationToken ct)
    {
        var open = await db.Sessions.Where(s => s.UserId == user && s.EndedAt == null).ToListAsync(ct);
        var ended = open.Where(s => (only is null || s.Id == only) && s.Id != kept).ToList();
        ended.ForEach(s => s.EndedAt = clock.GetUtcNow());
        return ended.Count;
    }

    public void Forget(Guid user) => standings.Forget(user);
}
