namespace Shanhai.Tests.Host.Security;

/// <summary>Enclaves: a part of <see cref="Route.All"/>.</summary>
internal static class RoutesOfEnclaves
{
    private const string Missing = "0193582f6b5c7f6f8e5b0c8b5e1d2a3b";

    private static IEnumerable<string> Of(IEnumerable<string> ids, string pattern) => ids.Append(Missing).Select(i => pattern.Replace("{id}", i, StringComparison.Ordinal));

    private static Route Form(string pattern, Func<World, IReadOnlyList<string>> ids, Dictionary<string, string>? fields = null) => new("POST", pattern, For.Verb, w => Of(ids(w), pattern), fields ?? [], Form: true);

    private static Route Get(string pattern, Func<World, IReadOnlyList<string>> ids, string more = "") => new("GET", pattern, For.Verb, w => Of(ids(w), pattern + more));

    private static Route Post(string pattern, Func<World, IReadOnlyList<string>> ids, object body) => new("POST", pattern, For.Verb, w => Of(ids(w), pattern), body);

    internal static readonly IReadOnlyList<Route> All =
    [
        new("GET", "/api/v1/enclaves", For.Verb, w => ["/api/v1/enclaves?size=1000", "/api/v1/enclaves?sort=name", "/api/v1/enclaves?state=alarm", .. w.Places.Select(p => $"/api/v1/enclaves?under={p}&size=1000")]),
        new("GET", "/api/v1/enclaves/templates", For.Everybody),
        new("GET", "/api/v1/enclaves/limits", For.Everybody),
        new("GET", "/api/v1/enclaves/compare", For.Verb, _ => ["/api/v1/enclaves/compare?host=0&guest=0&villages=0&hostGuest=1&hostVillages=1&guestVillages=1&all=2"]),
        new("POST", "/api/v1/enclaves", For.Verb, Body: new { name = "x" }),
        new("GET", "/api/v1/enclaves/published/{id}", For.Everybody, w => Of(w.Enclaves, "/api/v1/enclaves/published/{id}")),
        Get("/api/v1/enclaves/{id}", w => w.Enclaves),
        Post("/api/v1/enclaves/{id}", w => w.Enclaves, new { name = "x" }),
        Post("/api/v1/enclaves/{id}/contract", w => w.Enclaves, new { }),
        Post("/api/v1/enclaves/{id}/sign", w => w.Enclaves, new { on = "2026-01-01" }),
        Post("/api/v1/enclaves/{id}/publish", w => w.Enclaves, new { published = true }),
        Post("/api/v1/enclaves/{id}/end", w => w.Enclaves, new { on = "2026-01-01", why = "x" }),
        Get("/api/v1/enclaves/{id}/stakes", w => w.Enclaves, "?size=1000"),
        Post("/api/v1/enclaves/{id}/stakes", w => w.Enclaves, new { stakes = Array.Empty<object>() }),
        Post("/api/v1/enclaves/stakes/{id}/take-back", w => w.Stakes, new { why = "x" }),
        Post("/api/v1/enclaves/{id}/preview", w => w.Enclaves, new { from = "2025-01-01", to = "2025-12-31", income = 1 }),
        Post("/api/v1/enclaves/{id}/distributions", w => w.Enclaves, new { from = "2025-01-01", to = "2025-12-31", income = 1, evidence = "x" }),
        Get("/api/v1/enclaves/distributions/{id}", w => w.Distributions),
        Post("/api/v1/enclaves/distributions/{id}/decide", w => w.Distributions, new { approve = true }),
        Post("/api/v1/enclaves/distributions/{id}/reverse", w => w.Distributions, new { why = "x" }),
        Post("/api/v1/enclaves/distributions/{id}/payments", w => w.Distributions, new { on = "2026-01-01", evidence = "x" }),
        Post("/api/v1/enclaves/distributions/{id}/post", w => w.Distributions, new { }),
        Post("/api/v1/enclaves/payments/{id}/take-back", w => w.DividendPayments, new { why = "x" }),
        Post("/api/v1/enclaves/alarms/{id}/close", w => w.EnclaveAlarms, new { done = "x" }),

        new("GET", "/enclaves", For.Verb, w => ["/enclaves", "/enclaves?state=Waits", .. w.Places.Select(p => $"/enclaves?under={p}")]),
        new("GET", "/enclaves/export", For.Verb, w => ["/enclaves/export?format=csv", .. w.Places.Select(p => $"/enclaves/export?format=csv&under={p}")]),
        new("GET", "/enclaves/new", For.Verb),
        new("POST", "/enclaves/new", For.Verb, Body: new Dictionary<string, string>(), Form: true),
        new("GET", "/enclaves/compare", For.Verb, w => ["/enclaves/compare", .. Of(w.Enclaves, "/enclaves/compare?enclave={id}")]),
        new("GET", "/enclaves/published", For.Everybody, w => ["/enclaves/published", .. w.Places.Select(p => $"/enclaves/published?under={p}")]),
        new("GET", "/enclaves/published/export", For.Everybody, _ => ["/enclaves/published/export?format=csv"]),
        new("GET", "/enclaves/published/{id}", For.Everybody, w => Of(w.Enclaves, "/enclaves/published/{id}")),
        Get("/enclaves/{id}", w => w.Enclaves),
        Form("/enclaves/{id}/do", w => w.Enclaves, new() { ["do"] = "publish", ["published"] = "true" }),
        Get("/enclaves/{id}/export", w => w.Enclaves, "?format=csv"),
        Get("/enclaves/{id}/contract", w => w.Enclaves),
        Form("/enclaves/{id}/contract", w => w.Enclaves),
        Get("/enclaves/{id}/stakes", w => w.Enclaves),
        Form("/enclaves/{id}/stakes", w => w.Enclaves),
        Form("/enclaves/{id}/stakes/take-back", w => w.Enclaves),
        Get("/enclaves/{id}/stakes/export", w => w.Enclaves, "?format=csv"),
        Get("/enclaves/{id}/stakes/import", w => w.Enclaves),
        Form("/enclaves/{id}/stakes/import", w => w.Enclaves, new() { ["step"] = "record" }),
        Get("/enclaves/{id}/stakes/template", w => w.Enclaves),
        Get("/enclaves/{id}/distribute", w => w.Enclaves),
        Form("/enclaves/{id}/distribute", w => w.Enclaves),
        Get("/enclaves/distributions/{id}", w => w.Distributions),
        Form("/enclaves/distributions/{id}", w => w.Distributions, new() { ["do"] = "pay" }),
        Get("/enclaves/distributions/{id}/export", w => w.Distributions, "?format=csv"),
        Get("/enclaves/distributions/{id}/payments", w => w.Distributions),
        Form("/enclaves/distributions/{id}/payments", w => w.Distributions, new() { ["step"] = "record" }),
        Get("/enclaves/distributions/{id}/payments/template", w => w.Distributions),
    ];
}
