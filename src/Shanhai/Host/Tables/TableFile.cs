using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Shanhai.Host.Tables;

/// <summary>Rows to take away, written while they are read: a workbook where that is asked for, else text that every program opens.</summary>
public static class TableFile
{
    public const string Csv = "csv", Workbook = "xlsx";

    public const string CsvType = "text/csv; charset=utf-8", WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <param name="title">What the sheet is called, and the file where <paramref name="name"/> is not given: with the day.</param>
    /// <param name="name">What the file is called, without its ending.</param>
    public static IResult Of(View view, string? format, string title, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<object?[]> rows, string? name = null) =>
        new Download(format == Workbook, title, columns, rows, name ?? string.Create(CultureInfo.InvariantCulture, $"{title}-{view.Now:yyyyMMdd}"));

    /// <summary>A table to be filled in: its heads, with examples under them or none.</summary>
    public static IResult Template(View view, string name, IReadOnlyList<TableColumn> columns, params object?[][] examples) => Of(view, Csv, name, columns, examples.ToAsyncEnumerable(), name);

    /// <summary>The columns that were chosen, the first always; all where nothing was.</summary>
    public static IReadOnlyList<(string Key, double Width, Func<TRow, object?> Value)> Chosen<TRow>(string[]? chosen, params (string Key, double Width, Func<TRow, object?> Value)[] all) =>
        Chosen(chosen, [.. all.Select(c => (c.Key, c.Width, false, c.Value))]);

    /// <summary>The columns that were chosen, the first always; where nothing was, all but those that stand there only when they are <c>Asked</c> for.</summary>
    public static IReadOnlyList<(string Key, double Width, Func<TRow, object?> Value)> Chosen<TRow>(string[]? chosen, params (string Key, double Width, bool Asked, Func<TRow, object?> Value)[] all)
    {
        var keys = (chosen ?? []).SelectMany(c => c.Split(',')).ToHashSet();
        return [.. all.Where((c, i) => i == 0 || (keys.Count == 0 ? !c.Asked : keys.Contains(c.Key))).Select(c => (c.Key, c.Width, c.Value))];
    }

    private sealed class Download(bool workbook, string title, IReadOnlyList<TableColumn> columns, IAsyncEnumerable<object?[]> rows, string name) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var ct = httpContext.RequestAborted;
            // The zip format's end of each part is written synchronously, whatever one asks of it.
            if (workbook && httpContext.Features.Get<IHttpBodyControlFeature>() is { } body)
            {
                body.AllowSynchronousIO = true;
            }
            return workbook
                ? TypedResults.Stream(s => XlsxExport.Write(s, title, columns, rows, ct: ct), WorkbookType, name + ".xlsx").ExecuteAsync(httpContext)
                : TypedResults.Stream(s => CsvExport.Write(s, columns, rows, ct: ct), CsvType, name + ".csv").ExecuteAsync(httpContext);
        }
    }
}
