using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>One place, as of today or of a day, with its path, its former names, what lies directly below it and what happened to it. Anybody may.</summary>
public sealed record ShowPlace(
    PlaceCode Code, string? OfficialCode, string Name, string? OfficialName, Level Level, short? Class, DateOnly? Opened, DateOnly? Closed, bool Stands,
    double? Latitude, double? Longitude, IReadOnlyList<PlacePath.Step> Path, IReadOnlyList<ShowPlace.Named> FormerNames,
    IReadOnlyList<PlacePath.Step> Today, IReadOnlyList<ShowPlace.Child> Children, IReadOnlyList<PlaceHistory.Entry> History)
{
    public sealed record Named(string Name, DateOnly? From, DateOnly To);

    /// <summary><paramref name="Below"/> counts what lies directly below.</summary>
    public sealed record Child(PlaceCode Code, string? OfficialCode, string Name, Level Level, short? Class, int Below, double? Latitude, double? Longitude);

    public static async Task<Result<ShowPlace>> Handle(PlaceCode code, DateOnly? asof, CurrentRegister current, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.View, code) is { } no)
        {
            return no;
        }

        var register = await current.Read(db, ct);
        if (register.Find(code) is not (>= 0 and var i))
        {
            return Problem.Missing("place-not-found", code.ToString());
        }
        var told = await db.Places.AsNoTracking().Where(p => p.Code == code)
            .Select(p => new { p.OfficialName, Changed = db.PlaceMoves.Any(m => m.From == code || m.To == code) }).FirstOrDefaultAsync(ct);
        var history = told is { Changed: false } ? [] : await PlaceHistory.Of(register, code, db, actor, ct);
        var at = register.Where(i);
        return new ShowPlace(code, register.OfficialCode(i), register.NameOn(i, asof), told?.OfficialName, register.LevelOf(i), register.Class(i),
            register.Opened(i), register.Closed(i), register.StandsOn(i, asof), at?.Latitude, at?.Longitude, register.Steps(i, asof).Steps,
            [.. register.FormerNames(i).OrderByDescending(f => f.To).Select(f => new Named(register.NameText(f.Name), f.From, f.To))],
            Successors(register, i, asof), Below(register, code, asof), history);
    }

    /// <summary>What it is today; empty where that is itself.</summary>
    private static List<PlacePath.Step> Successors(Register register, int i, DateOnly? asof)
    {
        var code = register.Code(i);
        var today = asof is { } day ? register.Became(code, day) : register.Today(code);
        return today is [var same] && same == code ? [] : [.. today.Select(c => new PlacePath.Step(c, register.NameOf(c)))];
    }

    private static List<Child> Below(Register register, PlaceCode code, DateOnly? asof) =>
        [.. register.Below(code, asof).Select(c => new Child(register.Code(c), register.OfficialCode(c), register.NameOn(c, asof), register.LevelOf(c), register.Class(c),
            register.Below(register.Code(c), asof).Count(), register.Where(c)?.Latitude, register.Where(c)?.Longitude))];
}
