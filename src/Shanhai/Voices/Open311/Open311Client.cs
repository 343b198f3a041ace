using System.Globalization;
using System.Text.Json;

namespace Shanhai.Voices.Open311;

/// <summary>
/// Speaks GeoReport v2 to another server, in JSON. It goes only to the addresses the operator has named, follows no redirect, and reads no more than a few
/// megabytes. A server that is not there is an exception, so that a job tries again; a refusal is an answer.
/// </summary>
public sealed class Open311Client(HttpMessageHandler? way = null) : IDisposable
{
    private const int LargestAnswer = 4 << 20, LongestNumber = 90;

    private readonly HttpClient _http = new(way ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = LargestAnswer,
    };

    public sealed record Filed(string? Number, string? Token, string? Failure);

    public sealed record Update(string Number, string Request, string Status, DateTimeOffset At, string? Description);

    public async Task<Filed> File(Settings.Peer peer, Id<Forward> key, Dictionary<string, string> fields, CancellationToken ct)
    {
        fields["api_key"] = peer.KeyFile is { } file ? (await System.IO.File.ReadAllTextAsync(file, ct)).Trim() : "";
        if (peer.Jurisdiction is { } jurisdiction)
        {
            fields["jurisdiction_id"] = jurisdiction;
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(peer, "requests.json")) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add(SentOnce.Header, key.ToString());
        using var answer = await _http.SendAsync(request, ct);
        var body = await answer.Content.ReadAsStringAsync(ct);
        if ((int)answer.StatusCode >= 500 || (int)answer.StatusCode is 408 or 429)
        {
            // Its trouble, not ours: later again.
            throw new HttpRequestException($"{peer.Name}: {(int)answer.StatusCode}");
        }
        var first = Items(body).FirstOrDefault();
        return !answer.IsSuccessStatusCode ? new(null, null, Short($"{(int)answer.StatusCode} {Text(first, "description")}", 500))
            : (Text(first, "service_request_id"), Text(first, "token")) is (var number, var token) && (number ?? token) is not null ? new(Short(number, LongestNumber), Short(token, LongestNumber * 2), null)
            : new(null, null, "no service_request_id");
    }

    /// <summary>The number behind a token; null: not yet.</summary>
    public async Task<string?> Number(Settings.Peer peer, string token, CancellationToken ct)
    {
        using var answer = await _http.GetAsync(Address(peer, $"tokens/{Uri.EscapeDataString(token)}.json" + (peer.Jurisdiction is { } j ? $"?jurisdiction_id={Uri.EscapeDataString(j)}" : "")), ct);
        return answer.IsSuccessStatusCode ? Short(Text(Items(await answer.Content.ReadAsStringAsync(ct)).FirstOrDefault(), "service_request_id"), LongestNumber) : null;
    }

    /// <summary>What has happened since, oldest first, at most a few thousand.</summary>
    public async Task<IReadOnlyList<Update>> Updates(Settings.Peer peer, DateTimeOffset since, CancellationToken ct)
    {
        var key = peer.KeyFile is { } file ? $"&api_key={Uri.EscapeDataString((await System.IO.File.ReadAllTextAsync(file, ct)).Trim())}" : "";
        var from = Uri.EscapeDataString(since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        using var answer = await _http.GetAsync(Address(peer, $"servicerequestupdates.json?start_date={from}{key}"), ct);
        answer.EnsureSuccessStatusCode();
        return [.. Items(await answer.Content.ReadAsStringAsync(ct)).Select(Read).OfType<Update>()];
    }

    public void Dispose() => _http.Dispose();

    private static Update? Read(JsonElement said) =>
        Text(said, "update_id") is { Length: > 0 and <= LongestNumber } number && !number.Contains(' ', StringComparison.Ordinal) && Text(said, "service_request_id") is { } request && Text(said, "status") is { } status
            && DateTimeOffset.TryParse(Text(said, "updated_datetime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new(number, request, status, at.ToUniversalTime(), Text(said, "description")) : null;

    private static Uri Address(Settings.Peer peer, string what) => new($"{peer.Address.TrimEnd('/')}/{what}");

    private static JsonElement[] Items(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray().Select(e => e.Clone())] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string? Text(JsonElement said, string name) =>
        said.ValueKind == JsonValueKind.Object && said.TryGetProperty(name, out var value) ? value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null } : null;

    private static string? Short(string? text, int most) => text is null || text.Length <= most ? text : text[..most];
}
