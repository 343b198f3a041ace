using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Security;

/// <summary>Whom a route answers.</summary>
public enum For
{
    /// <summary>Anybody, signed in or not.</summary>
    Everybody,

    /// <summary>Whoever is signed in, about herself only.</summary>
    SignedIn,

    /// <summary>Those who hold a role that may.</summary>
    Verb,
}

/// <summary>
/// How a route is called by the scope tests. A new route is added here once; the tests find every route of the running program and
/// fail with its name until it stands in this list. <paramref name="Addresses"/> makes the addresses to try; <paramref name="Body"/> is a valid body.
/// </summary>
public sealed record Route(string Method, string Pattern, For Whom, Func<World, IEnumerable<string>>? Addresses = null, object? Body = null, bool Form = false)
{
    public static readonly IReadOnlyList<Route> All =
    [
        new("GET", "/api/{documentName}.json", For.Everybody, _ => ["/api/v1.json"]),
        new("GET", "/{*path:nonfile}", For.Everybody, _ => ["/no-such-page"]),

        // Portal
        new("GET", "/", For.Everybody),
        new("GET", "/help", For.Everybody),
        new("GET", "/accessibility", For.Everybody),
        new("GET", "/api", For.Everybody),
        new("GET", "/open-data", For.Everybody),
        new("GET", "/open-data/{name}", For.Everybody, _ => ["/open-data/places"]),
        new("GET", "/open-data/{name}.{format}", For.Everybody, _ => ["/open-data/figures.csv"]),
        new("GET", "/open-data/datapackage.json", For.Everybody),
        new("GET", "/robots.txt", For.Everybody),

        // Security
        new("GET", "/sign-in", For.Everybody),
        new("POST", "/sign-in", For.Everybody),
        new("GET", "/sign-in/code", For.Everybody),
        new("POST", "/sign-in/code", For.Everybody),
        new("POST", "/sign-out", For.Everybody),
        new("GET", "/api/v1/users", For.Verb, w => ["/api/v1/users", "/api/v1/users?size=2", "/api/v1/users?q=m", "/api/v1/users?closed=true", "/api/v1/users?after=a"]),
        new("POST", "/api/v1/users", For.Verb, Body: new { name = "someone", displayName = "Someone", place = "990000000000" }),
        new("GET", "/api/v1/users/{id:guid}", For.Verb, w => w.Users.Select(u => $"/api/v1/users/{u}")),
        new("POST", "/api/v1/users/{id:guid}", For.Verb, w => [$"/api/v1/users/{w.Users[0]}"], new { @do = "close" }),
        new("POST", "/api/v1/users/{id:guid}/grants", For.Verb, w => [$"/api/v1/users/{w.Users[0]}/grants"], new { role = "officer", place = "990000000000" }),
        new("POST", "/api/v1/grants/{id}/end", For.Verb, w => [$"/api/v1/grants/{w.Grants[0]}/end"], new { }),

        new("GET", "/sign-in/again", For.SignedIn),
        new("POST", "/sign-in/again", For.SignedIn, Body: new Dictionary<string, string> { ["password"] = App.Password }, Form: true),
        new("GET", "/sign-in/office", For.Everybody),
        new("GET", "/sign-in/office/done", For.Everybody),
        new("POST", "/sign-in/passkey/options", For.Everybody),
        new("POST", "/sign-in/passkey", For.Everybody),
        new("GET", "/account", For.SignedIn),
        new("POST", "/account/sessions/end", For.SignedIn, Form: true),
        new("GET", "/account/password", For.SignedIn),
        new("POST", "/account/password", For.SignedIn, Body: new Dictionary<string, string> { ["old"] = "a", ["password"] = "b", ["again"] = "b" }, Form: true),
        new("GET", "/account/codes", For.SignedIn),
        new("POST", "/account/codes", For.SignedIn, Body: new Dictionary<string, string> { ["code"] = "123456" }, Form: true),
        new("POST", "/account/codes/renew", For.SignedIn, Form: true),
        new("POST", "/account/passkeys/options", For.SignedIn, Body: new { }),
        new("POST", "/account/passkeys", For.SignedIn, Body: new Dictionary<string, string> { ["credential"] = "{}" }, Form: true),
        new("POST", "/account/passkeys/remove", For.SignedIn, Form: true),
        new("GET", "/keys", For.Verb),
        new("POST", "/keys", For.Verb, Form: true),
        new("POST", "/keys/{id}/revoke", For.Verb, _ => ["/keys/0193582f6b5c7f6f8e5b0c8b5e1d2a3b/revoke"], Form: true),
        new("GET", "/api/v1/keys", For.Verb),
        new("POST", "/api/v1/keys", For.Verb, Body: new { name = "k", verbs = new[] { "user.view" }, place = "990000000000", days = 9 }),
        new("POST", "/api/v1/keys/{id}/revoke", For.Verb, _ => ["/api/v1/keys/0193582f6b5c7f6f8e5b0c8b5e1d2a3b/revoke"], new { }),
        new("GET", "/users", For.Verb, _ => ["/users", "/users?size=2", "/users?q=m"]),
        new("GET", "/users/new", For.Verb),
        new("POST", "/users/new", For.Verb, Form: true),
        new("GET", "/users/{id:guid}", For.Verb, w => w.Users.Select(u => $"/users/{u}")),
        new("POST", "/users/{id:guid}", For.Verb, w => [$"/users/{w.Users[0]}"], new Dictionary<string, string> { ["do"] = "Close" }, Form: true),
        new("POST", "/users/{id:guid}/grants", For.Verb, w => [$"/users/{w.Users[0]}/grants"], Form: true),
        new("POST", "/users/{id:guid}/grants/{grant}/end", For.Verb, w => [$"/users/{w.Users[0]}/grants/{w.Grants[0]}/end"], Form: true),

        new("GET", "/health/live", For.Everybody),
        new("GET", "/health/ready", For.Everybody),

        // Journal and jobs
        new("GET", "/journal", For.Verb, w => ["/journal", .. w.Places.Select(p => $"/journal?place={p}")]),
        new("GET", "/journal/rows.csv", For.Verb),
        new("GET", "/journal/{number:long}", For.Verb, w => w.Entries.Select(e => $"/journal/{e}")),
        new("POST", "/journal/check", For.Verb, Form: true),
        new("GET", "/api/v1/journal", For.Verb, _ => ["/api/v1/journal?size=500"]),
        new("GET", "/api/v1/journal/{number:long}", For.Verb, w => w.Entries.Select(e => $"/api/v1/journal/{e}")),
        new("POST", "/api/v1/journal/check", For.Verb, Body: new { }),
        new("GET", "/journal/head", For.Everybody),
        new("GET", "/verify", For.Everybody),
        new("POST", "/verify", For.Everybody),
        new("POST", "/api/v1/journal/receipts", For.Everybody),
        new("GET", "/journal/seals/{number:long}", For.Everybody, _ => ["/journal/seals/1"]),
        new("GET", "/api/v1/journal/{number:long}/proof", For.Verb, w => w.Entries.Select(e => $"/api/v1/journal/{e}/proof")),
        new("GET", "/jobs", For.SignedIn),
        new("POST", "/jobs/{id}/cancel", For.SignedIn, _ => ["/jobs/00000000000070008000000000000001/cancel"], Form: true),
        new("POST", "/jobs/{id}/retry", For.SignedIn, _ => ["/jobs/00000000000070008000000000000001/retry"], Form: true),
        new("GET", "/api/v1/jobs", For.SignedIn),
        new("GET", "/api/v1/jobs/{id}", For.SignedIn, _ => ["/api/v1/jobs/00000000000070008000000000000001"]),
        new("POST", "/api/v1/jobs/{id}/cancel", For.SignedIn, _ => ["/api/v1/jobs/00000000000070008000000000000001/cancel"], new { }),
        new("POST", "/api/v1/jobs/{id}/retry", For.SignedIn, _ => ["/api/v1/jobs/00000000000070008000000000000001/retry"], new { }),

        // Clocks
        new("GET", "/clocks", For.Everybody, _ => ["/clocks", "/clocks?rule=XF.HANDLE&from=2026-03-04"]),
        new("GET", "/api/v1/deadlines", For.Everybody),
        new("GET", "/api/v1/deadlines/{code}", For.Everybody, _ => ["/api/v1/deadlines/XF.HANDLE?from=2026-03-04"]),
        new("GET", "/api/v1/deadlines/local", For.Verb),
        new("GET", "/clocks/promises", For.Verb),
        new("POST", "/clocks/promises", For.Verb, Body: new Dictionary<string, string> { ["rule"] = "XF.HANDLE", ["term"] = "20 nd" }, Form: true),
        new("POST", "/clocks/promises/{id}/end", For.Verb, _ => ["/clocks/promises/0193582f6b5c7f6f8e5b0c8b5e1d2a3b/end"], new Dictionary<string, string>(), Form: true),
        new("POST", "/clocks/profiles", For.Verb, Body: new Dictionary<string, string> { ["profile"] = "ZJXF2016", ["place"] = "990101000000", ["day"] = "2026-12-01", ["basis"] = "x" }, Form: true),
        new("POST", "/api/v1/deadlines/profiles", For.Verb, Body: new { profile = "ZJXF2016", place = "990101000000", from = "2026-12-01", basis = "x" }),
        new("POST", "/api/v1/deadlines/promises", For.Verb, Body: new { body = "00000000-0000-7000-8000-00000000000a", rule = "XF.HANDLE", term = "20 nd", from = "2026-12-01" }),
        new("POST", "/api/v1/deadlines/promises/{id}/end", For.Verb, _ => ["/api/v1/deadlines/promises/0193582f6b5c7f6f8e5b0c8b5e1d2a3b/end"], new { }),
        new("POST", "/api/v1/calendar", For.Verb, Body: new { year = 2027 }),

        // Places
        new("GET", "/places", For.Everybody, w => ["/places", "/places?q=甲", .. w.Places.Select(p => $"/places?under={p}")]),
        new("GET", "/places/{code}", For.Everybody, w => w.Places.Select(p => $"/places/{p}")),
        new("GET", "/api/v1/places", For.Everybody, w => ["/api/v1/places", .. w.Places.Select(p => $"/api/v1/places?under={p}")]),
        new("GET", "/api/v1/places/{code}", For.Everybody, w => w.Places.Select(p => $"/api/v1/places/{p}")),
        new("GET", "/api/v1/places/outlines", For.Everybody),
        new("GET", "/api/v1/places/search", For.Everybody, _ => ["/api/v1/places/search?q=jia"]),
        new("GET", "/api/v1/places/{code}/events", For.Everybody, w => w.Places.Select(p => $"/api/v1/places/{p}/events")),
        new("GET", "/map", For.Everybody),
        new("GET", "/places/export", For.Everybody),
        new("GET", "/search", For.Everybody, _ => ["/search?q=jia"]),
        new("GET", "/search/suggest", For.Everybody, _ => ["/search/suggest?q=jia"]),
        new("GET", "/lists", For.Everybody),
        new("GET", "/lists/{jurisdiction}/{code}", For.Everybody, w => [$"/lists/{w.Places[0]}/weak"]),
        new("GET", "/lists/{jurisdiction}/{code}/export", For.Everybody, w => [$"/lists/{w.Places[0]}/weak/export"]),
        new("GET", "/api/v1/lists", For.Everybody, w => ["/api/v1/lists", .. w.Places.Select(p => $"/api/v1/lists?under={p}")]),
        new("GET", "/api/v1/lists/{jurisdiction}/{code}", For.Everybody, w => [$"/api/v1/lists/{w.Places[0]}/weak"]),
        new("POST", "/lists", For.Verb, Body: new Dictionary<string, string> { ["jurisdiction"] = "990101000000", ["code"] = "weak", ["nameZh"] = "x", ["level"] = "Village" }, Form: true),
        new("POST", "/lists/{jurisdiction}/{code}/places", For.Verb, w => [$"/lists/{w.Places[0]}/weak/places"], new Dictionary<string, string> { ["lines"] = "x", ["document"] = "x" }, Form: true),
        new("POST", "/lists/entries/{id}/end", For.Verb, _ => ["/lists/entries/0193582f6b5c7f6f8e5b0c8b5e1d2a3b/end"], new Dictionary<string, string> { ["document"] = "x" }, Form: true),
        new("POST", "/api/v1/lists", For.Verb, Body: new { jurisdiction = "990101000000", code = "weak", nameZh = "x", level = "village" }),
        new("POST", "/api/v1/lists/{jurisdiction}/{code}/places", For.Verb, w => [$"/api/v1/lists/{w.Places[0]}/weak/places"], new { lines = "x", document = "x" }),
        new("POST", "/api/v1/lists/entries/{id}/end", For.Verb, _ => ["/api/v1/lists/entries/0193582f6b5c7f6f8e5b0c8b5e1d2a3b/end"], new { document = "x" }),
        new("GET", "/places/change", For.Verb, w => [$"/places/change?kind=Renamed&place={w.Places[^1]}"]),
        new("POST", "/places/change", For.Verb, Body: new Dictionary<string, string> { ["kind"] = "Renamed", ["place"] = "990101101201" }, Form: true),
        new("POST", "/places/events/{id}/undo", For.Verb, _ => ["/places/events/0193582f6b5c7f6f8e5b0c8b5e1d2a3b/undo?place=990101101201"], new Dictionary<string, string> { ["why"] = "x" }, Form: true),
        new("POST", "/api/v1/places/events", For.Verb, Body: new { kind = "renamed", place = "990101101201" }),
        new("POST", "/api/v1/places/events/{id}/undo", For.Verb, _ => ["/api/v1/places/events/0193582f6b5c7f6f8e5b0c8b5e1d2a3b/undo"], new { }),

        // Organisations
        new("GET", "/organisations", For.Verb, w => ["/organisations", "/organisations?q=m", "/organisations?size=2&sort=-name", "/organisations?closed=true", .. w.Places.Select(p => $"/organisations?under={p}")]),
        new("GET", "/organisations/export", For.Verb, w => ["/organisations/export?format=csv", .. w.Places.Select(p => $"/organisations/export?under={p}&format=csv")]),
        new("GET", "/organisations/new", For.Verb),
        new("POST", "/organisations/new", For.Verb, Body: new Dictionary<string, string> { ["name"] = "x", ["place"] = "990101000000" }, Form: true),
        new("GET", "/organisations/import", For.Verb),
        new("GET", "/organisations/import/template", For.Verb),
        new("POST", "/organisations/import", For.Verb, Body: new Dictionary<string, string> { ["step"] = "check" }, Form: true),
        new("GET", "/organisations/{id}", For.Verb, w => w.Bodies.SelectMany(b => new[] { $"/organisations/{b}", $"/organisations/{b}?asof=2026-01-01" })),
        new("GET", "/organisations/{id}/edit", For.Verb, w => w.Bodies.Select(b => $"/organisations/{b}/edit")),
        new("POST", "/organisations/{id}/edit", For.Verb, w => w.Bodies.Select(b => $"/organisations/{b}/edit"), new Dictionary<string, string> { ["kind"] = "Department" }, Form: true),
        new("GET", "/organisations/{id}/change", For.Verb, w => w.Bodies.Select(b => $"/organisations/{b}/change?kind=Merged")),
        new("POST", "/organisations/{id}/change", For.Verb, w => w.Bodies.Select(b => $"/organisations/{b}/change"), new Dictionary<string, string> { ["kind"] = "Closed", ["on"] = "2026-01-01", ["document"] = "x" }, Form: true),
        new("POST", "/organisations/events/{id}/undo", For.Verb, w => w.BodyEvents.Select(e => $"/organisations/events/{e}/undo"), new Dictionary<string, string> { ["why"] = "x" }, Form: true),
        new("GET", "/organisations/coverage", For.Verb, w => ["/organisations/coverage", .. w.Places.Select(p => $"/organisations/coverage?under={p}")]),
        new("GET", "/organisations/coverage/export", For.Verb, w => ["/organisations/coverage/export?format=csv", "/organisations/coverage/export?format=csv&table=places", .. w.Places.Select(p => $"/organisations/coverage/export?under={p}&format=csv")]),
        new("GET", "/organisations/coverage/import", For.Verb),
        new("POST", "/organisations/coverage/import", For.Verb, Body: new Dictionary<string, string> { ["step"] = "record" }, Form: true),
        new("GET", "/organisations/coverage/template", For.Verb),
        new("GET", "/api/v1/organisations/coverage", For.Verb, w => ["/api/v1/organisations/coverage?size=1000", .. w.Places.Select(p => $"/api/v1/organisations/coverage?under={p}&size=1000")]),
        new("POST", "/api/v1/organisations/coverage", For.Verb, Body: new { flags = Array.Empty<object>() }),
        new("GET", "/api/v1/organisations/coverage/definition", For.Everybody),
        new("GET", "/api/v1/organisations", For.Verb, w => ["/api/v1/organisations", "/api/v1/organisations?q=m&sort=name", .. w.Places.Select(p => $"/api/v1/organisations?under={p}")]),
        new("POST", "/api/v1/organisations", For.Verb, Body: new { name = "x", document = "x", details = new { kind = "department", place = "990101000000" } }),
        new("GET", "/api/v1/organisations/{id}", For.Verb, w => w.Bodies.Select(b => $"/api/v1/organisations/{b}")),
        new("POST", "/api/v1/organisations/{id}", For.Verb, w => w.Bodies.Select(b => $"/api/v1/organisations/{b}"), new { kind = "department", place = "990101000000" }),
        new("POST", "/api/v1/organisations/{id}/events", For.Verb, w => w.Bodies.Select(b => $"/api/v1/organisations/{b}/events"), new { kind = "closed", on = "2026-01-01", document = "x" }),
        new("POST", "/api/v1/organisations/events/{id}/undo", For.Verb, w => w.BodyEvents.Select(e => $"/api/v1/organisations/events/{e}/undo"), new { why = "x" }),

        // Identification
        new("GET", "/api/v1/rules", For.Everybody, w => ["/api/v1/rules", .. w.Places.Select(p => $"/api/v1/rules?place={p}")]),
        new("GET", "/api/v1/rules/{code}", For.Everybody, _ => ["/api/v1/rules/NONE"]),
        new("POST", "/api/v1/rules", For.Verb, Body: new { rule = (object?)null }),
        new("POST", "/api/v1/rules/presets", For.Verb, Body: new { }),
        new("POST", "/api/v1/rules/adopt", For.Verb, Body: new { rule = "WEAK.ZJ.2017", place = "990000000000" }),
        new("GET", "/api/v1/runs", For.Verb, _ => ["/api/v1/runs"]),
        new("POST", "/api/v1/runs", For.Verb, Body: new { rule = "NONE", period = "2024" }),
        new("POST", "/api/v1/rules/preview", For.Verb, Body: new { rule = (object?)null, period = "2024" }),
        new("GET", "/api/v1/overview", For.Verb, w => ["/api/v1/overview?rule=SCOPE", .. w.Places.Select(p => $"/api/v1/overview?rule=SCOPE&place={p}&year=2024")]),
        new("GET", "/api/v1/overview/export", For.Verb, _ => ["/api/v1/overview/export?rule=SCOPE&format=csv", "/api/v1/overview/export?rule=SCOPE&year=2024&of=areas&format=csv"]),
        new("GET", "/api/v1/measures", For.Everybody),
        new("GET", "/api/v1/plans", For.Verb, w => ["/api/v1/plans", "/api/v1/plans?size=1", .. w.Places.Select(p => $"/api/v1/plans?under={p}")]),
        new("GET", "/api/v1/places/{code}/plan", For.Verb, w => w.Places.Select(p => $"/api/v1/places/{p}/plan")),
        new("POST", "/api/v1/places/{place}/plan", For.Verb, w => [$"/api/v1/places/{w.Places[0]}/plan"], new { seen = 0, content = new { causes = Array.Empty<string>(), measures = Array.Empty<object>(), targets = Array.Empty<object>() } }),
        new("GET", "/weak", For.Verb, w => ["/weak?rule=SCOPE&period=2024", "/weak?rule=SCOPE&period=2024&outcome=&stand=&q=x", .. w.Places.Select(p => $"/weak?rule=SCOPE&period=2024&under={p}")]),
        new("GET", "/weak/map", For.Verb, w => ["/weak/map?rule=SCOPE&period=2024", .. w.Places.Select(p => $"/weak/map?rule=SCOPE&period=2024&under={p}")]),
        new("GET", "/weak/plans", For.Verb, w => ["/weak/plans", .. w.Places.Select(p => $"/weak/plans?under={p}")]),
        new("GET", "/weak/plans/export", For.Verb, w => ["/weak/plans/export?format=csv", .. w.Places.Select(p => $"/weak/plans/export?format=csv&under={p}")]),
        new("POST", "/weak/run", For.Verb, Body: new Dictionary<string, string> { ["rule"] = "NONE", ["period"] = "2024" }, Form: true),
        new("GET", "/weak/overview", For.Verb, w => ["/weak/overview?rule=SCOPE&year=2024", .. w.Places.Select(p => $"/weak/overview?rule=SCOPE&place={p}&year=2024")]),
        new("GET", "/findings/{id}", For.Verb, w => w.Findings.Select(f => $"/findings/{f}")),
        new("POST", "/findings/{id}/exit", For.Verb, w => w.Findings.Select(f => $"/findings/{f}/exit"), new Dictionary<string, string> { ["by"] = "x" }, Form: true),
        new("POST", "/findings/{id}/dispute", For.Verb, w => w.Findings.Select(f => $"/findings/{f}/dispute"), new Dictionary<string, string> { ["evidence"] = "x" }, Form: true),
        new("POST", "/findings/{id}/settle", For.Verb, w => w.Findings.Select(f => $"/findings/{f}/settle"), new Dictionary<string, string> { ["answer"] = "x" }, Form: true),
        new("GET", "/rules", For.Everybody, _ => ["/rules"]),
        new("POST", "/rules/presets", For.Verb, Body: new Dictionary<string, string>(), Form: true),
        new("GET", "/rules/{code}", For.Everybody, _ => ["/rules/SCOPE", "/rules/SCOPE?edit=1"]),
        new("POST", "/rules/{code}/edit", For.Verb, _ => ["/rules/SCOPE/edit"], new Dictionary<string, string> { ["do"] = "preview" }, Form: true),
        new("GET", "/places/{code}/plan", For.Verb, w => w.Places.Select(p => $"/places/{p}/plan")),
        new("POST", "/places/{code}/plan", For.Verb, w => [$"/places/{w.Places[0]}/plan"], new Dictionary<string, string> { ["seen"] = "0" }, Form: true),
        new("GET", "/api/v1/findings", For.Verb, w => ["/api/v1/findings?rule=SCOPE&period=2024", "/api/v1/findings?rule=SCOPE&period=2024&sort=name&size=2", .. w.Places.Select(p => $"/api/v1/findings?rule=SCOPE&period=2024&under={p}")]),
        new("GET", "/api/v1/findings/counts", For.Verb, w => ["/api/v1/findings/counts?rule=SCOPE&period=2024", .. w.Places.Select(p => $"/api/v1/findings/counts?rule=SCOPE&period=2024&under={p}")]),
        new("GET", "/api/v1/findings/export", For.Verb, _ => ["/api/v1/findings/export?rule=SCOPE&period=2024&format=csv"]),
        new("GET", "/api/v1/findings/{id}", For.Verb, w => w.Findings.Select(f => $"/api/v1/findings/{f}")),
        new("GET", "/api/v1/findings/{id}/reasons", For.Verb, w => w.Findings.Select(f => $"/api/v1/findings/{f}/reasons")),
        new("POST", "/api/v1/findings/{id}/exit", For.Verb, w => w.Findings.Select(f => $"/api/v1/findings/{f}/exit"), new { by = "x" }),
        new("POST", "/api/v1/disputes", For.Verb, Body: new { place = "990101000000", indicator = "CE.TOTAL", period = "2024", evidence = "x" }),
        new("POST", "/api/v1/disputes/{id}/settle", For.Verb, w => w.Disputes.Select(d => $"/api/v1/disputes/{d}/settle"), new { answer = "x" }),

        // Indicators
        new("GET", "/api/v1/indicators", For.Everybody),
        new("GET", "/api/v1/places/{code}/figures", For.Everybody, w => w.Places.Select(p => $"/api/v1/places/{p}/figures?from=2018&to=2025")),
        new("POST", "/api/v1/figures", For.Verb, Body: new { source = new { kind = "form", asOf = "2026-01-01" }, cells = Array.Empty<object>() }),
        new("POST", "/api/v1/batches/{number:int}/undo", For.Verb, w => w.Batches.Select(b => $"/api/v1/batches/{b}/undo"), new { }),

        // Journal
        new("GET", "/api/v1/journal/{number:long}/proof", For.Verb, w => w.Entries.Select(e => $"/api/v1/journal/{e}/proof")),
        new("GET", "/journal/head", For.Everybody),
        new("GET", "/verify", For.Everybody),
        new("POST", "/verify", For.Everybody),
        new("POST", "/api/v1/journal/receipts", For.Everybody),
        new("GET", "/journal/seals/{number:long}", For.Everybody, _ => ["/journal/seals/1"]),

        // Portal and feedback
        new("GET", "/", For.Everybody),
        new("GET", "/help", For.Everybody),
        new("GET", "/accessibility", For.Everybody),
        new("GET", "/feedback", For.Everybody),
        new("POST", "/feedback", For.Everybody),
        new("POST", "/api/v1/feedback", For.Everybody),
        new("GET", "/api/v1/feedback", For.Verb),
        new("POST", "/api/v1/feedback/{id}/answer", For.Verb, w => w.Feedback.Select(f => $"/api/v1/feedback/{f}/answer"), new { answer = "Thank you" }),
        new("GET", "/feedback/all", For.Verb),
        new("POST", "/feedback/all/{id}", For.Verb, w => w.Feedback.Select(f => $"/feedback/all/{f}"), new Dictionary<string, string> { ["answer"] = "Thank you" }, Form: true),

        .. RoutesOfListening.All,
        .. RoutesOfPairing.All,
        .. RoutesOfPostings.All,
        .. RoutesOfFunds.All,
        .. RoutesOfProgrammes.All,
        .. RoutesOfEnclaves.All,

        // Import, batches, export
        new("GET", "/figures/import", For.Verb),
        new("POST", "/figures/import", For.Verb, Body: new Dictionary<string, string>(), Form: true),
        new("GET", "/figures/import/{id}", For.Verb, w => w.Imports.Select(i => $"/figures/import/{i}")),
        new("POST", "/figures/import/{id}/plan", For.Verb, w => w.Imports.Select(i => $"/figures/import/{i}/plan"), new Dictionary<string, string>(), Form: true),
        new("POST", "/figures/import/{id}/places", For.Verb, w => w.Imports.Select(i => $"/figures/import/{i}/places"), new Dictionary<string, string>(), Form: true),
        new("POST", "/figures/import/{id}/confirm", For.Verb, w => w.Imports.Select(i => $"/figures/import/{i}/confirm"), new Dictionary<string, string>(), Form: true),
        new("GET", "/figures/import/{id}/annotated", For.Verb, w => w.Imports.Select(i => $"/figures/import/{i}/annotated")),
        new("GET", "/figures/batches", For.Verb, _ => ["/figures/batches", "/figures/batches?q=m"]),
        new("GET", "/figures/batches/{number:int}", For.Verb, w => w.Batches.Select(b => $"/figures/batches/{b}")),
        new("POST", "/figures/batches/{number:int}/undo", For.Verb, w => w.Batches.Select(b => $"/figures/batches/{b}/undo"), new Dictionary<string, string>(), Form: true),
        new("GET", "/figures/enter", For.Verb, w => ["/figures/enter", .. w.Places.Select(p => $"/figures/enter?under={p}&indicators=CE.501&period=2024")]),
        new("POST", "/figures/enter", For.Verb, w => [$"/figures/enter?under={w.Places[0]}&indicators=CE.501&period=2024"], new Dictionary<string, string>(), Form: true),
        new("GET", "/indicators", For.Everybody),
        new("GET", "/indicators/{code}", For.Everybody, _ => ["/indicators/CE.501", "/indicators/CE.TOTAL.NR"]),
        new("GET", "/places/{code}/figures", For.Everybody, w => w.Places.Select(p => $"/places/{p}/figures")),
        new("GET", "/figures/export", For.Everybody, w => ["/figures/export", .. w.Places.Select(p => $"/figures/export?under={p}&indicators=CE.501&years=2023-2024&format=csv")]),
        new("GET", "/api/v1/batches", For.Verb),
        new("GET", "/api/v1/batches/{number:int}", For.Verb, w => w.Batches.Select(b => $"/api/v1/batches/{b}")),
        new("POST", "/api/v1/imports", For.Verb, Body: new Dictionary<string, string>(), Form: true),
        new("GET", "/api/v1/imports/{id}", For.Verb, w => w.Imports.Select(i => $"/api/v1/imports/{i}")),
        new("POST", "/api/v1/imports/{id}/check", For.Verb, w => w.Imports.Select(i => $"/api/v1/imports/{i}/check"), new { }),
        new("POST", "/api/v1/imports/{id}/confirm", For.Verb, w => w.Imports.Select(i => $"/api/v1/imports/{i}/confirm"), new { }),
    ];

    public bool Reads => Method == "GET";

    public IEnumerable<string> Calls(World world) => Addresses?.Invoke(world) ?? [Pattern];

    /// <summary>Every route of the running program but the files it serves, as "GET /places/{code}".</summary>
    public static IReadOnlyList<string> Found(App app) =>
        [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.RoutePattern.RawText != "{**path:file}")
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"], (e, method) => $"{method} /{e.RoutePattern.RawText?.TrimStart('/')}")
            .Distinct().Order(StringComparer.Ordinal)];

    public override string ToString() => $"{Method} {Pattern}";
}
