using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Host.Web.Parts;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>One solve: what it came to or what clashes, its pairs as a list and on a map, export, and publication.</summary>
public partial class ScenarioPage
{
    private const int MostOnMap = 2000;

    public sealed record Shown(ShowScenario Of, FindPairs Filter, Page<FindPairs.Row>? Found, MapSpec? Map, string? Under, Problem? Problem, bool Published, CompareStable? Stable);

    public sealed record Address
    {
        public string? Kind { get; init; }
        public string? Under { get; init; }
        public int? Below { get; init; }
        public string? After { get; init; }
        public string? Done { get; init; }
    }

    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, Db Db, TimeProvider Clock);

    public static Task<IResult> Show(View view, Id<Scenario> id, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, address, null, with, ct);

    public static async Task<IResult> Publish(View view, Id<Scenario> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var done = await PublishScenario.Handle(id, new(form["outsideAgreed"] == "true"), with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return done.Problem is not { } problem ? Html.Go($"/pairing/scenarios/{id}?done=published") : problem.Status == 422 ? await Ask(view, id, problem, with, ct) : await Page(view, id, new(), problem, with, ct);
    }

    /// <summary>What publishing would make public, before it is done.</summary>
    public static Task<IResult> Confirm(View view, Id<Scenario> id, [AsParameters] Reading with, CancellationToken ct) => Ask(view, id, null, with, ct);

    private static async Task<IResult> Ask(View view, Id<Scenario> id, Problem? problem, Reading with, CancellationToken ct)
    {
        var found = await PreviewPublication.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return found.Problem is { } no ? Html.Refused(view, no) : Html.Show<PublishPage, PublishPage.Shown>(view, view.Say("pairing.publish-title", found.Value.Number), new(found.Value, problem), problem?.Status ?? 200);
    }

    /// <summary>Pairs with their reasons, as a file of exactly what is shown.</summary>
    public static async Task<IResult> Export(View view, Id<Scenario> id, [AsParameters] Address address, string? format, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = Filter(address, await with.Places.Read(with.Db, ct), view, errors) with { After = null, Size = FindPairs.MostRows };
        var first = errors.Refusal is { } wrong ? wrong : await FindPairs.Read(id, filter, with.Trees, with.Places, with.Db, view.Actor, ct);
        if (first.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        TableColumn[] heads =
        [
            new(view.Say("pairing.village"), 20), new(view.Say("pairing.code"), 16), new(view.Say("pairing.path"), 36), new(view.Say("pairing.kind"), 12), new(view.Say("pairing.helper"), 36), new(view.Say("pairing.fit"), 10), new("km", 10),
            new(view.Say("pairing.share-of", view.Say("pairing.coverage-part")), 12), new(view.Say("pairing.share-of", view.Say("pairing.km")), 12), new(view.Say("pairing.share-of", view.Say("pairing.sector")), 12),
            new(view.Say("pairing.share-of", view.Say("pairing.past-part")), 12), new(view.Say("pairing.share-of", view.Say("pairing.priority-part")), 12), new(view.Say("pairing.continuity"), 12), new(view.Say("pairing.second"), 14),
            new(view.Say("pairing.why-pair"), 60), new(view.Say("pairing.binds"), 50), new(view.Say("pairing.others-village"), 50), new(view.Say("pairing.others-helper"), 50),
        ];
        var all = FindPairs.All(first.Value, async mark => (await FindPairs.Read(id, filter with { After = mark }, with.Trees, with.Places, with.Db, view.Actor, ct)).Value);
        var bonus = (await ShowScenario.Handle(id, with.Db, view.Actor, ct)).Value.Settings.Continuity;
        return TableFile.Of(view, format, view.Say("pairing.pairs"), heads, all.Select(e => Line(view, e, bonus)));
    }

    private static object?[] Line(View view, FindPairs.Explained of, int bonus)
    {
        var (r, parts) = (of.Row, of.Why.Parts);
        decimal Share(double part) => Math.Round((decimal)part, 4);
        return
        [
            r.VillageName, r.Village.ToString(), r.Path, view.Say(r.KindName), r.Helper, r.Points / 100m, r.Km is { } km ? Math.Round((decimal)km, 1) : null, Share(parts.Coverage), Share(parts.Distance), Share(parts.Sector), Share(parts.Past),
            Share(parts.Priority), parts.Continued ? bonus : 0, r.Second / 100m, WhyWords.Second(view.Language, of.Why, of.Names), WhyWords.Binds(view.Language, of.Why, of.Names), WhyWords.Others(view.Language, of.Names.Helpers),
            WhyWords.Others(view.Language, of.Names.Villages),
        ];
    }

    internal static FindPairs Filter(Address address, Register register, View view, Errors errors) =>
        new() { Kind = address.Kind, Below = address.Below, After = address.After, Under = NamedPlace.Find(address.Under, register, view.Actor, errors, "under") };

    private static async Task<IResult> Page(View view, Id<Scenario> id, Address address, Problem? problem, Reading with, CancellationToken ct)
    {
        var shown = await ShowScenario.Handle(id, with.Db, view.Actor, ct);
        if ((shown.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var (register, errors) = (await with.Places.Read(with.Db, ct), new Errors());
        var filter = Filter(address, register, view, errors);
        var found = shown.Value.State == ScenarioState.Solved ? (await FindPairs.Handle(id, filter, with.Trees, with.Places, with.Db, view.Actor, ct)).Value : null;
        var map = found is null ? null : await Map(view, id, filter, register, with.Db, ct);
        var stable = found is not null && await with.Db.Wishes.AnyAsync(w => w.Campaign == shown.Value.Campaign && w.SupersededAt == null, ct) ? (await CompareStable.Handle(id, with.Trees, with.Places, with.Db, view.Actor, ct)).Value : null;
        var wrong = problem ?? errors.Refusal;
        return Html.Show<ScenarioPage, Shown>(view, $"{shown.Value.CampaignName} · {view.Say("pairing.scenario-n", shown.Value.Number)}", new(shown.Value, filter, found, map, address.Under, wrong, address.Done == "published", stable), wrong?.Status ?? 200);
    }

    /// <summary>The villages by how well their worst pair fits.</summary>
    private static async Task<MapSpec?> Map(View view, Id<Scenario> id, FindPairs filter, Register register, Db db, CancellationToken ct)
    {
        var pairs = db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == id);
        pairs = filter.Kind is { Length: > 0 } kind ? pairs.Where(p => p.Kind == kind) : pairs;
        pairs = filter.Under is { } under ? pairs.Within(new([under]), p => p.Village) : pairs;
        var all = await pairs.Select(p => p.Village).Distinct().CountAsync(ct);
        var villages = await pairs.GroupBy(p => p.Village).Select(g => new { Village = g.Key, Worst = g.Min(p => p.Points) }).OrderBy(v => v.Village).Take(MostOnMap).ToListAsync(ct);
        MapPlace[] places = [.. villages.Select(v => (v, At: Gathering.At(register, v.Village))).Where(x => x.At is not null).Select(x => new MapPlace(x.v.Village.ToString(), register.NameOf(x.v.Village), Math.Min(4, x.v.Worst / 2000),
            (x.v.Worst / 100m).ToString("0.0", Words.Culture(view.Language)), $"/places/{x.v.Village}", x.At!.Value.Longitude, x.At.Value.Latitude))];
        return places.Length == 0 ? null : new MapSpec(places.Length < all ? view.Say("pairing.map-part", places.Length, all) : view.Say("pairing.map", places.Length), places, ["0–20", "20–40", "40–60", "60–80", "80–100"]) { ValueTitle = view.Say("pairing.worst-fit"), Height = ChartHeight.Middle, Note = view.Say("pairing.map-note") };
    }
}
