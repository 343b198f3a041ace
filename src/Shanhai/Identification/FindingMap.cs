using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Web.Parts;

namespace Shanhai.Identification;

/// <summary>The places on the list as points: where a village's own position is not known, at that of the nearest place above. Null where no position is known at all.</summary>
internal static class FindingMap
{
    private const int Most = 2000;
    private static readonly Stand[] Kinds = [Stand.New, Stand.Continuing, Stand.Relapsed, Stand.ExitProposed];

    public static async Task<MapSpec?> Of(View view, FindFindings filter, Db db, CancellationToken ct)
    {
        var asked = new FindFindings { Rule = filter.Rule, Period = filter.Period, Under = filter.Under };
        var named = await FindFindings.Matching(asked, db, view.Actor)
            .Where(j => j.Finding.Stand != Stand.NotNamed && j.Finding.Stand != Stand.Exited)
            .OrderBy(j => j.Finding.Place).Take(Most)
            .Select(j => new { j.Finding.Id, j.Finding.Place, j.Finding.Stand, j.Finding.Uncertain, j.Name }).ToListAsync(ct);
        if (named.Count == 0)
        {
            return null;
        }
        var at = await Positions.Of(db, [.. named.Select(n => n.Place)], ct);
        if (at.Count == 0)
        {
            return null;
        }
        var places = named.Where(n => at.ContainsKey(n.Place)).Select(n => new MapPlace(n.Place.ToString(), n.Name, Array.IndexOf(Kinds, n.Stand),
            FindingColumns.Stands(view, n.Stand, n.Uncertain), $"/findings/{n.Id}", at[n.Place].Longitude, at[n.Place].Latitude)).ToList();
        return new MapSpec(view.Say("weak.map", filter.Period?.ToString(), places.Count), places, [.. Kinds.Select(k => view.Say(StandWords.Key(k)))])
        {
            Scale = MapScale.Categories,
            AreasHref = await Positions.Outlines([.. at.Keys], db, ct),
            ValueTitle = view.Say("findings.stand"),
            Note = named.Count == Most ? view.Say("weak.map-first", Most) : null,
            Height = ChartHeight.Middle,
        };
    }
}
