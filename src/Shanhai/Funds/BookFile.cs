using Microsoft.AspNetCore.Http.Features;
using Shanhai.Host.Tables;

namespace Shanhai.Funds;

/// <summary>A table of a book as a workbook or as text.</summary>
internal static class BookFile
{
    public static IResult Of(HttpContext http, string? format, string title, IReadOnlyList<TableColumn> heads, IAsyncEnumerable<object?[]> rows, string name, CancellationToken ct)
    {
        // The zip format's end of each part is written synchronously, whatever one asks of it.
        if (format == "xlsx" && http.Features.Get<IHttpBodyControlFeature>() is { } body)
        {
            body.AllowSynchronousIO = true;
        }
        return format == "xlsx"
            ? TypedResults.Stream(s => XlsxExport.Write(s, title, heads, rows, ct: ct), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx")
            : TypedResults.Stream(s => CsvExport.Write(s, heads, rows, ct: ct), "text/csv; charset=utf-8", name + ".csv");
    }

    /// <summary>The chosen columns, the first always.</summary>
    public static IReadOnlyList<(string Key, double Width, Func<TRow, object?> Value)> Chosen<TRow>(string[]? columns, params (string Key, double Width, Func<TRow, object?> Value)[] all)
    {
        var chosen = (columns ?? []).SelectMany(c => c.Split(',')).ToHashSet();
        return [.. all.Where((c, i) => i == 0 || chosen.Count == 0 || chosen.Contains(c.Key))];
    }
}
