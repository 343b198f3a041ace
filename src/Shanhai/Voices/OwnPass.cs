using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Shanhai.Voices;

/// <summary>
/// What the petitioner's browser carries, sealed, so that no PIN stands in an address, a page's hidden fields or a log: for ten minutes the receipt that was
/// just told, and for half an hour the leave to see her own voice.
/// </summary>
public sealed class OwnPass(Vault vault, Settings settings, TimeProvider clock)
{
    public static readonly TimeSpan Told = TimeSpan.FromMinutes(10), Stay = TimeSpan.FromMinutes(30);

    private const string ReceiptCookie = "voice-receipt", OwnCookie = "voice-own", Purpose = "voices.pass.";

    // A form that is sent twice reaches its browser with the second answer, and that one no longer knows the PIN.
    private static readonly TimeSpan Twice = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, (string Pin, DateTimeOffset Until)> _fresh = new();

    /// <param name="Pin">Null: it was told when the same form was sent first.</param>
    public sealed record Slip(string Receipt, string? Pin, string? Office, DateOnly AnswerBy, bool Provisional, PlaceCode Place, DateTimeOffset Until);

    private sealed record Leave(Id<Voice> Voice, DateTimeOffset Until);

    public void Tell(HttpContext http, FileVoice.Filed filed, string? key, PlaceCode place)
    {
        var now = clock.GetUtcNow();
        foreach (var old in _fresh.Where(f => f.Value.Until <= now))
        {
            _fresh.TryRemove(old);
        }
        if (filed.Pin is { } told && !string.IsNullOrWhiteSpace(key))
        {
            _fresh[key.Trim()] = (told, now + Twice);
        }
        var pin = filed.Pin ?? (key is not null && _fresh.TryGetValue(key.Trim(), out var fresh) ? fresh.Pin : null);
        Give(http, ReceiptCookie, new Slip(filed.Receipt, pin, filed.Office, filed.AnswerBy, filed.Provisional, place, now + Told), Told);
    }

    public Slip? Receipt(HttpContext http) => TryRead<Slip>(http, ReceiptCookie, out var slip) && slip.Until > clock.GetUtcNow() ? slip : null;

    public void Forget(HttpContext http) => Take(http, ReceiptCookie);

    public void Open(HttpContext http, Id<Voice> voice) => Give(http, OwnCookie, new Leave(voice, clock.GetUtcNow() + Stay), Stay);

    /// <summary>The voice that this browser may see; null: none, or its half hour is over.</summary>
    public Id<Voice>? Holds(HttpContext http) => TryRead<Leave>(http, OwnCookie, out var leave) && leave.Until > clock.GetUtcNow() ? leave.Voice : null;

    public void Close(HttpContext http) => Take(http, OwnCookie);

    private void Give<T>(HttpContext http, string name, T what, TimeSpan stay) =>
        http.Response.Cookies.Append(name, Base64Url.EncodeToString(vault.Seal(Purpose + name, Guid.Empty, JsonSerializer.Serialize(what))), Options(stay));

    private void Take(HttpContext http, string name) => http.Response.Cookies.Delete(name, Options(null));

    private CookieOptions Options(TimeSpan? stay) => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = settings.IsHttps, Path = "/voices", MaxAge = stay };

    private bool TryRead<T>(HttpContext http, string name, [NotNullWhen(true)] out T? what) where T : class
    {
        what = null;
        if (http.Request.Cookies[name] is not { Length: > 0 } sealedText)
        {
            return false;
        }
        try
        {
            what = JsonSerializer.Deserialize<T>(vault.Open(Purpose + name, Guid.Empty, Base64Url.DecodeFromChars(sealedText)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or JsonException)
        {
            // Not ours, or sealed under a key of before a restored backup: as if there were none.
        }
        return what is not null;
    }
}
