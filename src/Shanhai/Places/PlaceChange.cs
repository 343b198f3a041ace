namespace Shanhai.Places;

/// <summary>
/// A change of the register as somebody states it. Which fields count depends on the kind: a creation needs the new code and a name; a
/// renaming a name; a merger <see cref="Into"/> (a standing place, or a free code with a name) and perhaps others <see cref="With"/> it; a
/// split its <see cref="Parts"/> (the old code among them where the place goes on); a transfer <see cref="Into"/>, the new code.
/// </summary>
public sealed record PlaceChange
{
    public PlaceEventKind Kind { get; init; }

    /// <summary>The place it happens to; of a creation, the new code.</summary>
    public PlaceCode Place { get; init; }
    public DateOnly? On { get; init; }

    /// <summary>Title and number of the document that orders it.</summary>
    public string? Document { get; init; }
    public string? Note { get; init; }
    public string? Name { get; init; }
    public PlaceCode? Into { get; init; }
    public IReadOnlyList<PlaceCode> With { get; init; } = [];
    public IReadOnlyList<Part> Parts { get; init; } = [];

    /// <summary>New codes of what lies below, where they are not the old ones under the new place.</summary>
    public IReadOnlyList<NewCode> Codes { get; init; } = [];

    /// <summary>A part of a split. <paramref name="Children"/> are the places directly below the old one that go to it.</summary>
    public sealed record Part(PlaceCode Code, string Name, IReadOnlyList<PlaceCode>? Children = null);

    public sealed record NewCode(PlaceCode Old, PlaceCode New);

    public Errors Validate(DateOnly today)
    {
        var errors = new Errors().Require(Document, "document", "places.change.no-document").Limit(Document, 400, "document").Limit(Note, 2000, "note").Limit(Name, 120, "name");
        if (On is not { } on)
        {
            errors.Add("on", "places.change.no-date");
        }
        else if (on > today || on.Year < 1900)
        {
            errors.Add("on", "places.change.date-range");
        }
        if (Kind is PlaceEventKind.Created or PlaceEventKind.Renamed)
        {
            errors.Require(Name, "name");
        }
        if (Kind is PlaceEventKind.Merged or PlaceEventKind.Transferred && Into is null)
        {
            errors.Add("into", "field.required");
        }
        if (Kind is PlaceEventKind.Split && (Parts.Count < 2 || Parts.Select(p => p.Code).Distinct().Count() != Parts.Count || Parts.Any(p => string.IsNullOrWhiteSpace(p.Name))))
        {
            errors.Add("parts", "places.change.parts");
        }
        return errors;
    }
}

/// <summary>
/// What a change will do, place by place: shown before it is confirmed and then written as it is. A place that is opened takes over the
/// class and the position of the one it comes from.
/// </summary>
public sealed record PlacePlan(PlaceEventKind Kind, DateOnly On, IReadOnlyList<PlacePlan.Move> Moves)
{
    /// <summary><paramref name="Opens"/>: To is new; <paramref name="Closes"/>: From ends.</summary>
    public sealed record Move(PlaceCode? From, PlaceCode? To, string? FromName, string? ToName, bool Opens, bool Closes);

    /// <summary>Places that ended, each with the new ones that were made of it alone.</summary>
    internal static IReadOnlyList<(PlaceCode From, PlaceCode To)> HeirsOf(IReadOnlyCollection<Move> moves)
    {
        // Of the parts of a place that was divided only the first one says that it ended.
        var ended = moves.Where(m => m.Closes).Select(m => m.From).ToHashSet();
        return
        [
            .. moves.Where(m => m.To is not null).GroupBy(m => m.To!.Value).Where(g => g.Count() == 1).Select(g => g.First())
                .Where(m => m is { From: not null, Opens: true } && ended.Contains(m.From)).Select(m => (m.From!.Value, m.To!.Value)),
        ];
    }
}
