using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Indicators.Import;

/// <summary>What every step of the conversation about a file works with. As a route parameter it is put together from the request.</summary>
public sealed record ImportDesk(Db Db, Actor Actor, Catalogue Catalogue, FactColumns Columns, Uploads Uploads, Pinyin Pinyin, TimeProvider Clock)
{
    public DateOnly Today => ChinaDay.Today(Clock);

    public static ImportDesk Of(IServiceProvider services, Actor actor) => new(
        services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(),
        services.GetRequiredService<Uploads>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<TimeProvider>());

    public static ValueTask<ImportDesk?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(Of(context.RequestServices, context.Features.Get<Actor>()!));

    /// <summary>The import, where the actor may record in its area: to others it does not exist.</summary>
    public async Task<Result<FigureImport>> Open(Id<FigureImport> id, CancellationToken ct)
    {
        if (Actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return no;
        }
        var import = await Db.FigureImports.Within(Actor.Scope(IndicatorsModule.Record), i => i.Under).FirstOrDefaultAsync(i => i.Id == id, ct);
        return import is null ? Problem.Missing("import.not-found") : import;
    }

    public async Task<Result<Workbook>> Read(FigureImport import, CancellationToken ct) =>
        await Uploads.Find(import.FileHash, ct) is { } file ? Workbook.Read(file, import.FileName) : Problem.Clash("import.file-lost", import.FileName);

    public async Task<ImportCheck> Check(FigureImport import, Workbook book, CancellationToken ct) =>
        await ImportCheck.Run(import, book, await RowPlaces.Load(Db, import.Under, import.Level, Pinyin, ct), Catalogue, Columns, Db, Today, ct);

    /// <summary>The batch that recorded this very file before, still in force, as far as the actor may know of it.</summary>
    public async Task<int?> Before(FigureImport import, CancellationToken ct) =>
        await Db.Batches.AsNoTracking().Within(Actor.Scope(IndicatorsModule.Record), b => b.Area).Where(b => b.FileHash == import.FileHash && b.UndoneAt == null).OrderByDescending(b => b.Number).Select(b => (int?)b.Number).FirstOrDefaultAsync(ct);
}
