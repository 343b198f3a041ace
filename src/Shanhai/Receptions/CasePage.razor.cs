using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Voices;

namespace Shanhai.Receptions;

/// <summary>One case of a reception day: what the people say, and the record of how it was dealt with. Only for those who may see its voice.</summary>
public partial class CasePage
{
    public sealed record Shown(
        Id<Reception> Reception, DateOnly On, string Leader, ShowReception.Case Case, string Text, string? Wish, string? Words, bool MayHandOver, string? At, Typed? Form, Problem? Problem)
    {
        /// <summary>The problem, where its form no longer stands on the page: said above, with what was typed.</summary>
        public Problem? Elsewhere =>
            (At == "owner" ? Case.IsOpen && MayHandOver : Case.Outcome is null && Case.VoiceState != VoiceState.Withdrawn && Case.State is CaseState.Waiting or CaseState.Called) ? null : Problem;
    }

    public sealed record Typed
    {
        public string? Do { get; init; }
        public string? Outcome { get; init; }
        public string? Words { get; init; }
        public string? Unit { get; init; }
        public string? SettleBy { get; init; }
        public string? Owner { get; init; }
        public string? Why { get; init; }
    }

    public static Task<IResult> Show(View view, Id<ReceptionCase> id, [AsParameters] ReceptionPage.Reading with, CancellationToken ct) => Page(view, id, null, null, null, with, ct);

    public static async Task<IResult> Post(View view, Id<ReceptionCase> id, [FromForm] Typed? form, Stepping stepping, [AsParameters] ReceptionPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var problem = form.Do == "owner"
            ? (await HandOverCase.Handle(id, new(form.Owner, form.Why), with.Trees, with.Db, view.Actor, ct)).Problem
            : await Record(view.Actor, id, form, stepping, with, ct);
        return problem is null ? Html.Go($"/receptions/cases/{id}") : await Page(view, id, form.Do, form, problem, with, ct);
    }

    private static async Task<Problem?> Record(Actor actor, Id<ReceptionCase> id, Typed form, Stepping stepping, ReceptionPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var outcome = Enum.TryParse<CaseOutcome>(form.Outcome, out var said) && Enum.IsDefined(said) ? said : (CaseOutcome?)null;
        Id<Organisation>? unit = null;
        if (outcome == CaseOutcome.Assigned && !string.IsNullOrWhiteSpace(form.Unit))
        {
            var found = FindBody.Of(await with.Trees.Read(with.Db, ct), form.Unit, "unit", FindBody.Within(actor.Scope(ReceptionsModule.Work)));
            unit = found.Problem is null ? found.Value.Id : null;
            foreach (var wrong in found.Problem?.Fields ?? [])
            {
                errors.Add(wrong.Field, wrong.Key, wrong.Args);
            }
        }
        var input = new RecordCase(outcome, form.Words) { Unit = unit, SettleBy = TypedDay.Read(form.SettleBy, "settleBy", errors), Owner = form.Owner };
        return errors.Refusal ?? (await RecordCase.Handle(id, input, stepping, with.Trees, with.Db, actor, with.Clock, ct)).Problem;
    }

    private static async Task<IResult> Page(View view, Id<ReceptionCase> id, string? at, Typed? form, Problem? problem, ReceptionPage.Reading with, CancellationToken ct)
    {
        if ((view.Actor.Refuses(ReceptionsModule.Work) ?? (problem is { Status: 401 or 403 or 404 } ? problem : null)) is { } refused)
        {
            return Html.Refused(view, refused);
        }
        with.Db.ChangeTracker.Clear();
        var (db, tree) = (with.Db, await with.Trees.Read(with.Db, ct));
        var mine = ReceptionSight.Of(view.Actor, tree, ReceptionsModule.Work, db);
        var day = await mine.AsNoTracking().FirstOrDefaultAsync(r => db.ReceptionCases.Any(c => c.Id == id && c.Reception == r.Id), ct);
        var one = day is null ? null : (await ShowReception.CasesOf(day.Id, tree, db, view.Actor, ct)).FirstOrDefault(c => c.Id == id);
        if (day is null || one is null)
        {
            return Html.Refused(view, Problem.Missing("reception.no-case"));
        }
        var voice = await db.Voices.AsNoTracking().FirstAsync(v => v.Id == one.Voice, ct);
        if (voice.Kind == VoiceKind.Accusation)
        {
            await db.RecordReading(view.Actor, VoicesModule.View, VoicesModule.SubjectOf(voice), null, voice.Place, VoicesModule.KeptBy(voice), ct);
        }
        var words = await db.ReceptionCases.Where(c => c.Id == id).Select(c => c.Words).SingleAsync(ct);
        return Html.Show<CasePage, Shown>(view, view.Say("receptions.case", one.Number),
            new(day.Id, day.On, day.Leader, one, voice.Text, voice.Wish, words, view.Actor.May(ReceptionsModule.Announce), at, form, problem), problem?.Status ?? 200);
    }
}
