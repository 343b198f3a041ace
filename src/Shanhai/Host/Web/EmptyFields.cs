namespace Shanhai.Host.Web;

/// <summary>A form that filters sends every field of it. What was left empty was not asked: without this, an empty number or level reads as a wrong one.</summary>
internal sealed class EmptyFields(RequestDelegate next)
{
    public Task Invoke(HttpContext http)
    {
        var query = http.Request.Query;
        if (query.Count > 0 && query.Any(q => q.Value.Any(string.IsNullOrEmpty)))
        {
            http.Request.QueryString = QueryString.Create(query.SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value)).Where(q => !string.IsNullOrEmpty(q.Value)));
        }
        return next(http);
    }
}
