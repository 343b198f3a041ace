using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Outside;
using Shanhai.Indicators;
using Shanhai.Places;
using Shanhai.Places.Lists;

namespace Shanhai.Demonstration;

/// <summary>
/// Fills an empty database so that every role has something to do: the real register of Zhejiang with the published series of the province,
/// and the invented province with its simulated figures. The console's operator may. A database that holds anything is left alone.
/// </summary>
public static class MakeDemonstration
{
    public sealed record Made(long Places, int Villages, int Figures, int Series, IReadOnlyList<People.Account> Accounts);

    private static readonly PlaceCode County = 990101000000;

    private static readonly People.Part[] Parts =
    [
        new("system", "系统管理员", Role.SystemAdministrator, PlaceCode.Nation),
        new("security", "安全管理员", Role.SecurityAdministrator, PlaceCode.Nation),
        new("auditor", "审计员", Role.Auditor, PlaceCode.Nation),
        new("province", "省农办", Role.Officer, InventedProvince.Code),
        new("county", "岚溪县农业农村局", Role.Officer, County, "岚溪县农业农村局"),
        new("township", "石门镇", Role.Clerk, 990101101000, "石门镇人民政府"),
        new("leader", "县领导", Role.Leader, County, "岚溪县人民政府"),
        new("analyst", "研究员", Role.Analyst, PlaceCode.Nation),
        new("bureau-leader", "岚溪县农业农村局负责人", Role.Leader, County, "岚溪县农业农村局"),
        new("resources", "岚溪县资规局", Role.Officer, County, "岚溪县自然资源和规划局"),
        new("petitions", "岚溪县信访局", Role.Officer, County, "岚溪县信访局"),
        new("petitions-leader", "岚溪县信访局负责人", Role.Leader, County, "岚溪县信访局"),
        new("discipline", "岚溪县纪委监委信访室", Role.Officer, County, "岚溪县纪委监委"),
        new("discipline-leader", "岚溪县纪委监委负责人", Role.Leader, County, "岚溪县纪委监委"),
        new("city-petitions", "示范市信访局", Role.Officer, InventedProvince.Prefecture, "示范市信访局"),
        new("city-discipline", "示范市纪委监委信访室", Role.Officer, InventedProvince.Prefecture, "示范市纪委监委"),
    ];

    /// <param name="password">For all accounts; null makes one for each, told once.</param>
    /// <param name="progress">How much is done, of 1, and what was done last.</param>
    public static async Task<Result<Made>> Handle(IServiceProvider services, Actor actor, string? password, Action<double, string> progress, CancellationToken ct)
    {
        var db = services.GetRequiredService<Db>();
        await services.GetRequiredService<Storage>().Migrate(db, ct);
        if (await db.Places.AnyAsync(ct) || await db.Users.AnyAsync(ct))
        {
            return Problem.Clash("demonstration.not-empty");
        }

        // People first: a password that is too weak is told before minutes of work.
        var accounts = await People.Add(Parts, password, services, db, actor, ct);
        if (accounts.Problem is { } weak)
        {
            return weak;
        }
        progress(0.05, "");

        var simulation = Simulation.Of();
        var places = await AddPlaces(services, simulation, db, actor, ct);
        if (places.Problem is { } unread)
        {
            return unread;
        }
        progress(0.2, $"{places.Value:N0}");

        var figures = await AddFigures(services, simulation, db, actor, progress, ct);
        if (figures.Problem is { } refused)
        {
            return refused;
        }
        if (await Join(services, simulation.Truth.Joined, db, actor, ct) is { } stillTwo)
        {
            return stillTwo;
        }
        if (((await AddOrganisations.Handle(services, db, actor, ct)).Problem ?? await People.Bind(Parts, services, db, actor, ct)) is { } unbound)
        {
            return unbound;
        }
        if (await AddReceptions.Handle(services, "leader", db, actor, ct) is { } unheld)
        {
            return unheld;
        }
        var kept = await AddBooks.Handle(services, simulation, db, actor, ct);
        if (kept.Problem is { } unkept)
        {
            return unkept;
        }
        await AddProgrammes.Handle(services, simulation, db, actor, ct);
        // The enclaves pay into the villages' books before their years are closed.
        if ((await AddEnclaves.Handle(services, simulation, kept.Value, db, actor, ct) ?? await AddBooks.Close(services, db, actor, ct)) is { } unpooled)
        {
            return unpooled;
        }
        progress(0.9, $"{figures.Value:N0}");
        if ((await AddVoices.Handle(services, db, actor, ct)).Problem is { } unheard)
        {
            return unheard;
        }
        progress(0.95, "");
        var named = await IdentifyWeak.Handle(services, db, actor, ct);
        if (named.Problem is { } unjudged)
        {
            return unjudged;
        }
        if (await AddPairing.Handle(services, db, actor, ct) is { } unpaired)
        {
            return unpaired;
        }
        if (await AddCoverage.Handle(services, db, actor, ct) is { } uncovered)
        {
            return uncovered;
        }
        if (await AddInvestors.Handle(services, db, actor, ct) is { } uninvested)
        {
            return uninvested;
        }
        if (await AddPostings.Handle(services, db, actor, ct) is { } unsent)
        {
            return unsent;
        }
        var series = await RecordSeries.Handle(services, db, actor, ct);
        return series.Problem is { } broken ? broken : new Made(places.Value, simulation.Province.Villages.Count, figures.Value, series.Value, accounts.Value);
    }

