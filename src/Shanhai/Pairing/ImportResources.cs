using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

public enum ResourceFate { New, Known, Wrong }

/// <summary>
/// Records the needs and offers of a workbook. Whoever may record them one by one may; a line that says what stands already is left. While any line is wrong nothing is recorded.
/// </summary>
public sealed record ImportResources(IReadOnlyList<ResourceRow> Rows)
{
    /// <param name="Whose">The village or the helper, where it was found.</param>
    public sealed record Line(ResourceRow Row, ResourceFate Fate, string? Whose, IReadOnlyList<Errors.At> Wrong)
    {
        internal RecordResource? Content { get; init; }
    }

    /// <summary><paramref name="Added"/> is null where it was only looked at.</summary>
    public sealed record Imported(IReadOnlyList<Line> Lines, int? Added)
    {
        public int Count(ResourceFate fate) => Lines.Count(l => l.Fate == fate);
    }

    public static async Task<Result<Imported>> Handle(ImportResources input, bool? preview, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Resources) is { } no)
        {
            return no;
        }
        if (input.Rows is null || input.Rows.Count > ResourceRows.Most || input.Rows.Any(r => r is null))
        {
            return Problem.Invalid("pairing.import-long", ResourceRows.Most, input.Rows?.Count ?? 0);
        }
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var read = input.Rows.Select(r => Read(r, tree, register, actor)).ToList();
        var known = await Known(read, db, ct);
        var lines = read.Select(l => l.Content is { } c && !known.Add(Same(c, tree)) ? l with { Fate = ResourceFate.Known } : l).ToList();
        if (preview == true)
        {
            return new Imported(lines, null);
        }
        if (lines.Count(l => l.Fate == ResourceFate.Wrong) is > 0 and var wrong)
        {
            return Problem.Invalid("pairing.import-wrong", wrong);
        }
        var added = lines.Where(l => l.Fate == ResourceFate.New).Select(l => RecordResource.Made(l.Content!, Place(l.Content!, tree), actor, clock)).ToList();
        if (added.Count > 0)
        {
            db.Resources.AddRange(added);
            db.Record(actor, PairingModule.Resources, "resources", new { done = "imported", added = added.Count }, PlaceCode.Around(added.Select(r => r.Place)));
            await db.SaveChangesAsync(ct);
        }
        return new Imported(lines, added.Count);
    }

    private static Line Read(ResourceRow row, OrganisationTree tree, Register register, Actor actor)
    {
        var errors = new Errors();
        var body = row.Helper is null ? null : CampaignPage.Body(row.Helper, tree) is { } named ? tree.Successor(named) : null;
        if (row.Helper is not null && body is null)
        {
            errors.Add("helper", "pairing.no-helper-named", row.Helper);
        }
        // The village of an offer says nothing: an offer is made to all.
        var village = row.Helper is null ? NamedPlace.Find(row.Village, register, actor, errors, "village") : null;
        if (row.Helper is null && (row.Village is null || village is { Level: not Level.Village }))
        {
            errors.Add("village", "pairing.need-village");
        }
        ResourceKind? what = Enum.GetValues<ResourceKind>().Where(w => Says("pairing.what." + w, w.ToString(), row.What)).Select(w => (ResourceKind?)w).FirstOrDefault();
        var sector = row.Sector is null ? null : Resource.Sectors.FirstOrDefault(s => Says("pairing.sector." + s, s, row.Sector));
        if (row.What is not null && what is null)
        {
            errors.Add("what", "pairing.no-kind", row.What, string.Join("、", Enum.GetValues<ResourceKind>().Select(w => Words.Say(Language.Chinese, "pairing.what." + w))));
        }
        if (row.Sector is not null && sector is null)
        {
            errors.Add("sector", "pairing.no-sector", row.Sector);
        }
        var content = new RecordResource(village, body?.Id, what, sector, TypedNumber.Whole(row.Amount, "amount", errors), TypedDay.Read(row.From, "from", errors), TypedDay.Read(row.To, "to", errors), row.Words);
        foreach (var at in content.Validate().All.Where(e => e.Field != "place" && !errors.All.Any(x => x.Field == e.Field)).ToList())
        {
            errors.Add(at.Field, at.Key, at.Args);
        }
        if (!errors.Any && !RecordResource.May(content, body, actor, tree))
        {
            errors.Add(body is null ? "village" : "helper", "pairing.not-yours");
        }
        var whose = body?.Name ?? (village is { } v ? register.NameOf(v) : null);
        return errors.Any ? new(row, ResourceFate.Wrong, whose, [.. errors.All]) : new(row, ResourceFate.New, whose, []) { Content = content };
    }

    private static bool Says(string key, string code, string? typed) =>
        typed is not null && Words.All[key] is var w && (typed == w.Zh || string.Equals(typed, w.En, StringComparison.OrdinalIgnoreCase) || string.Equals(typed, code, StringComparison.OrdinalIgnoreCase));

    private static PlaceCode Place(RecordResource content, OrganisationTree tree) => content.Organisation is { } body ? tree.Find(body)!.Place : content.Place!.Value;

    private static (PlaceCode, Id<Organisation>?, ResourceKind?, string?, long?, DateOnly?, DateOnly?, string?) Same(RecordResource c, OrganisationTree tree) =>
        (Place(c, tree), c.Organisation, c.What, c.Sector, c.Amount, c.From, c.To, c.Words.Kept());

    /// <summary>What stands already of the villages and helpers of the file.</summary>
    private static async Task<HashSet<(PlaceCode, Id<Organisation>?, ResourceKind?, string?, long?, DateOnly?, DateOnly?, string?)>> Known(List<Line> lines, Db db, CancellationToken ct)
    {
        var places = lines.Select(l => l.Content).Where(c => c is { Organisation: null }).Select(c => c!.Place!.Value).Distinct().ToList();
        var bodies = lines.Select(l => l.Content?.Organisation).Where(o => o is not null).Distinct().ToList();
        return [.. (await db.Resources.AsNoTracking().Where(r => r.EndedAt == null && (r.Organisation == null && places.Contains(r.Place) || bodies.Contains(r.Organisation))).ToListAsync(ct))
            .Select(r => (r.Place, r.Organisation, (ResourceKind?)r.What, r.Sector, r.Amount, r.FromDay, r.ToDay, r.Words))];
    }
}
