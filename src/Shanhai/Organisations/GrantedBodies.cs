namespace Shanhai.Organisations;

/// <summary>
/// Which body a grant may name. An organ serves a place, and nobody can act for it beyond that place: its place contains the grant's. A body that
/// acts on its own account, such as an enterprise that helps a village far away, may be named anywhere.
/// </summary>
public static class GrantedBodies
{
    public static KnownBodies Known(CurrentTree current) => new(
        async (db, said, place, scope, ct) => Find(await current.Read(db, ct), said, place, scope),
        async (db, ids, ct) => Names(await current.Read(db, ct), ids));

    private static Result<Guid> Find(OrganisationTree tree, string said, PlaceCode place, PlaceScope scope)
    {
        var found = FindBody.Of(tree, said, "organisation", FindBody.Within(scope));
        return found.Problem is { } problem ? problem
            : found.Value is var body && body.Kind.IsOrgan && !body.Place.Contains(place)
                ? new Errors().Add("organisation", "organisation.serves-elsewhere", body.Name, body.Place).Refusal!
                : body.Id.Value;
    }

    private static Dictionary<Guid, string> Names(OrganisationTree tree, IEnumerable<Guid> ids) =>
        ids.Distinct().Select(id => tree.Find(new(id))).OfType<Body>().ToDictionary(b => b.Id.Value,
            b => b.Closed is not null && tree.Successor(b.Id) is { } now ? $"{b.Name} → {now.Name}" : b.Name);
}
