namespace Shanhai.Organisations;

/// <summary>
/// For which bodies somebody acts, as her grants name them. A body that has since been merged is still named by the old one: ask
/// <see cref="OrganisationTree.BodiesOf"/> where mergers matter.
/// </summary>
public static class ActorBodies
{
    extension(Actor actor)
    {
        public IReadOnlyList<Id<Organisation>> Bodies =>
            [.. actor.Holdings.Select(h => h.Organisation).OfType<Guid>().Distinct().Select(id => new Id<Organisation>(id))];

        public bool ActsFor(Id<Organisation> body) => actor.Holdings.Any(h => h.Organisation == body.Value);

        public bool Leads(Id<Organisation> body) => actor.Holdings.Any(h => h.Role == Role.Leader && h.Organisation == body.Value);
    }
}