    private static async Task<Result<long>> AddPlaces(IServiceProvider services, Simulation simulation, Db db, Actor actor, CancellationToken ct)
    {
        var (pinyin, current) = (services.GetRequiredService<Pinyin>(), services.GetRequiredService<CurrentRegister>());
        var real = await ImportPlaces.Handle(RegisterFiles.Read(ShippedData.PathOf("places/zhejiang.csv")), "zhejiang.csv", pinyin, db, actor, ct, current);
        if (real.Problem is { } problem)
        {
            return problem;
        }
        if ((await LoadLists.Handle(current, db, actor, services.GetRequiredService<TimeProvider>(), ct)).Problem is { } unlisted)
        {
            return unlisted;
        }
        var invented = await ImportPlaces.Handle(simulation.Province.Register, Simulation.Document, pinyin, db, actor, ct, current);
        return (invented.Problem ?? await AddOutlines(current, db, actor, services.GetRequiredService<TimeProvider>(), ct)) is { } refused
            ? refused
            : real.Value.Added + invented.Value.Added;
    }

    private static async Task<Problem?> AddOutlines(CurrentRegister current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("shanhai");
        try
        {
            var file = Path.Combine(folder.FullName, "simulated-counties.geojson");
            await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(InventedProvince.Outlines()), ct);
            return (await ImportBoundaries.Handle(new(file, CoordinateSystem.Wgs84, Simulation.Document, new(Simulation.FirstYear, 1, 1)), current, db, actor, clock, ct)).Problem;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Two villages became one: after their figures are there, so that the pages show how old figures come into today's borders.</summary>
    private static async Task<Problem?> Join(IServiceProvider services, Truth.Merger joined, Db db, Actor actor, CancellationToken ct) =>
        (await RecordPlaceChange.Handle(
            new PlaceChange { Kind = PlaceEventKind.Merged, Place = joined.From, Into = joined.Into, On = joined.On, Document = Simulation.Document }, preview: false,
            services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(), services.GetRequiredService<Pinyin>(), db, actor,
            services.GetRequiredService<TimeProvider>(), ct)).Problem;

    private static async Task<Result<int>> AddFigures(
        IServiceProvider services, Simulation simulation, Db db, Actor actor, Action<double, string> progress, CancellationToken ct)
    {
        var (catalogue, columns, clock) = (services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), services.GetRequiredService<TimeProvider>());
        var (recorded, batches) = (0, 0);
        var all = InventedProvince.Counties.Count * (Simulation.LastYear - Simulation.FirstYear + 1);
        for (var year = Simulation.FirstYear; year <= Simulation.LastYear; year++)
        {
            foreach (var county in InventedProvince.Counties)
            {
                var input = new RecordFigures(
                    new(SourceKind.Simulated, new(year + 1, 3, 31), Simulation.Document, Note: $"{county.Name} {year}"), simulation.Figures(county, year));
                var batch = await RecordFigures.Handle(input, db, actor, catalogue, columns, clock, ct);
                if (batch.Problem is { } refused)
                {
                    return refused;
                }
                // Forty batches would otherwise be looked through again at each save.
                db.ChangeTracker.Clear();
                recorded += batch.Value.Added;
                progress(0.2 + 0.7 * ++batches / all, $"{recorded:N0}");
            }
        }
        await Disagree(simulation.Truth, catalogue, columns, clock, db, actor, ct);
        return recorded;
    }

    /// <summary>One figure is in dispute, so that "cannot tell" has its other cause on the pages too.</summary>
    private static async Task Disagree(Truth truth, Catalogue catalogue, FactColumns columns, TimeProvider clock, Db db, Actor actor, CancellationToken ct)
    {
        var (village, code, year) = truth.InDispute;
        await using var writing = await db.BeginWriting(ct);
        var dispute = new Dispute
        {
            Id = Id<Dispute>.New(clock), Place = village, Indicator = catalogue[code].Id, Period = Period.Year(year).Key, Revision = 1,
            Reason = "村里认为漏记了一笔租金（模拟）", RaisedBy = actor.Name, RaisedAt = clock.GetUtcNow(),
        };
        db.Disputes.Add(dispute);
        db.Record(actor, Identification.IdentificationModule.Dispute, $"fact:{new FactKey(village, code, Period.Year(year), 1)}", place: village);
        await db.SaveChangesAsync(ct);
        await FactStamps.Bump(db, [(dispute.Indicator, dispute.Period)], ct);
        await writing.Commit(ct);
        columns.Written();
    }
}
