using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Shanhai.Host;

/// <summary>
/// Rows of one table that belong to places, by the column that says to which; an index begins with it. <paramref name="Above"/>: those of the places above count as well,
/// because what they say holds below too.
/// </summary>
public sealed record PlaceRows(Type Entity, string Property, bool Above)
{
    public static PlaceRows Of<T>(string property) where T : class => new(typeof(T), property, false);

    public static PlaceRows AndAbove<T>(string property) where T : class => new(typeof(T), property, true);
}

/// <summary>Of which tables rows lie in a place or below it.</summary>
public sealed class RowsHere(IEnumerable<PlaceRows> held)
{
    private readonly HashSet<PlaceRows> _held = [.. held];

    public bool Has(PlaceRows rows) => _held.Contains(rows);

    public bool Has<T>() where T : class => _held.Any(r => r.Entity == typeof(T));
}

/// <summary>
/// The sections of a place's page in their order. Which tables have rows there is asked once, in one statement for all of them: most places have little of most things, and a
/// section that asks for itself costs each page as much as a whole list does. Every answer is of this moment; what a reader may see of the rows the section itself decides.
/// </summary>
public sealed class PlaceSections(IEnumerable<PlaceSection> sections)
{
    private readonly PlaceSection[] _all = [.. sections.OrderBy(s => s.Order)];
    private readonly PlaceRows[] _rows = [.. sections.SelectMany(s => s.Rows).Distinct()];
    private string? _question;

    public async Task<IReadOnlyList<(int Order, RenderFragment Shown)>> Load(View view, PlaceCode place, IServiceProvider services, CancellationToken ct)
    {
        var here = await Here(place, services.GetRequiredService<Db>(), ct);
        var shown = new List<(int, RenderFragment)>();
        foreach (var section in _all.Where(s => s.Verb is null || view.Actor.Scope(s.Verb).Contains(place)))
        {
            if ((section.Always || section.Rows.Count == 0 || section.Rows.Any(here.Has)) && await section.Load(view, place, here, services, ct) is { } fragment)
            {
                shown.Add((section.Order, fragment));
            }
        }
        return shown;
    }

    internal async Task<RowsHere> Here(PlaceCode place, Db db, CancellationToken ct)
    {
        var question = _question ??= Question(_rows, db.Model);
        var found = await db.Database.SqlQueryRaw<int>(question, place.First.Value, place.Last.Value,
            place.At(Level.Province).Value, place.At(Level.City).Value, place.At(Level.County).Value, place.At(Level.Township).Value).ToListAsync(ct);
        return new(found.Select(n => _rows[n]));
    }

    // The number of each table that has any. The nation, above everything, is 0.
    private static string Question(PlaceRows[] rows, IModel model) => string.Join(" UNION ALL ", rows.Select((r, n) =>
    {
        var entity = model.FindEntityType(r.Entity)!;
        return $"SELECT {n} AS \"Value\" WHERE EXISTS (SELECT 1 FROM \"{entity.GetTableName()}\" WHERE \"{entity.FindProperty(r.Property)!.GetColumnName()}\" "
            + (r.Above ? "IN (0, {0}, {2}, {3}, {4}, {5}))" : "BETWEEN {0} AND {1})");
    }));
}
