using Microsoft.AspNetCore.Http.Features;
using Shanhai.Host.Tables;

namespace Shanhai.Pairing;

/// <summary>Rows as a workbook or, where nothing else is asked for, as text.</summary>
internal static class TableFile
{
    public static IResult Of(View view, HttpContext http, string? format, string title, IReadOnlyList<TableColumn> heads, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        var name = $"{title}-{view.Now:yyyyMMdd}";
        // The zip format's end of each part is written synchronously, whatever one asks of it.
        if (format == "xlsx" && http.Features.Get<IHttpBodyControlFeature>() is { } body)
        {
            body.AllowSynchronousIO = true;
        }
        return format == "xlsx"
            ? TypedResults.Stream(s => XlsxExport.Write(s, title, heads, rows, ct: ct), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx")
            : TypedResults.Stream(s => CsvExport.Write(s, heads, rows, ct: ct), "text/csv; charset=utf-8", name + ".csv");
    }
}
