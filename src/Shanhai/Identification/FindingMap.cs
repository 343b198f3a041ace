using System.Net.Mime;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Web.Parts;
using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>
/// The places on the list as points: where a village's own position is not known, at that of the nearest place above. The page only says that there is
/// a map; its places, up to two thousand, are asked for when the reader comes near it.
/// </summary>
internal static class FindingMap
{
    private const int Most = 2000;
    private static readonly Stand[] Kinds = [Stand.New, Stand.Continuing, Stand.Relapsed, Stand.ExitProposed];

    /// <summary>The frame of the map; null where nothing is named or no position is known.</summary>
    public static MapSpec? Frame(View view, FindFindings filter, CountFindings counts, Register register) =>
        counts.Named == 0 || !Positions.AnyKnown(register, Area(view.Actor, filter)) ? null
        : Spec(view, filter, counts.Named, []) with
        {
            PlacesHref = $"/weak/map?rule={Uri.EscapeDataString(filter.Rule!)}&period={filter.Period}" + (filter.Under is { } under ? $"&under={under}" : ""),
            Without = view.Say("weak.map-without-script"),
        };

    /// <summary>The whole map as its script reads it, in the reader's language.</summary>
    public static async Task<IResult> Show(View view, [AsParameters] FindFindings filter, CurrentRegister current, Db db, CancellationToken ct)
    {
        if (view.Actor.Refuses(IdentificationModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }
        var asked = new FindFindings { Rule = filter.Rule, Period = filter.Period, Under = filter.Under };
        var named = await FindFindings.Matching(asked, db, view.Actor)
            .Where(j => j.Finding.Stand != Stand.NotNamed && j.Finding.Stand != Stand.Exited)
            .OrderBy(j => j.Finding.Place).Take(Most)
            .Select(j => new { j.Finding.Id, j.Finding.Place, j.Finding.Stand, j.Finding.Uncertain, j.Name }).ToListAsync(ct);
        var register = await current.Read(db, ct);
        var places = named.Select(n => (Named: n, At: Positions.Of(register, n.Place))).Where(x => x.At is not null)
            .Select(x => new MapPlace(x.Named.Place.ToString(), x.Named.Name, Array.IndexOf(Kinds, x.Named.Stand), FindingColumns.Stands(view, x.Named.Stand, x.Named.Uncertain),
                $"/findings/{x.Named.Id}", x.At!.Value.Longitude, x.At.Value.Latitude)).ToList();
        var spec = Spec(view, filter, places.Count, places) with
        {
            AreasHref = named.Count == 0 ? null : await Positions.Outlines([.. named.Select(n => n.Place)], db, ct),
        };
        return TypedResults.Text(spec.Json(), MediaTypeNames.Application.Json);
    }

    private static MapSpec Spec(View view, FindFindings filter, int count, IReadOnlyList<MapPlace> places) =>
        new(view.Say("weak.map", filter.Period?.ToString(), Math.Min(count, Most)), places, [.. Kinds.Select(k => view.Say(StandWords.Key(k)))])
        {
            Scale = MapScale.Categories,
            ValueTitle = view.Say("findings.stand"),
            Note = count > Most ? view.Say("weak.map-first", Most) : null,
            Height = ChartHeight.Middle,
        };

    private static PlaceScope Area(Actor actor, FindFindings filter) =>
        actor.Scope(IdentificationModule.View) is var scope && filter.Under is { } under ? scope.And(under) : scope;
}
