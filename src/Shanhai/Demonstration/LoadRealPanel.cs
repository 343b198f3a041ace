using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;
using Shanhai.Places;

namespace Shanhai.Demonstration;

/// <summary>
/// Loads a real public panel, the income of Spanish municipalities (INE, CC BY 4.0): places with their official codes, facts with their
/// source. Rows without income are withheld by the office (few residents); they stay missing. The console's operator may.
/// </summary>
public static class LoadRealPanel
{
    public sealed record Loaded(int Municipalities, int Figures, int WithoutIncome, int FirstYear, int LastYear);

    private const string DefaultFolder = "../shared/data/spain-municipality-income/open";

    /// <param name="folder">Null: the folder beside the repository, where it exists.</param>
    public static async Task<Result<Loaded>> Handle(IServiceProvider services, Actor actor, string? folder, Action<double, string> progress, CancellationToken ct)
    {
        var wanted = folder ?? DefaultFolder;
        if (SpanishPanel.FileIn(wanted) is not { } file)
        {
            return Problem.Missing("demonstration.no-panel", wanted);
        }
        var read = SpanishPanel.Read(file);
        if (read.Problem is { } unreadable)
        {
            return unreadable;
        }
        var panel = read.Value;

        var db = services.GetRequiredService<Db>();
        await services.GetRequiredService<Storage>().Migrate(db, ct);
        if (await db.Places.AnyAsync(p => p.Code == SpanishPanel.Country, ct))
        {
            return Problem.Clash("demonstration.panel-there");
        }
        progress(0.1, "");

        var places = await ImportPlaces.Handle(panel.Register(), panel.File, services.GetRequiredService<Pinyin>(), db, actor, ct);
        if (places.Problem is { } refused)
        {
            return refused;
        }
        progress(0.2, $"{places.Value.Added:N0}");

        var figures = 0;
        foreach (var year in panel.Years)
        {
            var origin = new RecordFigures.Origin(SourceKind.OfficialDocument, new(year, 12, 31), SpanishPanel.Title, FileName: panel.File, FileHash: panel.Hash, Note: SpanishPanel.Licence);
            var recorded = await RecordFigures.Handle(new(origin, panel.Figures(year)), db, actor,
                services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), services.GetRequiredService<TimeProvider>(), ct);
            if (recorded.Problem is { } wrong)
            {
                return wrong;
            }
            db.ChangeTracker.Clear();
            figures += recorded.Value.Added;
            progress(0.2 + 0.8 * (year - panel.Years[0] + 1) / panel.Years.Count, $"{figures:N0}");
        }
        return new Loaded(panel.Municipalities, figures, panel.WithoutIncome, panel.Years[0], panel.Years[^1]);
    }
}
