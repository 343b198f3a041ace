using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Receptions;

public enum ReceptionList : short { Coming, Held, Mine }

/// <summary>Lists reception days: those to come and those held are public once announced; plans only for those who work on them.</summary>
public sealed record FindReceptions
{
    public ReceptionList? List { get; init; }
    public PlaceCode? Under { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<Reception> Id, DateOnly On, TimeOnly From, TimeOnly To, PlaceCode Place, string PlaceName, string Venue, string Leader, string Body, ReceptionState State);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindReceptions input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ReceptionsModule.View) is { } no)
        {
            return no;
        }
        var (tree, register, today, size) = (await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock), Math.Clamp(input.Size ?? 50, 1, 500));
        var query = input.List switch
        {
            ReceptionList.Mine => ReceptionSight.Of(actor, tree, ReceptionsModule.Plan, db).AsNoTracking(),
            ReceptionList.Held => Public(db).Where(r => r.State == ReceptionState.Closed),
            _ => Public(db).Where(r => r.On >= today && r.State < ReceptionState.Closed),
        };
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), r => r.Place);
        }
        var coming = input.List is null or ReceptionList.Coming;
        if (input.After?.Split('~') is [var on, var id] && DateOnly.TryParseExact(on, "yyyyMMdd", out var day) && Id<Reception>.TryParse(id, null, out var last))
        {
            query = coming ? query.Where(r => r.On > day || r.On == day && r.Id > last) : query.Where(r => r.On < day || r.On == day && r.Id < last);
        }
        var found = await (coming ? query.OrderBy(r => r.On).ThenBy(r => r.Id) : query.OrderByDescending(r => r.On).ThenByDescending(r => r.Id)).Take(size + 1)
            .Select(r => new { r.Id, r.On, r.From, r.To, r.Place, r.Venue, r.LeaderPost, r.LeaderName, r.Body, r.State }).ToListAsync(ct);
        return new Page<Row>([.. found.Take(size).Select(r => new Row(r.Id, r.On, r.From, r.To, r.Place, NameOf(register, r.Place), r.Venue, $"{r.LeaderPost} {r.LeaderName}", tree.Find(r.Body)?.Name ?? "", r.State))],
            found.Count > size ? $"{found[size - 1].On:yyyyMMdd}~{found[size - 1].Id}" : null);
    }

    /// <summary>Announced at some time: what anybody may read.</summary>
    internal static IQueryable<Reception> Public(Db db) => db.Receptions.AsNoTracking().Where(r => r.Notice != null);

    /// <summary>Today's name; of a place that was merged since, with what it is now.</summary>
    internal static string NameOf(Register register, PlaceCode place)
    {
        if (register.Find(place) is not (>= 0 and var i))
        {
            return place.ToString();
        }
        var now = register.Today(place).Where(p => p != place && register.Find(p) >= 0).Select(p => register.Name(register.Find(p))).ToList();
        return now.Count == 0 ? register.Name(i) : $"{register.Name(i)}（{string.Join("、", now)}）";
    }
}
