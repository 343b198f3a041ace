using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Clocks;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Receptions;

/// <summary>One reception day: for the public when, where, who and in which rooms; for those who work on it the next act, its cases, its plan.</summary>
public partial class ReceptionPage
{
    /// <param name="At">Which act the problem belongs to.</param>
    public sealed record Shown(ShowReception Day, DateOnly Today, string? Done, string? At, Typed? Form, Problem? Problem)
    {
        public bool MayBook => Day.State is ReceptionState.Announced or ReceptionState.Open && Today <= Day.On && Day.Notice is not null;

        /// <summary>The problem, where the form that it belongs to still stands on the page.</summary>
        public Problem? For(string act) => At == act && Stands(act) ? Problem : null;

        /// <summary>The problem, where its form does not stand there any more: said above, with what was typed.</summary>
        public Problem? Elsewhere => At is not null && Stands(At) ? null : Problem;

        private bool Stands(string act) => Day.Inner is { MayAnnounce: true } && act switch
        {
            "announce" => Day.State == ReceptionState.Approved,
            "close" => Day.State == ReceptionState.Open,
            "leader" => Day.State is not (ReceptionState.Closed or ReceptionState.Cancelled),
            "cancel" => Day.State < ReceptionState.Open,
            _ => false,
        };
    }

    public sealed record Typed
    {
        public string? Do { get; init; }
        public string? Post { get; init; }
        public string? Name { get; init; }
        public string? Why { get; init; }
        public string? Result { get; init; }
        public string? Boards { get; init; }
        public string? Media { get; init; }

        /// <summary>What stood in the form of a plan whose change came too late.</summary>
        public string? Plan { get; init; }
        public int? Version { get; init; }
    }

    /// <summary>What the doors of a reception day need.</summary>
    public sealed record Reading(ReceptionCatalogue Catalogue, MatterCatalogue Matters, CurrentTree Trees, CurrentRegister Places, CurrentDeadlines Deadlines, Vault Vault, Db Db, TimeProvider Clock);

    private static readonly string[] Acts = ["approve", "announce", "open", "close", "leader", "cancel", "planned"];

    public static Task<IResult> Show(View view, Id<Reception> id, string? done, [AsParameters] Reading with, CancellationToken ct) =>
        Page(view, id, Acts.Contains(done) ? done : null, null, null, null, with, ct);

    public static async Task<IResult> Do(View view, Id<Reception> id, [FromForm] Typed? form, [AsParameters] Reading with, CancellationToken ct)
    {
        form ??= new();
        var (actor, db, trees, clock) = (view.Actor, with.Db, with.Trees, with.Clock);
        var problem = form.Do switch
        {
            "approve" => (await ApproveReception.Handle(id, form.Version, trees, db, actor, clock, ct)).Problem,
            "announce" => (await AnnounceReception.Handle(id, new(form.Boards, form.Media), with.Matters, trees, with.Places, with.Deadlines, with.Vault, db, actor, clock, ct)).Problem,
            "open" => (await OpenReception.Handle(id, trees, db, actor, clock, ct)).Problem,
            "close" => (await CloseReception.Handle(id, new(form.Result), trees, db, actor, clock, ct)).Problem,
            "leader" => (await ReplaceLeader.Handle(id, new(form.Post, form.Name, form.Why), with.Matters, trees, with.Deadlines, with.Vault, db, actor, clock, ct)).Problem,
            "cancel" => (await CancelReception.Handle(id, new(form.Why), trees, db, actor, clock, ct)).Problem,
            _ => Problem.NotFound,
        };
        return problem is null ? Html.Go($"/receptions/{id}?done={form.Do}") : await Page(view, id, null, form.Do, form, problem, with, ct);
    }

    /// <summary>A change of the plan that came too late: the day as it is, with what was typed.</summary>
    internal static Task<IResult> TooLate(View view, Id<Reception> id, Problem problem, string plan, Reading with, CancellationToken ct) =>
        Page(view, id, null, "edit", new() { Plan = plan }, problem, with, ct);

    private static async Task<IResult> Page(View view, Id<Reception> id, string? done, string? at, Typed? form, Problem? problem, Reading with, CancellationToken ct)
    {
        if (problem is { Status: 401 or 403 or 404 })
        {
            return Html.Refused(view, problem);
        }
        with.Db.ChangeTracker.Clear();
        var shown = await ShowReception.Handle(id, with.Trees, with.Places, with.Db, view.Actor, ct);
        return shown.Problem is { } no
            ? Html.Refused(view, no)
            : Html.Show<ReceptionPage, Shown>(view, view.Say("receptions.title"), new(shown.Value, ChinaDay.Today(with.Clock), done, at, form, problem), problem?.Status ?? 200);
    }
}
