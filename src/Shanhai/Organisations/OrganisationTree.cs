namespace Shanhai.Organisations;

/// <summary>A body as the tree holds it. Never changes; what it was called and to whom it reported before is in its past.</summary>
public sealed record Body(
    Id<Organisation> Id, string Name, string? ShortName, OrganisationKind Kind, Duties Duties, PlaceCode Place, Id<Organisation>? Superior,
    DateOnly? Opened = null, DateOnly? Closed = null, Id<Organisation>? Successor = null)
{
    /// <summary>Until the day (excluded) it had this name.</summary>
    public sealed record Renaming(DateOnly On, string From);

    /// <summary>Until the day (excluded) this was its superior.</summary>
    public sealed record Moving(DateOnly On, Id<Organisation>? From);

    public string? CreditCode { get; init; }

    /// <summary>Earliest first.</summary>
    public IReadOnlyList<Renaming> Renamings { get; init; } = [];

    /// <summary>Earliest first.</summary>
    public IReadOnlyList<Moving> Movings { get; init; } = [];

    public DateOnly? LastRenamed => Renamings is [.., var last] ? last.On : null;

    public DateOnly? LastMoved => Movings is [.., var last] ? last.On : null;

    /// <summary>What people call it: the short name where it has one.</summary>
    public string Called => ShortName ?? Name;

    /// <summary>Null: today.</summary>
    public bool StandsOn(DateOnly? day) => day is { } d ? (Opened is null || Opened <= d) && (Closed is null || d < Closed) : Closed is null;

    public string NameOn(DateOnly? day) => day is { } d && Renamings.FirstOrDefault(r => d < r.On) is { } renaming ? renaming.From : Name;

    public Id<Organisation>? SuperiorOn(DateOnly? day) => day is { } d && Movings.FirstOrDefault(m => d < m.On) is { } moving ? moving.From : Superior;
}

/// <summary>
/// Every body there is and was, with who stands above whom today and on any day. Immutable; <see cref="CurrentTree"/> makes a new one when the
/// register of bodies changes. Asked about today, a body that was merged is its successor: whoever deals with matters of a body that is no more
/// gets the answer of the one that took them over.
/// </summary>
public sealed class OrganisationTree
{
    private readonly Dictionary<Id<Organisation>, Body> _bodies;
    private readonly ILookup<Id<Organisation>, Body> _below;
    private readonly ILookup<(OrganisationKind, PlaceCode), Body> _serving;
    private readonly ILookup<Id<Organisation>, Id<Organisation>> _merged;

    public OrganisationTree(long version, IEnumerable<Body> bodies)
    {
        Version = version;
        _bodies = bodies.ToDictionary(b => b.Id);
        _below = InOrder(_bodies.Values.Where(b => b.Closed is null && b.Superior is not null)).ToLookup(b => b.Superior!.Value);
        _serving = _bodies.Values.Where(b => b.Closed is null).OrderBy(b => b.Id).ToLookup(b => (b.Kind, b.Place));
        _merged = _bodies.Values.Where(b => b is { Closed: not null, Successor: not null }).ToLookup(b => b.Successor!.Value, b => b.Id);
    }

    public long Version { get; }

    public int Count => _bodies.Count;

    public IReadOnlyCollection<Body> All => _bodies.Values;

    public Body? Find(Id<Organisation> id) => _bodies.GetValueOrDefault(id);

    /// <summary>The body that answers for it today: itself while it stands, else the last in the chain of its mergers; null where it ended without a successor.</summary>
    public Body? Successor(Id<Organisation> id)
    {
        var body = Find(id);
        while (body is { Closed: not null })
        {
            body = body.Successor is { } next ? Find(next) : null;
        }
        return body;
    }

    /// <summary>These bodies and all that were merged into one of them, at any depth: what they answer for.</summary>
    public IReadOnlySet<Id<Organisation>> WithMerged(IEnumerable<Id<Organisation>> bodies)
    {
        var (all, open) = (new HashSet<Id<Organisation>>(), new Stack<Id<Organisation>>(bodies));
        while (open.TryPop(out var body))
        {
            if (all.Add(body))
            {
                foreach (var former in _merged[body])
                {
                    open.Push(former);
                }
            }
        }
        return all;
    }

