namespace Shanhai.Organisations;

/// <summary>
/// What may happen to a body, decided on the tree alone. The events of one body follow each other in time, and on no day may a body stand
/// above itself: a change of a former day is tried on that day and on every later day on which something moved.
/// </summary>
public static class OrganisationChange
{
    public static Problem? Rename(Body body, string name, DateOnly on) =>
        Ended(body) ?? (body.Name == name ? Problem.Clash("organisation.same-name", name) : Late(body, on, body.LastRenamed, body.LastMoved));

    public static Problem? Move(OrganisationTree tree, Body body, Id<Organisation>? superior, DateOnly on)
    {
        if ((Ended(body) ?? LateToMove(body, on)) is { } no)
        {
            return no;
        }
        if (superior == body.Superior)
        {
            return Problem.Clash("organisation.same-superior", body.Name);
        }
        return superior is { } above
            ? Below(tree, body.Kind, body.Place, above, on) ?? (tree.WouldCircle(new Dictionary<Id<Organisation>, Body> { [body.Id] = Moved(body, above, on) }, on) ? Circle(tree, body, above) : null)
            : null;
    }

    /// <summary>What stands directly below goes over to the successor; where the successor itself stands below, it takes the place of the body.</summary>
    public static Problem? Merge(OrganisationTree tree, Body body, Id<Organisation> successor, DateOnly on)
    {
        if ((Ended(body) ?? LateToEnd(body, on) ?? Standing(tree, successor, on)) is { } no)
        {
            return no;
        }
        if (successor == body.Id)
        {
            return Problem.Invalid("organisation.merged-into-itself", body.Name);
        }
        var moved = Inherited(tree, body.Id, successor).Select(m => (Body: tree.Find(m.Body)!, m.Superior)).ToList();
        return moved.Select(m => LateToMove(m.Body, on)).FirstOrDefault(p => p is not null)
            ?? (tree.WouldCircle(moved.ToDictionary(m => m.Body.Id, m => Moved(m.Body, m.Superior, on)), on) ? Circle(tree, body, successor) : null);
    }

    /// <summary>Nothing may be left without a superior by the way: what stands below is moved first, by a document of its own.</summary>
    public static Problem? Close(OrganisationTree tree, Body body, DateOnly on) =>
        Ended(body) ?? LateToEnd(body, on)
        ?? (tree.DirectlyBelow(body.Id) is [var first, ..] below ? Problem.Clash("organisation.move-those-below", body.Name, below.Count, first.Name) : null);

    /// <summary>Why a body of this kind and place cannot stand below <paramref name="superior"/> on the day; null where it can.</summary>
    public static Problem? Below(OrganisationTree tree, OrganisationKind kind, PlaceCode place, Id<Organisation> superior, DateOnly? on) =>
        Standing(tree, superior, on) ?? (kind.IsOrgan && tree.Find(superior) is { } above && !above.Place.Contains(place) ? Problem.Invalid("organisation.superior-elsewhere", above.Name) : null);

    /// <summary>Who gets which superior when <paramref name="body"/> is merged into <paramref name="successor"/>.</summary>
    public static IReadOnlyList<(Id<Organisation> Body, Id<Organisation>? Superior)> Inherited(OrganisationTree tree, Id<Organisation> body, Id<Organisation> successor)
    {
        var moved = tree.DirectlyBelow(body).Where(b => b.Id != successor).Select(b => (b.Id, (Id<Organisation>?)successor)).ToList();
        if (tree.Above(successor).Any(b => b.Id == body))
        {
            moved.Add((successor, tree.Find(body)!.Superior));
        }
        return moved;
    }

    private static Body Moved(Body body, Id<Organisation>? superior, DateOnly on) =>
        body with { Superior = superior, Movings = [.. body.Movings, new(on, body.Superior)] };

    private static Problem? Ended(Body body) => body.Closed is { } closed ? Problem.Clash("organisation.ended", body.Name, closed) : null;

    // Two changes of one sort on one day could not be told apart by the day.
    private static Problem? Late(Body body, DateOnly on, DateOnly? before, DateOnly? atMost) =>
        body.Opened is { } opened && on <= opened ? Problem.Invalid("organisation.before-opened", body.Name, opened)
        : before is { } b && on <= b ? Problem.Clash("organisation.later-change", body.Name, b)
        : atMost is { } m && on < m ? Problem.Clash("organisation.later-change", body.Name, m)
        : null;

    private static Problem? LateToMove(Body body, DateOnly on) => Late(body, on, body.LastMoved, body.LastRenamed);

    private static Problem? LateToEnd(Body body, DateOnly on) => Late(body, on, null, body.LastMoved) ?? Late(body, on, null, body.LastRenamed);

    private static Problem? Standing(OrganisationTree tree, Id<Organisation> id, DateOnly? on) =>
        tree.Find(id) is not { } body ? Problem.Missing("organisation.no-such-body")
        : body.Closed is { } closed ? Problem.Clash("organisation.ended", body.Name, closed)
        : body.Opened is { } opened && on < opened ? Problem.Invalid("organisation.before-opened", body.Name, opened)
        : null;

    private static Problem Circle(OrganisationTree tree, Body body, Id<Organisation> above) => Problem.Clash("organisation.circle", body.Name, tree.Find(above)!.Name);
}
