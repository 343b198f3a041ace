using Microsoft.EntityFrameworkCore;

namespace Shanhai.Portal;

public partial class HomePage
{
    public sealed record Shown(IReadOnlyList<Waiting> Waiting, IReadOnlyList<(string Key, int Count)> Register);

    public static async Task<IResult> Show(View view, IServiceProvider services, Db db, CancellationToken ct)
    {
        var waiting = new List<Waiting>();
        if (!view.Actor.IsPublic)
        {
            // One after the other: they share the request's connection.
            foreach (var module in Composition.Modules)
            {
                waiting.AddRange((await module.Waiting(services, view.Actor, ct)).Where(w => w.Count > 0));
            }
        }
        var register = view.Actor.IsPublic ? await Counts(db, ct) : [];
        return Html.Show<HomePage, Shown>(view, view.Say(view.Actor.IsPublic ? "home.public" : "home.title"),
            new([.. waiting.OrderByDescending(w => w.Overdue)], register));
    }

    private static async Task<IReadOnlyList<(string, int)>> Counts(Db db, CancellationToken ct)
    {
        var counts = await db.Places.AsNoTracking().Where(p => p.Closed == null).GroupBy(p => p.Level).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return [.. counts.Where(c => c.Key >= Level.County).OrderBy(c => c.Key).Select(c => ("level." + c.Key, c.Count))];
    }
}
