using Microsoft.EntityFrameworkCore;

namespace Shanhai.Indicators.Import;

public partial class ImportsPage
{
    public sealed record Shown(IReadOnlyList<FigureImport> Open, IReadOnlyDictionary<PlaceCode, string> Names, int LargestUpload, Problem? Problem);

    public static Task<IResult> Show(View view, Db db, Settings settings, CancellationToken ct) => Page(view, db, settings, null, ct);

    public static async Task<IResult> Post(View view, IFormFile? file, ImportDesk desk, Settings settings, CancellationToken ct)
    {
        if (view.Actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return Html.Refused(view, no);
        }
        if (file is null || file.Length == 0)
        {
            return await Page(view, desk.Db, settings, new Errors().Add("file", "field.required").Refusal, ct);
        }
        var uploaded = await UploadFigures.Handle(new(await Bytes(file, ct), file.FileName), desk.Db, desk.Actor, desk.Catalogue, desk.Uploads, settings, desk.Clock, ct);
        return uploaded.Problem is { } refused ? await Page(view, desk.Db, settings, refused, ct) : Html.Go($"/figures/import/{uploaded.Value.Id}");
    }

    internal static async Task<byte[]> Bytes(IFormFile file, CancellationToken ct)
    {
        var content = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(content, ct);
        return content;
    }

    private static async Task<IResult> Page(View view, Db db, Settings settings, Problem? problem, CancellationToken ct)
    {
        if (view.Actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return Html.Refused(view, no);
        }
        var open = await db.FigureImports.AsNoTracking().Within(view.Actor.Scope(IndicatorsModule.Record), i => i.Under)
            .Where(i => i.State != ImportState.Confirmed && i.State != ImportState.Undone).OrderByDescending(i => i.UploadedAt).Take(50).ToListAsync(ct);
        var areas = open.Select(i => i.Under).Distinct().ToList();
        var names = await db.Places.AsNoTracking().Where(p => areas.Contains(p.Code)).ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        return Html.Show<ImportsPage, Shown>(view, view.Say("import.title"), new(open, names, settings.LargestUpload, problem), problem?.Status ?? 200);
    }
}
