using System.Text;
using Microsoft.EntityFrameworkCore;
using Shanhai.Identification;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>
/// Plans the projects of a workbook in one programme. Officers may, for villages of their area. While any line is wrong nothing is planned, unless the sound ones are wanted; a line whose code is there already is
/// left as it is.
/// </summary>
public sealed record ImportProjects(Id<Programme>? Programme, IReadOnlyList<ProjectRow>? Rows, bool SoundOnly = false)
{
    /// <summary>What becomes of one line.</summary>
    public enum Fate { New, Known, Wrong }

    public sealed record Line(ProjectRow Row, Fate Fate, IReadOnlyList<Errors.At> Wrong)
    {
        internal PlanProject? Plan { get; init; }
    }

    /// <param name="Added">Null where it was only looked at.</param>
    public sealed record Imported(IReadOnlyList<Line> Lines, int? Added)
    {
        public int Count(Fate fate) => Lines.Count(l => l.Fate == fate);
    }

    public static async Task<Result<Imported>> Handle(ImportProjects input, bool preview, MeasureCatalogue measures, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Plan) is { } no)
        {
            return no;
        }
        if (input.Programme is not { } id || await ProgrammeSight.Programmes(db, actor, ProgrammesModule.Plan).AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } programme)
        {
            return input.Programme is null ? new Errors().Add("programme", "programmes.say-programme").Refusal! : Problem.Missing("programmes.no-programme");
        }
        if (input.Rows is not { Count: > 0 and <= ProjectRows.Most } rows || rows.Any(r => r is null))
        {
            return Problem.Invalid("programmes.import-long", ProjectRows.Most, input.Rows?.Count ?? 0);
        }
        var (register, tree) = (await places.Read(db, ct), await trees.Read(db, ct));
        var lines = new Reading(programme, measures, tree, register, actor).Of(rows, await Taken(rows, db, ct));
        if (preview)
        {
            return new Imported(lines, null);
        }
        if (!input.SoundOnly && lines.Count(l => l.Fate == Fate.Wrong) is > 0 and var wrong)
        {
            return Problem.Invalid("programmes.import-wrong", wrong);
        }
        List<PlanProject> plans = [.. lines.Where(l => l.Fate == Fate.New).Select(l => l.Plan!)];
        if (plans.Count == 0)
        {
            return new Imported(lines, 0);
        }
        var bare = plans.Where(p => p.Code.Kept() is null).ToList();
        var free = new Queue<string>(await PlanProject.Free(programme, [.. bare.Select(p => p.Village!.Value)], db, ct));
        foreach (var plan in plans)
        {
            plan.Add(programme, plan.Code.Kept() ?? free.Dequeue(), db, actor, clock);
        }
        db.Record(actor, ProgrammesModule.Plan, ProgrammesModule.SubjectOf(id), new { imported = plans.Count }, PlaceCode.Around(plans.Select(p => p.Village!.Value)));
        return await ProgrammeSight.Save(db, ct) is { } there ? there : new Imported(lines, plans.Count);
    }

    private static async Task<HashSet<string>> Taken(IReadOnlyList<ProjectRow> rows, Db db, CancellationToken ct)
    {
        var (taken, codes) = (new HashSet<string>(), rows.Select(r => r.Code.Kept()).OfType<string>().Distinct().ToList());
        foreach (var some in codes.Chunk(500))
        {
            taken.UnionWith(await db.Projects.Where(p => some.Contains(p.Code)).Select(p => p.Code).ToListAsync(ct));
        }
        return taken;
    }

    private sealed class Reading(Programme programme, MeasureCatalogue measures, OrganisationTree tree, Register register, Actor actor)
    {
        private readonly ILookup<string, PlaceCode> _villages = actor.Scope(ProgrammesModule.Plan).And(programme.Place).Roots.Select(register.Slice).SelectMany(s => Enumerable.Range(s.First, s.End - s.First))
            .Where(i => register.LevelOf(i) == Level.Village && register.Stands(i)).ToLookup(register.Name, register.Code);

        public List<Line> Of(IReadOnlyList<ProjectRow> rows, HashSet<string> taken)
        {
            var (lines, seen) = (new List<Line>(), new Dictionary<string, int>());
            foreach (var row in rows)
            {
                var errors = new Errors();
                var plan = Plan(row, errors);
                // What could not be read is not told a second time as missing.
                foreach (var wrong in plan.Judge(programme, measures, tree, register, actor).All.Where(w => errors.All.All(e => e.Field != w.Field)).ToList())
                {
                    errors.Add(wrong.Field, wrong.Key, wrong.Args);
                }
                var code = row.Code.Kept();
                if (code is not null && !seen.TryAdd(code, row.Line))
                {
                    errors.Add("code", "programmes.import-twice", code, seen[code]);
                }
                lines.Add(errors.Any ? new(row, Fate.Wrong, errors.All) : code is not null && taken.Contains(code) ? new(row, Fate.Known, []) : new(row, Fate.New, []) { Plan = plan });
            }
            return lines;
        }

        private PlanProject Plan(ProjectRow row, Errors errors)
        {
            var measure = row.Measure.Kept() is { } said ? measures.Measures.FirstOrDefault(m => m.Code == said || m.Name.Zh == said || string.Equals(m.Name.En, said, StringComparison.OrdinalIgnoreCase)) : null;
            if (measure is null && !string.IsNullOrWhiteSpace(row.Measure))
            {
                errors.Add("measure", "programmes.measure-unknown", row.Measure);
            }
            var budget = TypedNumber.Read(row.Budget, "budget", errors);
            Id<Organisation>? body = null;
            if (row.Body.Kept() is { } named)
            {
                var found = FindBody.Of(tree, named, "body", FindBody.Within(actor.Scope(OrganisationsModule.View)));
                body = found.Problem is null ? found.Value.Id : null;
                foreach (var wrong in found.Problem?.Fields ?? [])
                {
                    errors.Add(wrong.Field, wrong.Key, wrong.Args);
                }
            }
            return new(programme.Id, row.Code, row.Name, Village(row.Village, errors), measure?.Code, TypedDay.Read(row.From, "from", errors), TypedDay.Read(row.To, "to", errors), budget, body, row.Document);
        }

        private PlaceCode? Village(string? said, Errors errors)
        {
            if (string.IsNullOrWhiteSpace(said))
            {
                return null;
            }
            if (PlaceCode.TryParse(said, out var code))
            {
                return code;
            }
            var found = _villages[said.Normalize(NormalizationForm.FormKC).Trim()].ToList();
            if (found is [var one])
            {
                return one;
            }
            errors.Add("village", found.Count == 0 ? "programmes.village-not-found" : "programmes.village-several", said, string.Join(" / ", found.Take(4)));
            return null;
        }
    }
}
