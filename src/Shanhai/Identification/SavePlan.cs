using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;
using Shanhai.Organisations;

namespace Shanhai.Identification;

/// <summary>
/// Writes the plan of one village as its next revision. The writer says which revision she saw (0: none), so that two people do not overwrite each
/// other. A body of the register is kept under the key and the name of whoever answers for it today. Officers and clerks of the place may.
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
            errors.Limit(step.Body, PlanBody.LongestName, $"body-{i}");
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
        return errors.Limit(plan.Lead, PlanBody.LongestName, "lead").Limit(plan.Note, 4000, "note");
    }

    public static async Task<Result<Saved>> Handle(
        PlaceCode place, SavePlan input, CurrentTree trees, Db db, Actor actor, Catalogue catalogue, MeasureCatalogue measures, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(IdentificationModule.EditPlan, place) ?? input.Validate(catalogue, measures).Refusal) is { } no)
        {
            return no;
        }
        var errors = new Errors();
        var content = Settled(input.Content!, await trees.Read(db, ct), errors);
        if (errors.Refusal is { } nobody)
        {
            return nobody;
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
            Json = JsonSerializer.Serialize(content, Catalogue.Json),
            MadeBy = actor.Name,
            MadeAt = now,
        };
        db.Plans.Add(plan);
        db.Record(actor, IdentificationModule.EditPlan, $"plan:{place}/{plan.Revision}", new { measures = content.Measures.Count, targets = content.Targets.Count }, place);
        if (await db.Save(changed: null, there: Problem.Clash("plan.saved-meanwhile", "", ""), ct) is { } meanwhile)
        {
            return meanwhile;
        }
        return new Saved(place, plan.Revision);
    }

    private static PlanContent Settled(PlanContent plan, OrganisationTree tree, Errors errors)
    {
        var lead = Of(plan.Lead, plan.LeadOrganisation, "lead");
        var steps = plan.Measures.Select((s, i) => (Step: s, By: Of(s.Body, s.Organisation, $"body-{i}"))).ToList();
        return plan with { Lead = lead.Name, LeadOrganisation = lead.Id, Measures = [.. steps.Select(s => s.Step with { Body = s.By.Name, Organisation = s.By.Id })] };

        (string? Name, Id<Organisation>? Id) Of(string? name, Id<Organisation>? id, string field)
        {
            if (id is not { } key)
            {
                return (string.IsNullOrWhiteSpace(name) ? null : name.Trim(), null);
            }
            if (tree.Successor(key) is { } body)
            {
                return (body.Name, body.Id);
            }
            errors.Add(field, tree.Find(key) is null ? "plan.no-body" : "plan.body-ended", tree.Find(key)?.Name ?? key.ToString());
            return (name, id);
        }
    }
}
