using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Programmes.Iati;

/// <summary>
/// Public programmes and projects as activities of the International Aid Transparency Initiative, version 2.03: what everybody may read and no more, each project under its programme, with its village, budget by year, what public
/// books allocated and paid, and results against plan. Anybody may. Without an identifier of the publisher no file is made: it would be refused wherever it is registered.
/// </summary>
public sealed record ExportIati
{
    public string? Q { get; init; }
    public PlaceCode? Under { get; init; }
    public string? Measure { get; init; }
    public ProjectState? State { get; init; }

    private const int AtOnce = 500;

    public sealed record Exported(long Projects, [property: JsonIgnore] IAsyncEnumerable<XElement> Activities);

    /// <param name="site">The address under which the public reaches this installation.</param>
    public static async Task<Result<Exported>> Handle(ExportIati input, string site, Settings settings, Reading with, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Read) is { } no)
        {
            return no;
        }
        if (!IatiActivities.IsIdentifier(settings.Publisher))
        {
            return Problem.Clash("programmes.no-publisher");
        }
        var filter = new FindProjects { Q = input.Q, Under = input.Under, Measure = input.Measure, State = input.State };
        var query = FindProjects.Matching(filter, FindPublicProjects.Projects(with.Db).AsNoTracking(), ChinaDay.Today(with.Clock), with.Db);
        var count = await query.LongCountAsync(ct);
        return count == 0 ? Problem.Missing("programmes.nothing-published") : new Exported(count, Activities(query, site, settings, with, ct));
    }

    /// <summary>As the answer of a door.</summary>
    public static async Task<IResult> Write([AsParameters] ExportIati input, [AsParameters] Reading with, Settings settings, HttpContext http, Actor actor, CancellationToken ct)
    {
        var exported = await Handle(input, QrPicture.Address(http, settings, ""), settings, with, actor, ct);
        return exported.Problem is not null ? exported : Download(exported.Value, with.Clock, ct);
    }

    internal static IResult Download(Exported exported, TimeProvider clock, CancellationToken ct) =>
        TypedResults.Stream(stream => IatiFile.Write(stream, exported.Activities, clock.GetUtcNow(), ct), "application/xml; charset=utf-8", "iati-activities.xml");

    private static async IAsyncEnumerable<XElement> Activities(IQueryable<Project> query, string site, Settings settings, Reading with, [EnumeratorCancellation] CancellationToken ct)
    {
        var db = with.Db;
        // One moment for all of them.
        await using var reading = await db.BeginReading(ct);
        var register = await with.Places.Read(db, ct);
        var activities = new IatiActivities(settings.Publisher!, settings.Owner, site, await with.Trees.Read(db, ct), register, with.Measures, ChinaDay.Today(with.Clock));
        var programmes = await db.Programmes.AsNoTracking().Where(g => query.Any(p => p.Programme == g.Id)).ToDictionaryAsync(g => g.Id, ct);
        foreach (var programme in programmes.Values.OrderBy(g => g.Code, StringComparer.Ordinal))
        {
            yield return activities.Of(programme);
        }
        for (Id<Project> last = default; ;)
        {
            var some = await query.Where(p => p.Id > last).OrderBy(p => p.Id).Take(AtOnce).ToListAsync(ct);
            var ids = some.ConvertAll(p => p.Id);
            var results = (await db.ProjectResults.AsNoTracking().Where(r => ids.Contains(r.Project)).OrderBy(r => r.DueOn).ThenBy(r => r.Id).ToListAsync(ct)).ToLookup(r => r.Project);
            var measured = (await db.ResultValues.AsNoTracking().Where(v => v.SupersededAt == null && db.ProjectResults.Any(r => r.Id == v.Result && ids.Contains(r.Project))).ToListAsync(ct))
                .GroupBy(v => v.Result).ToDictionary(g => g.Key, g => g.MaxBy(v => v.On)!);
            var revised = (await db.ChangeRequests.AsNoTracking().Where(c => ids.Contains(c.Project) && c.What == ChangeKind.Budget && c.State == ChangeState.Approved).Select(c => c.Project).Distinct().ToListAsync(ct)).ToHashSet();
            var money = await PublicMoney.Of(some, with.Charts, register, db, ct);
            foreach (var project in some)
            {
                yield return activities.Of(project, programmes[project.Programme], [.. money[project.Code]], [.. results[project.Id].Select(r => (r, measured.GetValueOrDefault(r.Id)))], revised.Contains(project.Id));
            }
            if (some.Count < AtOnce)
            {
                yield break;
            }
            last = some[^1].Id;
        }
    }
}
