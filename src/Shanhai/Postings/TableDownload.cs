using Microsoft.AspNetCore.Http.Features;
using Shanhai.Host.Tables;

namespace Shanhai.Postings;

/// <summary>Rows as a workbook or a text table.</summary>
internal static class TableDownload
{
    public static IReadOnlyList<(string Head, int Width)> Heads(View view) =>
    [
        (view.Say("postings.villages"), 24), (view.Say("postings.code"), 20), (view.Say("postings.kind"), 16), (view.Say("postings.also"), 16), (view.Say("postings.sender"), 32), (view.Say("postings.person"), 10),
        (view.Say("postings.from"), 12), (view.Say("postings.to"), 12), (view.Say("postings.state"), 12),
    ];

    public static object?[] Row(View view, PostLine of) =>
    [
        string.Join(view.Say("pairing.comma"), of.Villages.Select(v => v.Name)), string.Join(' ', of.Villages.Select(v => v.Village)), view.Say(of.KindName), of.AlsoName is { } also ? view.Say(also) : null, of.SenderName, of.Person, of.From, of.To,
        view.Say("pairing.stage." + of.Stage),
    ];

    public static IResult Of(View view, HttpContext http, string? format, string title, IReadOnlyList<(string Head, int Width)> heads, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        var (name, columns) = ($"{title}-{view.Now:yyyyMMdd}", heads.Select(h => new TableColumn(h.Head, h.Width)).ToArray());
        // The zip format's end of each part is written synchronously, whatever one asks of it.
        if (format == "xlsx" && http.Features.Get<IHttpBodyControlFeature>() is { } body)
        {
            body.AllowSynchronousIO = true;
        }
        return format == "xlsx"
            ? TypedResults.Stream(s => XlsxExport.Write(s, title, columns, rows, ct: ct), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx")
            : TypedResults.Stream(s => CsvExport.Write(s, columns, rows, ct: ct), "text/csv; charset=utf-8", name + ".csv");
    }
}
