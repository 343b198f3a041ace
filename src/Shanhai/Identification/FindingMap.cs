using System.Net.Mime;
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
    private static readonly List<Stand> Kinds = [.. Standing.Named];

    /// <summary>The frame of the map; null where nothing is named or no position is known.</summary>
    public static MapSpec? Frame(View view, FindFindings filter, CountFindings counts, Register register) =>
        counts.Named == 0 || !Positions.AnyKnown(register, Area(view.Actor, filter)) ? null
        : Spec(view, filter, counts.Named, []) with
        {
            PlacesHref = $"/weak/map?rule={Uri.EscapeDataString(filter.Rule!)}&period={filter.Period}" + (filter.Under is { } under ? $"&under={under}" : ""),
            Without = view.Say("weak.map-without-script"),
        };

    /// <summary>The whole map as its script reads it, in the reader's language.</summary>
    public static async Task<IResult> Show(View view, [AsParameters] FindFindings filter, CurrentFindings findings, CurrentRegister current, Db db, CancellationToken ct)
    {
        if (view.Actor.Refuses(IdentificationModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }
        var asked = new FindFindings { Rule = filter.Rule, Period = filter.Period, Under = filter.Under };
        var (list, register) = (await findings.Read(filter.Rule, filter.Period, db, ct), await current.Read(db, ct));
        var seen = asked.Among(list, register, view.Actor);
        var named = Enumerable.Range(0, list.Count).Where(i => Kinds.Contains(list[i].Stand) && seen.Has(i)).Take(Most).ToList();
        var places = named.Select(i => (Finding: list[i], Name: register.Name(list.In(register).At[i]), At: Positions.Of(register, list[i].Place))).Where(x => x.At is not null)
            .Select(x => new MapPlace(x.Finding.Place.ToString(), x.Name, Kinds.IndexOf(x.Finding.Stand), FindingColumns.Stands(view, x.Finding.Stand, x.Finding.Uncertain),
                $"/findings/{x.Finding.Id}", x.At!.Value.Longitude, x.At.Value.Latitude)).ToList();
        var spec = Spec(view, filter, places.Count, places) with
        {
            AreasHref = named.Count == 0 ? null : await Positions.Outlines([.. named.Select(i => list[i].Place)], db, ct),
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
