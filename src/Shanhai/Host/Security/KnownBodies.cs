namespace Shanhai.Host.Security;

/// <summary>
/// The bodies that a grant may name, as the capability that keeps them knows them: security itself stands below it and holds their ids only.
/// </summary>
public sealed record KnownBodies(KnownBodies.Finding Find, KnownBodies.Naming Names)
{
    /// <summary>
    /// The body somebody means by an id, a credit code or a name, which a grant at the place may name; else why not. <paramref name="scope"/> is where
    /// the asker may give grants: of bodies that neither lie there nor serve a place around it she hears nothing.
    /// </summary>
    public delegate Task<Result<Guid>> Finding(Db db, string said, PlaceCode place, PlaceScope scope, CancellationToken ct);

    /// <summary>What they are called; a body that was merged, with the name of the one that took over: "县农业局 → 县农业农村局".</summary>
    public delegate Task<IReadOnlyDictionary<Guid, string>> Naming(Db db, IEnumerable<Guid> ids, CancellationToken ct);
}
