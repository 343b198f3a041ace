namespace Shanhai.Tests.Host.Security;

/// <summary>Postings: a part of <see cref="Route.All"/>.</summary>
internal static class RoutesOfPostings
{
    private const string Missing = "0193582f6b5c7f6f8e5b0c8b5e1d2a3b";

    private static IEnumerable<string> Of(IEnumerable<string> ids, string pattern) => ids.Append(Missing).Select(i => pattern.Replace("{id}", i, StringComparison.Ordinal));

    private static Dictionary<string, string> Form(string name, string value) => new() { [name] = value };

    internal static readonly IReadOnlyList<Route> All =
    [
        new("GET", "/api/v1/postings/kinds", For.Everybody),
        new("GET", "/api/v1/postings", For.Everybody, w => ["/api/v1/postings?over=true", .. w.Places.Select(p => $"/api/v1/postings?under={p}&over=true")]),
        new("GET", "/api/v1/postings/batches", For.Verb),
        new("POST", "/api/v1/postings/batches", For.Verb, Body: new { kind = "instructor", name = "x" }),
        new("GET", "/api/v1/postings/batches/{id}", For.Verb, w => Of(w.PostBatches, "/api/v1/postings/batches/{id}")),
        new("POST", "/api/v1/postings/batches/{id}", For.Verb, w => Of(w.PostBatches, "/api/v1/postings/batches/{id}"), new { name = "x" }),
        new("POST", "/api/v1/postings/batches/{id}/close", For.Verb, w => Of(w.PostBatches, "/api/v1/postings/batches/{id}/close"), new { }),
        new("POST", "/api/v1/postings/batches/{id}/posts", For.Verb, w => Of(w.PostBatches, "/api/v1/postings/batches/{id}/posts"), new { name = "x" }),
        new("POST", "/api/v1/postings/batches/{id}/import", For.Verb, w => Of(w.PostBatches, "/api/v1/postings/batches/{id}/import"), new { rows = new[] { new { line = 1, name = "x" } } }),
        new("GET", "/api/v1/postings/batches/{id}/match", For.Verb, w => Of(w.PostBatches, "/api/v1/postings/batches/{id}/match")),
        new("POST", "/api/v1/postings/batches/{id}/match/decisions", For.Verb, w => Of(w.PostBatches, "/api/v1/postings/batches/{id}/match/decisions"), new { why = "x" }),
        new("POST", "/api/v1/postings/batches/{id}/match", For.Verb, w => Of(w.PostBatches, "/api/v1/postings/batches/{id}/match"), new { version = 1 }),
        new("GET", "/api/v1/postings/coverage", For.Verb, w => ["/api/v1/postings/coverage?all=true", .. w.Places.Select(p => $"/api/v1/postings/coverage?kind=instructor&all=true&under={p}")]),
        new("GET", "/api/v1/postings/posts", For.Verb, w => ["/api/v1/postings/posts?size=500", .. w.Places.Select(p => $"/api/v1/postings/posts?under={p}")]),
        new("GET", "/api/v1/postings/villages/{code}", For.Everybody, w => w.Places.Select(p => $"/api/v1/postings/villages/{p}")),
        new("GET", "/api/v1/postings/{id}", For.Verb, w => Of(w.Posts, "/api/v1/postings/{id}")),
        new("POST", "/api/v1/postings/{id}/name", For.Verb, w => Of(w.Posts, "/api/v1/postings/{id}/name"), new { reason = "x" }),
        new("POST", "/api/v1/postings/{id}/correct", For.Verb, w => Of(w.Posts, "/api/v1/postings/{id}/correct"), new { why = "x" }),
        new("POST", "/api/v1/postings/{id}/recall", For.Verb, w => Of(w.Posts, "/api/v1/postings/{id}/recall"), new { why = "x" }),
        new("POST", "/api/v1/postings/{id}/extend", For.Verb, w => Of(w.Posts, "/api/v1/postings/{id}/extend"), new { document = "x" }),
        new("POST", "/api/v1/postings/{id}/carry-on", For.Verb, w => Of(w.Posts, "/api/v1/postings/{id}/carry-on"), new { }),
        new("POST", "/api/v1/postings/{id}/hand-over", For.Verb, w => Of(w.Posts, "/api/v1/postings/{id}/hand-over"), new { items = "x" }),
        new("POST", "/api/v1/postings/{id}/tasks", For.Verb, w => Of(w.Posts, "/api/v1/postings/{id}/tasks"), new { what = "x" }),
        new("POST", "/api/v1/postings/tasks/{id}", For.Verb, w => Of(w.PostTasks, "/api/v1/postings/tasks/{id}"), new { result = "x" }),

        new("GET", "/postings", For.Verb),
        new("POST", "/postings", For.Verb, Body: Form("name", "x"), Form: true),
        new("GET", "/postings/export", For.Verb, _ => ["/postings/export?format=csv"]),
        new("GET", "/postings/posts", For.Verb, w => ["/postings/posts", .. w.Places.Select(p => $"/postings/posts?under={p}")]),
        new("GET", "/postings/posts/export", For.Verb, _ => ["/postings/posts/export?format=csv", "/postings/posts/export?format=xlsx"]),
        new("GET", "/postings/villages/{code}/sheet", For.Everybody, w => w.Places.Select(p => $"/postings/villages/{p}/sheet")),
        new("GET", "/postings/published", For.Everybody, w => ["/postings/published?over=true", .. w.Places.Select(p => $"/postings/published?over=true&under={p}")]),
        new("GET", "/postings/published/export", For.Everybody, _ => ["/postings/published/export?format=csv&over=true"]),
        new("GET", "/postings/coverage", For.Verb, w => ["/postings/coverage?all=true", .. w.Places.Select(p => $"/postings/coverage?kind=instructor&all=true&under={p}")]),
        new("GET", "/postings/coverage/export", For.Verb, _ => ["/postings/coverage/export?format=csv&kind=instructor&all=true"]),
        new("GET", "/postings/batches/{id}", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}")),
        new("GET", "/postings/batches/{id}/export", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/export?format=csv")),
        new("GET", "/postings/batches/{id}/sheet", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/sheet")),
        new("POST", "/postings/batches/{id}/posts", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/posts"), Form("name", "x"), Form: true),
        new("POST", "/postings/batches/{id}/correct", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/correct"), Form("why", "x"), Form: true),
        new("POST", "/postings/batches/{id}/close", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/close"), new Dictionary<string, string>(), Form: true),
        new("GET", "/postings/batches/{id}/import", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/import")),
        new("POST", "/postings/batches/{id}/import", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/import"), Form("step", "check"), Form: true),
        new("GET", "/postings/batches/{id}/import/template", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/import/template")),
        new("GET", "/postings/batches/{id}/match", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/match")),
        new("POST", "/postings/batches/{id}/match", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/match"), Form("version", "1"), Form: true),
        new("POST", "/postings/batches/{id}/match/decisions", For.Verb, w => Of(w.PostBatches, "/postings/batches/{id}/match/decisions"), Form("why", "x"), Form: true),
        new("GET", "/postings/{id}", For.Verb, w => Of(w.Posts, "/postings/{id}")),
        new("POST", "/postings/{id}/name", For.Verb, w => Of(w.Posts, "/postings/{id}/name"), Form("reason", "x"), Form: true),
        new("POST", "/postings/{id}/correct", For.Verb, w => Of(w.Posts, "/postings/{id}/correct"), Form("version", "1"), Form: true),
        new("POST", "/postings/{id}/recall", For.Verb, w => Of(w.Posts, "/postings/{id}/recall"), Form("why", "x"), Form: true),
        new("POST", "/postings/{id}/extend", For.Verb, w => Of(w.Posts, "/postings/{id}/extend"), Form("document", "x"), Form: true),
        new("POST", "/postings/{id}/carry-on", For.Verb, w => Of(w.Posts, "/postings/{id}/carry-on"), Form("version", "1"), Form: true),
        new("POST", "/postings/{id}/hand-over", For.Verb, w => Of(w.Posts, "/postings/{id}/hand-over"), Form("items", "x"), Form: true),
        new("POST", "/postings/{id}/tasks", For.Verb, w => Of(w.Posts, "/postings/{id}/tasks"), Form("what", "x"), Form: true),
        new("POST", "/postings/{id}/tasks/result", For.Verb, w => Of(w.Posts, "/postings/{id}/tasks/result"), Form("task", Missing), Form: true),
    ];
}
