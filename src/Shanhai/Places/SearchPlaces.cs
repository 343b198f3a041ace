namespace Shanhai.Places;

/// <summary>
/// Finds places by what somebody typed: name, former name, code, pinyin, initials, or a name with a typing error. Anybody may; places in
/// the asker's own area come first.
/// </summary>
public static class SearchPlaces
{
    /// <summary><paramref name="Name"/> is today's; <paramref name="Former"/> is the name it was found by where that is another.</summary>
    public sealed record Row(PlaceCode Code, string? OfficialCode, string Name, string? Former, Level Level, string Path, bool Stands, Register.Fit Fit);

    public static async Task<Result<Row[]>> Handle(string? q, int? size, CurrentRegister current, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.View) is { } no)
        {
            return no;
        }

        var register = await current.Read(db, ct);
        return In(register, q, Math.Clamp(size ?? 10, 1, 100), actor);
    }

    internal static Row[] In(Register register, string? q, int size, Actor actor) =>
        string.IsNullOrWhiteSpace(q) || q.Length > 100 ? []
        : [.. register.Search(q, Mine(actor), size).Select(h => new Row(
            register.Code(h.Index), register.OfficialCode(h.Index), register.Name(h.Index), h.Former, register.LevelOf(h.Index), register.Path(h.Index), register.Stands(h.Index), h.Fit))];

    // What is public may be seen everywhere; "mine" is where somebody holds a role.
    private static PlaceScope Mine(Actor actor) => actor.Holdings.Count == 0 ? PlaceScope.Everywhere : new(actor.Holdings.Select(h => h.Place));
}
