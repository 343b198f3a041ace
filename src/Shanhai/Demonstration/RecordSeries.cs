using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Outside;
using Shanhai.Indicators;

namespace Shanhai.Demonstration;

/// <summary>
/// Records the published series of Zhejiang (data/series) as real facts: one batch for each source and each way of saying it, because
/// "more than 70,000" is no 70,000 and the batch must say so. Targets are no facts and stay out.
/// </summary>
public static class RecordSeries
{
    private const string File = "series/zhejiang-9.json";

    private sealed record Series(DateOnly AsOf, IReadOnlyDictionary<string, Source> Sources, IReadOnlyList<Value> Values);

    private sealed record Source(string Zh, string En, string Grade);

    private sealed record Value(
        string Code, PlaceCode Place, int Year, string Kind, string Op, [property: JsonPropertyName("value")] decimal Amount, string? Source, string? Confidence, bool NeedsConfirmation);

    public static async Task<Result<int>> Handle(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        await using var stream = System.IO.File.OpenRead(ShippedData.PathOf(File));
        var series = (await JsonSerializer.DeserializeAsync<Series>(stream, JsonSerializerOptions.Web, ct))!;
        var recorded = 0;
        foreach (var values in series.Values.Where(v => v.Kind is "actual" or "base").GroupBy(v => (v.Source, v.Op, v.Confidence, v.NeedsConfirmation)))
        {
            var source = values.Key.Source is { } key ? series.Sources[key] : null;
            // Only what statistical and government offices published counts as an official document; a reprint is a table we typed in.
            // Everybody sees the title, but only those who work there the note.
            var title = (source is null ? "未注明出处（按公开常识录入）" : source.Zh) + (Said(values.Key.Op) is { } said ? $"（{said}）" : "");
            var origin = new RecordFigures.Origin(
                source?.Grade.StartsWith('A') == true ? SourceKind.OfficialDocument : SourceKind.Workbook, series.AsOf,
                title, FileName: Path.GetFileName(File), Note: Note(values.Key.Op, values.Key.Confidence, values.Key.NeedsConfirmation));
            var cells = values.Select(v => new RecordFigures.Cell(v.Place, v.Code, Period.Year(v.Year), v.Amount)).ToList();
            var batch = await RecordFigures.Handle(new(origin, cells), db, actor,
                services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), services.GetRequiredService<TimeProvider>(), ct);
            if (batch.Problem is { } refused)
            {
                return refused;
            }
            recorded += batch.Value.Added;
        }
        return recorded;
    }

    private static string? Said(string op) => op switch { ">" or "≥" => "原文为“超过”，按下限录入", "<" or "≤" => "原文为“低于”，按上限录入", "≈" => "原文为约数", _ => null };

    private static string? Note(string op, string? confidence, bool needsConfirmation)
    {
        string?[] parts =
        [
            Said(op),
            confidence switch { "high" => "可信度：高", "medium" => "可信度：中", _ => null },
            needsConfirmation ? "待核实" : null,
        ];
        return parts.OfType<string>().ToArray() is { Length: > 0 } said ? string.Join("；", said) : null;
    }
}
