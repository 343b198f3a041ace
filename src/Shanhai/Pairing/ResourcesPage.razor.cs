using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Needs and offers of an area as a list, each with what ends it.</summary>
public partial class ResourcesPage
{
    public sealed record Shown(Page<FindResources.Row> Found, FindResources Filter, string? Under, bool MayRecord, Problem? Problem);

    public sealed record Address
    {
        public string? Under { get; init; }
        public bool? Offers { get; init; }
        public ResourceKind? What { get; init; }
        public bool? Over { get; init; }
        public string? After { get; init; }
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct)
    {
        if (view.Actor.Refuses(PairingModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }
        var errors = new Errors();
        var under = NamedPlace.Find(address.Under, await places.Read(db, ct), view.Actor, errors, "under");
        var filter = new FindResources { Under = under, Offers = address.Offers, What = address.What, Over = address.Over, After = address.After };
        var found = await FindResources.Handle(filter, trees, places, db, view.Actor, ct);
        return Html.Show<ResourcesPage, Shown>(view, view.Say("pairing.resources"), new(found.Value, filter, address.Under, view.Actor.May(PairingModule.Resources), errors.Refusal), errors.Refusal?.Status ?? 200);
    }
}
