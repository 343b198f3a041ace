using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Shanhai.Voices.Open311;

/// <summary>
/// A question in GeoReport's manner: what stands in the address and the form alike, blank ones left out; who asks, by the key where one came along; the
/// language. The jurisdiction is not looked at: one installation is one jurisdiction.
/// </summary>
internal sealed record Asked(HttpContext Http, View View, Actor Actor, IReadOnlyDictionary<string, StringValues> Said)
{
    public const string Key = "api_key";

    public string? this[string name] => Said.TryGetValue(name, out var values) && values.FirstOrDefault(v => !string.IsNullOrWhiteSpace(v)) is { } value ? value.Trim() : null;

    public IEnumerable<string> All(string name) => Said.TryGetValue(name, out var values) ? values.Where(v => !string.IsNullOrWhiteSpace(v)).Select(v => v!.Trim()) : [];

    public IReadOnlyList<string> Listed(string name) => [.. All(name).SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Whose requests these are beside what is public; null: no key, or one without the verb.</summary>
    public Guid? Sender => Actor.Lent is not null && Actor.May(VoicesModule.Exchange) ? Actor.User?.Value : null;

    public string T(string key, params object?[] args) => View.Say(key, args);

    public string In(Both both) => both.In(View.Language);

    /// <summary>An instant with its zone, as the standard asks; without one it is Chinese time. Null where it is not said.</summary>
    public bool TryInstant(string name, out DateTimeOffset? at)
    {
        at = null;
        if (this[name] is not { } text)
        {
            return true;
        }
        // A plus sign in an address is a blank; the zone was meant.
        if (DateTime.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read) || DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out read))
        {
            at = read.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(read, ChinaDay.Offset).ToUniversalTime() : new DateTimeOffset(read.ToUniversalTime(), TimeSpan.Zero);
            return true;
        }
        return false;
    }

    public Answer Refuse(int status, string key, params object?[] args) => Answer.Error(status, T(key, args));

    /// <summary>A refusal of a use case: each field in words of its own.</summary>
    public Answer Refuse(Problem problem) => Answer.Error(problem.Status is 403 or 404 or 429 or >= 500 ? problem.Status : 400,
        problem.Fields.Count == 0 ? [Problems.Title(View.Language, problem)] : problem.Fields.Select(f => $"{f.Field}: {Problems.Message(View.Language, f)}"));

    /// <summary>The address under which this server is asked.</summary>
    public string Site(Settings settings) => settings.Address?.TrimEnd('/') ?? $"{Http.Request.Scheme}://{Http.Request.Host}";
}
