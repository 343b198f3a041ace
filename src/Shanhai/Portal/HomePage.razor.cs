using Shanhai.Places;

namespace Shanhai.Portal;

public partial class HomePage
{
    // A nation has three thousand counties: then only its provinces are named.
    private const int MostCounties = 300;

    /// <summary>The public's home names the counties, city by city, and counts the register.</summary>
    public sealed record Shown(IReadOnlyList<Waiting> Waiting, IReadOnlyList<Link> Own, Counted Register, IReadOnlyList<City> Cities);

    public sealed record City(Link Place, IReadOnlyList<Link> Below, bool Invented = false);

    /// <summary>Real places and, apart from them, those of the simulator.</summary>
    public sealed record Counted(IReadOnlyList<(string Key, int Count)> Real, IReadOnlyList<(string Key, int Count)> Invented);

    public sealed record Link(PlaceCode Code, string Name);

    public static async Task<IResult> Show(View view, IServiceProvider services, CurrentRegister current, Db db, CancellationToken ct)
    {
        if (view.Actor.IsPublic)
        {
            var register = await current.Read(db, ct);
            return Html.Show<HomePage, Shown>(view, view.Say("home.public"), new([], [], new(Counts(register, false), Counts(register, true)), Cities(register)));
        }
        var waiting = new List<Waiting>();
        // One after the other: they share the request's connection.
        foreach (var module in Composition.Modules)
        {
            waiting.AddRange((await module.Waiting(services, view.Actor, ct)).Where(w => w.Count > 0));
        }
        return Html.Show<HomePage, Shown>(view, view.Say("home.title"), new([.. waiting.OrderByDescending(w => w.Overdue)], Own(view.Actor, await current.Read(db, ct)), new([], []), []));
    }

    private static IReadOnlyList<Link> Own(Actor actor, Register register) =>
        [.. actor.Holdings.Select(h => h.Place).Distinct().Order().Select(register.Find).Where(i => i >= 0).Select(i => new Link(register.Code(i), register.Name(i)))];

    private static bool IsInvented(PlaceCode code) => PlaceMap.Origin(code) == "-simulated";

    private static IReadOnlyList<(string, int)> Counts(Register register, bool invented) =>
        [.. Enumerable.Range(0, register.Count).Where(i => register.Stands(i) && IsInvented(register.Code(i)) == invented).Select(register.LevelOf).Where(l => l >= Level.County).CountBy(l => l).OrderBy(c => c.Key)
            .Select(c => ("level." + c.Key, c.Value))];

    private static IReadOnlyList<City> Cities(Register register)
    {
        var standing = Enumerable.Range(0, register.Count).Where(register.Stands).ToList();
        var depth = standing.Count(i => register.LevelOf(i) == Level.County) <= MostCounties ? Level.City : Level.Nation;
        if (depth == Level.Nation)
        {
            return [.. standing.Where(i => register.LevelOf(i) == Level.Province).Select(i => new City(Named(i), [], IsInvented(register.Code(i))))];
        }
        return
        [
            .. standing.Where(i => register.LevelOf(i) == Level.City)
                .Select(i => new City(Named(i), [.. register.Below(register.Code(i)).Where(b => register.LevelOf(b) == Level.County).Select(Named)], IsInvented(register.Code(i)))),
        ];

        Link Named(int i) => new(register.Code(i), register.Name(i));
    }
}
