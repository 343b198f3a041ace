using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>
/// Adds the bodies of a workbook to the register. Officers may, for the places they answer for. Bodies that are there already are left as they are,
/// those that may be are added only where somebody says that they are others; while any line is wrong nothing is added, unless the sound ones are wanted.
/// </summary>
/// <param name="Another">Lines that are bodies of their own, however alike one that is there.</param>
public sealed record ImportOrganisations(IReadOnlyList<OrganisationRow> Rows, string? Document, IReadOnlySet<int>? Another = null, bool SoundOnly = false)
{
    /// <summary><paramref name="Added"/> is null where it was only looked at.</summary>
    public sealed record Imported(IReadOnlyList<OrganisationImportPlan.Line> Lines, int? Added)
    {
        public int Count(LineFate fate) => Lines.Count(l => l.Fate == fate);
    }

    public static async Task<Result<Imported>> Handle(
        ImportOrganisations input, bool preview, CurrentTree trees, CurrentRegister places, Pinyin pinyin, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(OrganisationsModule.Change) is { } no)
        {
            return no;
        }
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var plan = new OrganisationImportPlan(tree, register, pinyin, actor.Scope(OrganisationsModule.Change), actor.Scope(OrganisationsModule.View), ChinaDay.Today(clock));
        var lines = plan.Of(input.Rows);
        if (preview)
        {
            return new Imported(lines, null);
        }
        if (new Errors().Require(input.Document, "document").Limit(input.Document, 400, "document").Refusal is { } unsaid)
        {
            return unsaid;
        }
        if (!input.SoundOnly && lines.Count(l => l.Fate == LineFate.Wrong) is > 0 and var wrong)
        {
            return Problem.Invalid("organisation.import-wrong", wrong);
        }

        var taken = lines.Where(l => l.Fate == LineFate.New || l.Fate == LineFate.Doubtful && input.Another?.Contains(l.Row.Line) == true).ToDictionary(l => l.Row.Line);
        var made = new Dictionary<int, Id<Organisation>>();
        foreach (var line in taken.Values)
        {
            Add(line);
        }
        if (made.Count == 0)
        {
            return new Imported(lines, 0);
        }
        return await OrganisationWriting.Save(tree, trees, db, () => db.Record(actor, OrganisationsModule.Change, "organisations", new { done = "imported", added = made.Count, document = input.Document!.Trim() },
            PlaceCode.Around(taken.Values.Select(l => l.Details!.Place!.Value))), ct) is { } raced ? raced : new Imported(lines, made.Count);

        // The body above comes first, wherever in the file it stands; a line above that is not taken leaves those below it without a superior.
        Id<Organisation>? Add(OrganisationImportPlan.Line line)
        {
            if (made.TryGetValue(line.Row.Line, out var there))
            {
                return there;
            }
            var superior = line.SuperiorLine is { } above ? taken.TryGetValue(above, out var first) ? Add(first) : null : line.Superior?.Id;
            return made[line.Row.Line] = CreateOrganisation.Add(line.Row.Name!.Trim(), superior, line.Opened, input.Document!.Trim(), line.Details!, pinyin, db, actor, clock).Id;
        }
    }
}