    /// <summary>The bodies above that stand, nearest first, without itself. A day: as it was then, mergers not followed.</summary>
    public IReadOnlyList<Body> Above(Id<Organisation> id, DateOnly? day = null)
    {
        var above = new List<Body>();
        var at = At(id, day);
        while (at?.SuperiorOn(day) is { } superior && Find(superior) is { } next)
        {
            if (next.StandsOn(day))
            {
                above.Add(next);
            }
            at = next;
        }
        return above;
    }

    /// <summary>The bodies directly below that stand (on the day), by place, then by kind.</summary>
    public IReadOnlyList<Body> DirectlyBelow(Id<Organisation> id, DateOnly? day = null) =>
        At(id, day) is not { } at ? []
        : day is null ? [.. _below[at.Id]]
        : [.. InOrder(_bodies.Values.Where(b => b.StandsOn(day) && b.SuperiorOn(day) == at.Id))];

    /// <summary>All bodies below at any depth, without itself, each before those below it.</summary>
    public IReadOnlyList<Body> Below(Id<Organisation> id, DateOnly? day = null)
    {
        // Through bodies that did not stand yet or any more on the day: those below them had nobody else above.
        var then = day is null ? _below : InOrder(_bodies.Values.Where(b => b.SuperiorOn(day) is not null)).ToLookup(b => b.SuperiorOn(day)!.Value);
        var below = new List<Body>(At(id, day) is { } at ? then[at.Id] : []);
        for (var i = 0; i < below.Count; i++)
        {
            below.AddRange(then[below[i].Id]);
        }
        return [.. below.Where(b => b.StandsOn(day))];
    }

    /// <summary>
    /// The nearest body that stands above both, never one of the two: whoever decides between them must be superior to each. Null where
    /// they have none in common.
    /// </summary>
    public Body? CommonSuperior(Id<Organisation> one, Id<Organisation> other, DateOnly? day = null)
    {
        var above = Above(other, day).Select(b => b.Id).ToHashSet();
        return Above(one, day).FirstOrDefault(b => above.Contains(b.Id));
    }

    /// <summary>
    /// The body of this kind that serves the place today, else its parent place's, up to the nation. <paramref name="duties"/>: only one that looks
    /// after all of these. Where several do, the one registered first.
    /// </summary>
    public Body? Nearest(OrganisationKind kind, PlaceCode place, Duties duties = Duties.None) =>
        place.Ancestors().Append(place).Prepend(PlaceCode.Nation).Reverse().SelectMany(p => _serving[(kind, p)]).FirstOrDefault(b => (b.Duties & duties) == duties);

    /// <summary>The bodies somebody acts for today: those her grants name, or their successors. <paramref name="role"/>: only those she holds in this role.</summary>
    public IReadOnlyList<Id<Organisation>> BodiesOf(Actor actor, Role? role = null) =>
        [.. actor.Holdings.Where(h => h.Organisation is not null && (role is null || h.Role == role))
            .Select(h => Successor(new(h.Organisation!.Value))?.Id).OfType<Id<Organisation>>().Distinct()];

    /// <summary>Whether, with these bodies changed from a day on, one of them would stand above itself on that day or a later one.</summary>
    internal bool WouldCircle(IReadOnlyDictionary<Id<Organisation>, Body> changed, DateOnly from)
    {
        // Between two days on which something moved, nobody's superior changes: looking at those days is looking at all.
        var days = _bodies.Values.SelectMany(b => b.Movings).Select(m => m.On).Where(d => d > from).Append(from).Distinct().Select(d => (DateOnly?)d).Append(null).ToList();
        return changed.Keys.Any(body => days.Any(day =>
        {
            var at = Now(body)?.SuperiorOn(day);
            // Longer than there are bodies: a circle above, which does not hold this body itself.
            for (var steps = 0; at is { } above && above != body && steps < _bodies.Count; steps++)
            {
                at = Now(above)?.SuperiorOn(day);
            }
            return at is not null;
        }));

        Body? Now(Id<Organisation> id) => changed.GetValueOrDefault(id) ?? Find(id);
    }

    private static IEnumerable<Body> InOrder(IEnumerable<Body> bodies) => bodies.OrderBy(b => b.Place).ThenBy(b => b.Kind).ThenBy(b => b.Id);

    private Body? At(Id<Organisation> id, DateOnly? day) => day is null ? Successor(id) ?? Find(id) : Find(id);
}
