using Microsoft.EntityFrameworkCore;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Places;

namespace Shanhai.Demonstration;

/// <summary>
/// The main job on a real public panel, the income of Spanish municipalities (INE, CC BY 4.0): places with their official codes, facts with
/// their source, the relative-poverty rule adopted and run for every year. Rows without income are withheld by the office (few residents);
/// they stay missing and cannot be judged. The console's operator may.
/// </summary>
public static class LoadRealPanel
{
    /// <param name="Poor">Places below the line, year by year.</param>
    public sealed record Loaded(
        int Municipalities, int Figures, int WithoutIncome, int FirstYear, int LastYear, IReadOnlyList<RunRule.Done> Poor, IReadOnlyList<People.Account> Accounts);

    public const string Rule = "POOR.ES";
    private const string Preset = "POOR.RELATIVE.60";

    private static readonly People.Part[] Parts = [new("spain", "西班牙示例", Role.Officer, SpanishPanel.Country), new("spain-auditor", "西班牙示例审计", Role.Auditor, SpanishPanel.Country)];

    private const string DefaultFolder = "../shared/data/spain-municipality-income/open";

    /// <param name="folder">Null: the folder beside the repository, where it exists.</param>
    /// <param name="password">For the accounts; null makes one for each, told once.</param>
    public static async Task<Result<Loaded>> Handle(IServiceProvider services, Actor actor, string? folder, string? password, Action<double, string> progress, CancellationToken ct)
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
        var accounts = await People.Add(Parts, password, services, db, actor, ct);
        if (accounts.Problem is { } weak)
        {
            return weak;
        }
        progress(0.1, "");

        var places = await ImportPlaces.Handle(panel.Register(), panel.File, services.GetRequiredService<Pinyin>(), db, actor, ct);
        if (places.Problem is { } refused)
        {
            return refused;
        }
        progress(0.2, $"{places.Value.Added:N0}");

        var figures = await Record(panel, services, db, actor, progress, ct);
        if (figures.Problem is { } wrong)
        {
            return wrong;
        }
        var poor = await Judge(panel.Years, services, db, actor, ct);
        return poor.Problem is { } unjudged
            ? unjudged
            : new Loaded(panel.Municipalities, figures.Value, panel.WithoutIncome, panel.Years[0], panel.Years[^1], poor.Value, accounts.Value);
    }

    private static async Task<Result<int>> Record(
        SpanishPanel panel, IServiceProvider services, Db db, Actor actor, Action<double, string> progress, CancellationToken ct)
    {
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
            progress(0.2 + 0.7 * (year - panel.Years[0] + 1) / panel.Years.Count, $"{figures:N0}");
        }
        return figures;
    }

    private static async Task<Result<IReadOnlyList<RunRule.Done>>> Judge(IReadOnlyList<int> years, IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var (catalogue, clock, judge) = (services.GetRequiredService<Catalogue>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<Judge>());
        var adopted = await AdoptRule.Handle(new(Preset, SpanishPanel.Country, Rule, Period.Year(years[0])), db, actor, catalogue, clock, ct);
        if (adopted.Problem is { } refused)
        {
            return refused;
        }
        var runs = new List<RunRule.Done>();
        foreach (var year in years)
        {
            var done = await RunRule.Handle(new(Rule, Period.Year(year)), db, actor, judge, clock, ct);
            if (done.Problem is { } problem)
            {
                return problem;
            }
            db.ChangeTracker.Clear();
            runs.Add(done.Value);
        }
        return runs;
    }
}
