using System.Collections.Concurrent;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;

namespace Shanhai.Host.Security;

/// <summary>
/// The token that the forms of a session carry. Every page of a signed-in person has a form, the one for signing out; a token proves as much the second time as the first, so
/// one is made for a session and its cookie and kept, instead of one more with each page.
/// </summary>
public sealed class ForgeryTokens(IAntiforgery antiforgery, IOptions<AntiforgeryOptions> options)
{
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<(Id<Session> Session, string Cookie), string> _made = new();

    public string Of(HttpContext http, Actor actor)
    {
        if (actor.Session is not { } session || http.Request.Cookies[options.Value.Cookie.Name!] is not { Length: > 0 } cookie)
        {
            return antiforgery.GetAndStoreTokens(http).RequestToken!;
        }
        if (_made.TryGetValue((session, cookie), out var made))
        {
            return made;
        }
        var tokens = antiforgery.GetAndStoreTokens(http);
        // A cookie that is not ours gets another one with this answer, and the token belongs to that.
        if (tokens.CookieToken is null)
        {
            if (_made.Count >= Most)
            {
                _made.Clear();
            }
            _made[(session, cookie)] = tokens.RequestToken!;
        }
        return tokens.RequestToken!;
    }
}
