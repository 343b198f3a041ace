using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Who helps whom, for everybody: published pairs by village, as a list and as a file of exactly what is shown.</summary>
public partial class PublishedPage
{
    // The public reads it on phones.
    private const int Most = 20;

    public sealed record Shown(Page<FindPartnerships.Row> Found, string? Under, bool Over, PairPicture? Picture, Problem? Problem);

    public sealed record Address
    {
        public string? Under { get; init; }
        public bool? Over { get; init; }
        public string? After { get; init; }
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var under = NamedPlace.Find(address.Under, await places.Read(db, ct), view.Actor, errors, "under");
        var found = await FindPartnerships.Handle(new() { Under = under, Over = address.Over, After = address.After, Size = Most }, trees, places, db, view.Actor, clock, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<PublishedPage, Shown>(view, view.Say("pairing.public"), new(found.Value, address.Under, address.Over == true, await Picture(view, under, trees, places, db, clock, ct), errors.Refusal), errors.Refusal?.Status ?? 200);
    }

    /// <summary>The pairs of today in the place that is asked for.</summary>
    private static async Task<PairPicture?> Picture(View view, PlaceCode? under, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var today = ChinaDay.Today(clock);
        var running = Partnership.Running(db, today).AsNoTracking().Where(p => p.FromDay <= today).Within(new([under ?? PlaceCode.Nation]), p => p.Village);
        var pairs = await running.OrderBy(p => p.Village).ThenBy(p => p.Id).Take(PairPicture.Most).Select(p => new PairPicture.Pair(p.Organisation, p.Village)).ToListAsync(ct);
        var all = await running.CountAsync(ct);
        return await PairPicture.Of([(pairs.Count < all ? view.Say("pairing.picture-part", pairs.Count, all) : view.Say("pairing.picture", all), pairs)], _ => false, await trees.Read(db, ct), await places.Read(db, ct), db, ct) is [var one] ? one : null;
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = new FindPartnerships { Under = NamedPlace.Find(address.Under, await places.Read(db, ct), view.Actor, errors, "under"), Over = address.Over, Size = 500 };
        if (errors.Refusal is { } nowhere)
        {
            return Html.Refused(view, nowhere);
        }
        async IAsyncEnumerable<object?[]> Rows()
        {
            for (var next = (string?)""; next is not null;)
            {
                var page = (await FindPartnerships.Handle(filter with { After = next }, trees, places, db, view.Actor, clock, ct)).Value;
                foreach (var r in page.Rows)
                {
                    yield return [r.VillageName, r.Village.ToString(), r.Path, view.Say(r.KindName), r.Helper, r.CampaignName, r.From, r.To, view.Say("pairing.stage." + r.Stage)];
                }
                next = page.Next;
            }
        }
        TableColumn[] heads = [new(view.Say("pairing.village"), 20), new(view.Say("pairing.code"), 16), new(view.Say("pairing.path"), 36), new(view.Say("pairing.kind"), 12), new(view.Say("pairing.helper"), 36), new(view.Say("pairing.campaign"), 24), new(view.Say("pairing.from"), 12), new(view.Say("pairing.to"), 12), new(view.Say("pairing.state"), 12)];
        return TableFile.Of(view, format, view.Say("pairing.public"), heads, Rows());
    }
}
