namespace Shanhai.Tests.Host.Security;

/// <summary>Pairing: a part of <see cref="Route.All"/>.</summary>
internal static class RoutesOfPairing
{
    private const string Missing = "0193582f6b5c7f6f8e5b0c8b5e1d2a3b";

    private static IEnumerable<string> Of(IEnumerable<string> ids, string pattern) => ids.Append(Missing).Select(i => pattern.Replace("{id}", i, StringComparison.Ordinal));

    internal static readonly IReadOnlyList<Route> All =
    [
        new("GET", "/api/v1/pairing/presets", For.Everybody),
        new("GET", "/api/v1/pairing/campaigns", For.Verb),
        new("POST", "/api/v1/pairing/campaigns", For.Verb, Body: new { preset = "three-thousand", name = "x" }),
        new("GET", "/api/v1/pairing/campaigns/{id}", For.Verb, w => Of(w.Campaigns, "/api/v1/pairing/campaigns/{id}")),
        new("POST", "/api/v1/pairing/campaigns/{id}", For.Verb, w => Of(w.Campaigns, "/api/v1/pairing/campaigns/{id}"), new { version = 1 }),
        new("POST", "/api/v1/pairing/campaigns/{id}/preview", For.Verb, w => Of(w.Campaigns, "/api/v1/pairing/campaigns/{id}/preview"), new { }),
        new("POST", "/api/v1/pairing/campaigns/{id}/rules", For.Verb, w => Of(w.Campaigns, "/api/v1/pairing/campaigns/{id}/rules"), new { why = "x" }),
        new("POST", "/api/v1/pairing/rules/{id}/end", For.Verb, w => Of(w.PairRules, "/api/v1/pairing/rules/{id}/end"), new { }),
        new("POST", "/api/v1/pairing/campaigns/{id}/capacities", For.Verb, w => Of(w.Campaigns, "/api/v1/pairing/campaigns/{id}/capacities"), new { capacity = 1 }),
        new("POST", "/api/v1/pairing/campaigns/{id}/scenarios", For.Verb, w => Of(w.Campaigns, "/api/v1/pairing/campaigns/{id}/scenarios"), new { }),
        new("GET", "/api/v1/pairing/scenarios/{id}", For.Verb, w => Of(w.Scenarios, "/api/v1/pairing/scenarios/{id}")),
        new("GET", "/api/v1/pairing/scenarios/{id}/pairs", For.Verb, w => Of(w.Scenarios, "/api/v1/pairing/scenarios/{id}/pairs")),
        new("GET", "/api/v1/pairing/scenarios/{id}/stable", For.Verb, w => Of(w.Scenarios, "/api/v1/pairing/scenarios/{id}/stable")),
        new("POST", "/api/v1/pairing/campaigns/{id}/wishes", For.Verb, w => Of(w.Campaigns, "/api/v1/pairing/campaigns/{id}/wishes"), new { organisation = Missing }),
        new("GET", "/api/v1/pairing/pairs/{id}", For.Verb, w => Of(w.ProposedPairs, "/api/v1/pairing/pairs/{id}")),
        new("GET", "/api/v1/pairing/compare", For.Verb, w => Of(w.Scenarios, "/api/v1/pairing/compare?a={id}&b={id}")),
        new("POST", "/api/v1/pairing/scenarios/{id}/publish", For.Verb, w => Of(w.Scenarios, "/api/v1/pairing/scenarios/{id}/publish"), new { }),
        new("GET", "/api/v1/pairing/board", For.Everybody, w => ["/api/v1/pairing/board", .. w.Places.Select(p => $"/api/v1/pairing/board?under={p}")]),
        new("GET", "/api/v1/pairing/partnerships", For.Everybody, w => ["/api/v1/pairing/partnerships", .. w.Places.Select(p => $"/api/v1/pairing/partnerships?under={p}")]),
        new("GET", "/api/v1/pairing/partnerships/{id}", For.Verb, w => Of(w.Partnerships, "/api/v1/pairing/partnerships/{id}")),
        new("POST", "/api/v1/pairing/partnerships/{id}/contributions", For.Verb, w => Of(w.Partnerships, "/api/v1/pairing/partnerships/{id}/contributions"), new { what = "money" }),
        new("POST", "/api/v1/pairing/contributions/{id}/take-back", For.Verb, w => Of(w.Contributions, "/api/v1/pairing/contributions/{id}/take-back"), new { why = "x" }),
        new("POST", "/api/v1/pairing/partnerships/{id}/end", For.Verb, w => Of(w.Partnerships, "/api/v1/pairing/partnerships/{id}/end"), new { why = "x" }),
        new("POST", "/api/v1/pairing/partnerships/{id}/carry-on", For.Verb, w => Of(w.Partnerships, "/api/v1/pairing/partnerships/{id}/carry-on"), new { }),
        new("POST", "/api/v1/pairing/partnerships/{id}/sign", For.Verb, w => Of(w.Partnerships, "/api/v1/pairing/partnerships/{id}/sign"), new { on = "2026-01-01" }),
        new("POST", "/api/v1/pairing/partnerships/{id}/reviews", For.Verb, w => Of(w.Partnerships, "/api/v1/pairing/partnerships/{id}/reviews"), new { year = 2026 }),
        new("POST", "/api/v1/pairing/partnerships/{id}/renew", For.Verb, w => Of(w.Partnerships, "/api/v1/pairing/partnerships/{id}/renew"), new { to = "2031-01-01" }),
        new("GET", "/api/v1/pairing/scenarios/{id}/publication", For.Verb, w => Of(w.Scenarios, "/api/v1/pairing/scenarios/{id}/publication")),
        new("GET", "/api/v1/pairing/resources", For.Verb, w => ["/api/v1/pairing/resources", .. w.Places.Select(p => $"/api/v1/pairing/resources?place={p}&over=true")]),
        new("POST", "/api/v1/pairing/resources", For.Verb, Body: new { what = "money", place = "990000000000" }),
        new("POST", "/api/v1/pairing/resources/{id}/end", For.Verb, w => Of(w.Resources, "/api/v1/pairing/resources/{id}/end"), new { }),

        new("GET", "/pairing", For.Verb),
        new("POST", "/pairing", For.Verb, Body: new Dictionary<string, string> { ["name"] = "x" }, Form: true),
        new("GET", "/pairing/board", For.Everybody, w => ["/pairing/board", .. w.Places.Select(p => $"/pairing/board?under={p}")]),
        new("GET", "/pairing/published", For.Everybody, w => ["/pairing/published", .. w.Places.Select(p => $"/pairing/published?under={p}")]),
        new("GET", "/pairing/published/export", For.Everybody, _ => ["/pairing/published/export?format=csv"]),
        new("GET", "/pairing/{id}", For.Verb, w => Of(w.Campaigns, "/pairing/{id}")),
        new("POST", "/pairing/{id}/settings", For.Verb, w => Of(w.Campaigns, "/pairing/{id}/settings"), new Dictionary<string, string> { ["do"] = "save" }, Form: true),
        new("POST", "/pairing/{id}/rules", For.Verb, w => Of(w.Campaigns, "/pairing/{id}/rules"), new Dictionary<string, string> { ["why"] = "x" }, Form: true),
        new("POST", "/pairing/{id}/rules/end", For.Verb, w => Of(w.Campaigns, "/pairing/{id}/rules/end"), new Dictionary<string, string> { ["rule"] = Missing }, Form: true),
        new("POST", "/pairing/{id}/capacity", For.Verb, w => Of(w.Campaigns, "/pairing/{id}/capacity"), new Dictionary<string, string> { ["capacity"] = "1" }, Form: true),
        new("POST", "/pairing/{id}/solve", For.Verb, w => Of(w.Campaigns, "/pairing/{id}/solve"), new Dictionary<string, string>(), Form: true),
        new("POST", "/pairing/partnerships/{id}", For.Verb, w => Of(w.Partnerships, "/pairing/partnerships/{id}"), new Dictionary<string, string> { ["why"] = "x" }, Form: true),
        new("GET", "/pairing/partnerships/{id}", For.Verb, w => Of(w.Partnerships, "/pairing/partnerships/{id}")),
        new("POST", "/pairing/partnerships/{id}/contributions", For.Verb, w => Of(w.Partnerships, "/pairing/partnerships/{id}/contributions"), new Dictionary<string, string> { ["what"] = "Money" }, Form: true),
        new("POST", "/pairing/partnerships/{id}/take-back", For.Verb, w => Of(w.Partnerships, "/pairing/partnerships/{id}/take-back"), new Dictionary<string, string> { ["contribution"] = Missing, ["why"] = "x" }, Form: true),
        new("POST", "/pairing/partnerships/{id}/end", For.Verb, w => Of(w.Partnerships, "/pairing/partnerships/{id}/end"), new Dictionary<string, string> { ["why"] = "x" }, Form: true),
        new("POST", "/pairing/partnerships/{id}/sign", For.Verb, w => Of(w.Partnerships, "/pairing/partnerships/{id}/sign"), new Dictionary<string, string> { ["signedOn"] = "2026-01-01" }, Form: true),
        new("POST", "/pairing/partnerships/{id}/reviews", For.Verb, w => Of(w.Partnerships, "/pairing/partnerships/{id}/reviews"), new Dictionary<string, string> { ["year"] = "2026" }, Form: true),
        new("POST", "/pairing/partnerships/{id}/renew", For.Verb, w => Of(w.Partnerships, "/pairing/partnerships/{id}/renew"), new Dictionary<string, string> { ["renewTo"] = "2031-01-01" }, Form: true),
        new("GET", "/pairing/partnerships/{id}/agreement.docx", For.Verb, w => Of(w.Partnerships, "/pairing/partnerships/{id}/agreement.docx")),
        new("GET", "/pairing/scenarios/{id}", For.Verb, w => Of(w.Scenarios, "/pairing/scenarios/{id}")),
        new("GET", "/pairing/scenarios/{id}/export", For.Verb, w => Of(w.Scenarios, "/pairing/scenarios/{id}/export?format=csv")),
        new("GET", "/pairing/scenarios/{id}/publish", For.Verb, w => Of(w.Scenarios, "/pairing/scenarios/{id}/publish")),
        new("POST", "/pairing/scenarios/{id}/publish", For.Verb, w => Of(w.Scenarios, "/pairing/scenarios/{id}/publish"), new Dictionary<string, string>(), Form: true),
        new("GET", "/pairing/compare", For.Verb, w => Of(w.Scenarios, "/pairing/compare?a={id}&b={id}")),
        new("GET", "/pairing/pairs/{id}", For.Verb, w => Of(w.ProposedPairs, "/pairing/pairs/{id}")),
        new("POST", "/pairing/resources", For.Verb, Body: new Dictionary<string, string> { ["what"] = "Money" }, Form: true),
        new("POST", "/pairing/resources/{id}/end", For.Verb, w => Of(w.Resources, "/pairing/resources/{id}/end"), new Dictionary<string, string>(), Form: true),
        new("GET", "/pairing/helpers/{id}", For.Verb, w => Of(w.Bodies, "/pairing/helpers/{id}")),
    ];
}
