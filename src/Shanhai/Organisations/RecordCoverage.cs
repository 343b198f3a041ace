using Microsoft.EntityFrameworkCore;

namespace Shanhai.Organisations;

/// <summary>
/// Records from which day on a firm or a social organisation has an organisation of the Party, of its own or jointly with others, or none any more, and whether the Party's work reaches it: dated facts by a
/// document, all of them or none. Officers of the places they serve may.
/// </summary>
public sealed record RecordCoverage(IReadOnlyList<RecordCoverage.Flag>? Flags)
{
    public const int Most = 5000;

    private const int MostWrong = 50;

    /// <param name="Body">By id, credit code or name.</param>
    public sealed record Flag(string? Body, OrganisationEventKind? Kind, DateOnly? On, string? Document, string? Note = null);

    public sealed record Recorded(IReadOnlyList<Id<OrganisationEvent>> Events);

    public static Task<Result<Recorded>> Handle(RecordCoverage input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct) => Do(input, false, trees, db, actor, clock, ct);

    /// <param name="preview">It is only looked at.</param>
    internal static async Task<Result<Recorded>> Do(RecordCoverage input, bool preview, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(OrganisationsModule.Change) is { } no)
        {
            return no;
        }
        if (input.Flags is not { Count: > 0 and <= Most } flags || flags.Any(f => f is null))
        {
            return new Errors().Add("flags", "organisation.coverage-how-many", Most).Refusal!;
        }
        var (tree, errors, today) = (await trees.Read(db, ct), new Errors(), ChinaDay.Today(clock));
        var bodies = Named(flags, tree, actor.Scope(OrganisationsModule.Change), errors);
        foreach (var (i, flag) in flags.Index())
        {
            Judge(flag, bodies[i], $"flags[{i}].", today, errors);
            if (errors.All.Count > MostWrong)
            {
                break;
            }
        }
        if (errors.Refusal is { } wrong)
        {
            return wrong;
        }
        Follow(flags, bodies, await Said(bodies, db, ct), errors);
        if (errors.Refusal is { } objection)
        {
            return objection;
        }
        if (preview)
        {
            return new Recorded([]);
        }
        var made = flags.Select((f, i) => new OrganisationEvent
        {
            Id = Id<OrganisationEvent>.New(clock), Organisation = bodies[i]!.Id, Kind = f.Kind!.Value, On = f.On!.Value, Document = f.Document!.Trim(), Note = f.Note.Kept(),
            RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow(),
        }).ToList();
        db.OrganisationEvents.AddRange(made);
        return await OrganisationWriting.Save(tree, trees, db, () => db.Record(actor, OrganisationsModule.Change, made is [var one] ? "organisation:" + one.Organisation : "organisations",
            new { done = "coverage", flags = made.Count, document = made[0].Document }, PlaceCode.Around(bodies.Select(b => b!.Place))), ct) is { } raced ? raced : new Recorded(made.ConvertAll(e => e.Id));
    }

    private static Body?[] Named(IReadOnlyList<Flag> flags, OrganisationTree tree, PlaceScope scope, Errors errors)
    {
        var ours = tree.All.Where(b => scope.Contains(b.Place)).ToList();
        var (byCode, byName) = (ours.Where(b => b.CreditCode is not null).ToLookup(b => b.CreditCode!), ours.ToLookup(b => b.Name));
        return [.. flags.Select((f, i) =>
        {
            var said = f.Body?.Trim() ?? "";
            var found = Id<Organisation>.TryParse(said, null, out var id) ? ours.Where(b => b.Id == id).ToList() : byCode[said.ToUpperInvariant()].Concat(byName[said]).Distinct().ToList();
            if (found is [var one])
            {
                return one;
            }
            if (errors.All.Count <= MostWrong)
            {
                errors.Add($"flags[{i}].body", found.Count == 0 ? "organisation.coverage-body" : "organisation.coverage-several", said, found.Count);
            }
            return null;
        })];
    }

    private static void Judge(Flag flag, Body? body, string at, DateOnly today, Errors errors)
    {
        errors.Require(flag.Document, at + "document").Limit(flag.Document, 400, at + "document").Limit(flag.Note, 2000, at + "note");
        if (flag.Kind is not { } kind || !Enum.IsDefined(kind) || !kind.IsCoverage)
        {
            errors.Add(at + "kind", "field.required");
        }
        if (flag.On is not { } on)
        {
            errors.Add(at + "on", "field.required");
        }
        else if (on > today)
        {
            errors.Add(at + "on", "organisation.future");
        }
        else if (body is not null && !body.StandsOn(on))
        {
            errors.Add(at + "on", "organisation.coverage-stands", body.Name, on);
        }
        if (body is not null && !CoverageDefinition.Shipped.Kinds.Contains(body.Kind))
        {
            errors.Add(at + "body", "organisation.coverage-kind", body.Name);
        }
    }

    private sealed record Before(Id<Organisation> Body, OrganisationEventKind Kind, DateOnly On);

    private static async Task<List<Before>> Said(Body?[] bodies, Db db, CancellationToken ct)
    {
        var said = new List<Before>();
        foreach (var some in bodies.Select(b => b!.Id).Distinct().Chunk(500))
        {
            said.AddRange(await FindBodyCoverage.Flags(db).Where(e => some.Contains(e.Organisation)).Select(e => new Before(e.Organisation, e.Kind, e.On)).ToListAsync(ct));
        }
        return said;
    }

    // Two of one sort on one day could not be told apart by the day, and what is so already begins no second time.
    private static void Follow(IReadOnlyList<Flag> flags, Body?[] bodies, List<Before> said, Errors errors)
    {
        var all = said.GroupBy(s => (s.Body, s.Kind.IsOfWork)).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var (i, flag) in flags.Index())
        {
            var (body, kind, on) = (bodies[i]!, flag.Kind!.Value, flag.On!.Value);
            var own = all.TryGetValue((body.Id, kind.IsOfWork), out var there) ? there : all[(body.Id, kind.IsOfWork)] = [];
            if (own.Exists(s => s.On == on))
            {
                errors.Add($"flags[{i}].on", "organisation.coverage-same-day", body.Name, on);
            }
            else if (own.Where(s => s.On < on).MaxBy(s => s.On) is { } before && before.Kind == kind)
            {
                errors.Add($"flags[{i}].kind", "organisation.coverage-already", body.Name, before.On);
            }
            own.Add(new(body.Id, kind, on));
        }
    }
}
