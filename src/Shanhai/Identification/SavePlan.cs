using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// Writes the plan of one village as its next revision. The writer says which revision she saw (0: none), so that two people do not overwrite each
/// other. Officers and clerks of the place may.
/// </summary>
public sealed record SavePlan(short Seen, PlanContent? Content)
{
    public sealed record Saved(PlaceCode Place, short Revision);

    public Errors Validate(Catalogue catalogue, MeasureCatalogue measures)
    {
        var errors = new Errors();
        if (Content is not { } plan)
        {
            return errors.Add("measures", "field.required");
        }
        foreach (var (step, i) in plan.Measures.Select((s, i) => (s, i)))
        {
            if (measures.Measure(step.Measure) is null)
            {
                errors.Add($"measure-{i}", "plan.unknown-measure", step.Measure);
            }
            if (step.To < step.From)
            {
                errors.Add($"to-{i}", "plan.ends-before-start");
            }
        }
        foreach (var target in plan.Targets)
        {
            if (catalogue.Find(target.Indicator)?.Stored(target.Value) is null || target.Value < 0)
            {
                errors.Add($"target-{target.Period}", "plan.bad-target", target.Value);
            }
        }
        if (plan.Causes.FirstOrDefault(c => measures.Cause(c) is null) is { } cause)
        {
            errors.Add("causes", "plan.unknown-cause", cause);
        }
        return errors.Limit(plan.Lead, 200, "lead").Limit(plan.Note, 4000, "note");
    }

    public static async Task<Result<Saved>> Handle(
        PlaceCode place, SavePlan input, Db db, Actor actor, Catalogue catalogue, MeasureCatalogue measures, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(IdentificationModule.EditPlan, place) ?? input.Validate(catalogue, measures).Refusal) is { } no)
        {
            return no;
        }
        if (!await db.Places.AnyAsync(p => p.Code == place, ct))
        {
            return Problem.Missing("place-not-found", place.ToString());
        }
        var last = await db.Plans.Where(p => p.Place == place).OrderByDescending(p => p.Revision).FirstOrDefaultAsync(ct);
        if ((last?.Revision ?? 0) != input.Seen)
        {
            return Problem.Clash("plan.saved-meanwhile", last?.MadeBy, last?.MadeAt.ToOffset(ChinaDay.Offset).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        }

        var now = clock.GetUtcNow();
        if (last is not null)
        {
            last.SupersededAt = now;
        }
        var plan = new Plan
        {
            Id = Id<Plan>.New(clock),
            Place = place,
            Revision = (short)(input.Seen + 1),
            Json = JsonSerializer.Serialize(input.Content, Catalogue.Json),
            MadeBy = actor.Name,
            MadeAt = now,
        };
        db.Plans.Add(plan);
        db.Record(actor, IdentificationModule.EditPlan, $"plan:{place}/{plan.Revision}", new { measures = input.Content!.Measures.Count, targets = input.Content.Targets.Count }, place);
        if (await db.Save(changed: null, there: Problem.Clash("plan.saved-meanwhile", "", ""), ct) is { } meanwhile)
        {
            return meanwhile;
        }
        return new Saved(place, plan.Revision);
    }
}
