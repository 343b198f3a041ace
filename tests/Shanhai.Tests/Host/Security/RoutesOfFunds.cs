namespace Shanhai.Tests.Host.Security;

/// <summary>Books, entries and where the money went: a part of <see cref="Route.All"/>.</summary>
internal static class RoutesOfFunds
{
    private static readonly object Entry = new { entries = new[] { new { on = "2026-03-02", text = "t", document = "d", lines = new object[] { new { account = "10", debit = 1 }, new { account = "00", credit = 1 } } } } };

    internal static readonly IReadOnlyList<Route> All =
    [
        new("GET", "/api/v1/books", For.Verb, w => ["/api/v1/books", "/api/v1/books?size=1000", .. w.Places.Select(p => $"/api/v1/books?under={p}&size=1000")]),
        new("GET", "/api/v1/books/charts", For.Everybody),
        new("POST", "/api/v1/books", For.Verb, Body: new { name = "x" }),
        new("GET", "/api/v1/books/{id}", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}?on=2026-12-31")),
        new("POST", "/api/v1/books/{id}", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}"), new { name = "x" }),
        new("POST", "/api/v1/books/{id}/accounts", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}/accounts"), new { code = "10.1", name = "x" }),
        new("GET", "/api/v1/books/{id}/accounts/{account}", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}/accounts/10")),
        new("GET", "/api/v1/books/{id}/entries", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}/entries?size=1000")),
        new("POST", "/api/v1/books/{id}/entries", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}/entries"), Entry),
        new("GET", "/api/v1/books/{id}/statements", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}/statements?year=2026")),
        new("GET", "/api/v1/books/{id}/figures/{year}", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}/figures/2026")),
        new("POST", "/api/v1/books/{id}/figures/{year}", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}/figures/2026"), new { }),
        new("GET", "/api/v1/books/{id}/ledger", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}/ledger")),
        new("POST", "/api/v1/books/{id}/close", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}/close"), new { through = "2026-03" }),
        new("POST", "/api/v1/books/{id}/reopen", For.Verb, w => w.Books.Select(b => $"/api/v1/books/{b}/reopen"), new { from = "2026-03", why = "x" }),
        new("GET", "/api/v1/books/entries/{id}", For.Verb, w => w.LedgerEntries.Select(e => $"/api/v1/books/entries/{e}")),
        new("POST", "/api/v1/books/entries/{id}/reverse", For.Verb, w => w.LedgerEntries.Select(e => $"/api/v1/books/entries/{e}/reverse"), new { why = "x" }),
        new("GET", "/api/v1/books/proposals", For.Verb, w => ["/api/v1/books/proposals", .. w.Places.Select(p => $"/api/v1/books/proposals?under={p}")]),
        new("POST", "/api/v1/books/proposals/{id}/decide", For.Verb, w => w.Proposals.Select(p => $"/api/v1/books/proposals/{p}/decide"), new { approve = true }),
        new("GET", "/api/v1/money", For.Everybody, w => ["/api/v1/money", .. w.Places.Select(p => $"/api/v1/money?under={p}")]),
        new("GET", "/api/v1/money/{id}", For.Everybody, w => w.Books.Select(b => $"/api/v1/money/{b}")),

        new("GET", "/books", For.Verb, w => ["/books", .. w.Places.Select(p => $"/books?under={p}")]),
        new("GET", "/books/export", For.Verb, w => ["/books/export?format=csv", .. w.Places.Select(p => $"/books/export?format=csv&under={p}")]),
        new("GET", "/books/new", For.Verb),
        new("POST", "/books/new", For.Verb, Body: new Dictionary<string, string>(), Form: true),
        new("GET", "/books/approvals", For.Verb, w => ["/books/approvals", .. w.Places.Select(p => $"/books/approvals?under={p}")]),
        new("POST", "/books/approvals/{id}", For.Verb, w => w.Proposals.Select(p => $"/books/approvals/{p}"), new Dictionary<string, string> { ["approve"] = "true" }, Form: true),
        new("GET", "/books/entries/{id}", For.Verb, w => w.LedgerEntries.Select(e => $"/books/entries/{e}")),
        new("POST", "/books/entries/{id}/reverse", For.Verb, w => w.LedgerEntries.Select(e => $"/books/entries/{e}/reverse"), new Dictionary<string, string> { ["why"] = "x" }, Form: true),
        new("GET", "/books/{id}", For.Verb, w => w.Books.Select(b => $"/books/{b}?on=2026-12-31")),
        new("GET", "/books/{id}/export", For.Verb, w => w.Books.Select(b => $"/books/{b}/export?format=csv&on=2026-12-31")),
        new("GET", "/books/{id}/ledger", For.Verb, w => w.Books.Select(b => $"/books/{b}/ledger")),
        new("GET", "/books/{id}/settings", For.Verb, w => w.Books.Select(b => $"/books/{b}/settings")),
        new("POST", "/books/{id}/settings", For.Verb, w => w.Books.Select(b => $"/books/{b}/settings"), new Dictionary<string, string> { ["name"] = "x" }, Form: true),
        new("POST", "/books/{id}/accounts", For.Verb, w => w.Books.Select(b => $"/books/{b}/accounts"), new Dictionary<string, string>(), Form: true),
        new("POST", "/books/{id}/close", For.Verb, w => w.Books.Select(b => $"/books/{b}/close"), new Dictionary<string, string> { ["through"] = "2026-03" }, Form: true),
        new("POST", "/books/{id}/reopen", For.Verb, w => w.Books.Select(b => $"/books/{b}/reopen"), new Dictionary<string, string> { ["from"] = "2026-03", ["why"] = "x" }, Form: true),
        new("GET", "/books/{id}/entries", For.Verb, w => w.Books.Select(b => $"/books/{b}/entries")),
        new("GET", "/books/{id}/entries/export", For.Verb, w => w.Books.Select(b => $"/books/{b}/entries/export?format=csv")),
        new("GET", "/books/{id}/entries/new", For.Verb, w => w.Books.Select(b => $"/books/{b}/entries/new")),
        new("POST", "/books/{id}/entries/new", For.Verb, w => w.Books.Select(b => $"/books/{b}/entries/new"), new Dictionary<string, string>(), Form: true),
        new("GET", "/books/{id}/opening", For.Verb, w => w.Books.Select(b => $"/books/{b}/opening")),
        new("GET", "/books/{id}/opening/template", For.Verb, w => w.Books.Select(b => $"/books/{b}/opening/template")),
        new("POST", "/books/{id}/opening", For.Verb, w => w.Books.Select(b => $"/books/{b}/opening"), new Dictionary<string, string> { ["step"] = "record" }, Form: true),
        new("GET", "/books/{id}/statements", For.Verb, w => w.Books.Select(b => $"/books/{b}/statements")),
        new("POST", "/books/{id}/statements/{year}/take", For.Verb, w => w.Books.Select(b => $"/books/{b}/statements/2026/take"), new Dictionary<string, string>(), Form: true),
        new("GET", "/money", For.Everybody, w => ["/money", .. w.Places.Select(p => $"/money?under={p}")]),
        new("GET", "/money/{id}", For.Everybody, w => w.Books.Select(b => $"/money/{b}")),
        new("GET", "/money/{id}/export", For.Everybody, w => w.Books.Select(b => $"/money/{b}/export?format=csv")),
    ];
}
