using Microsoft.AspNetCore.Mvc;
using Shanhai.Analytics.Allocation;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>One campaign: settings with what a change would change, decisions by hand, solves, what runs and what stands in its way.</summary>
public partial class CampaignPage
{
    /// <param name="At">Which form the problem belongs to.</param>
    public sealed record Shown(ShowCampaign Of, string? Done, string? At, Problem? Problem, IReadOnlyDictionary<string, string?> Typed, PreviewCampaign.Previewed? Preview)
    {
        public Problem? For(string form) => At == form ? Problem : null;
    }

    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, IFlowSolver Solver, SolvedBefore Before, Db Db, TimeProvider Clock);

    private static readonly string[] Dones = ["settings", "decided", "taken-back", "capacity", "ended", "carried-on"];

    private static readonly Dictionary<string, string?> Nothing = [];

    public static Task<IResult> Show(View view, Id<Campaign> id, string? done, [AsParameters] Reading with, CancellationToken ct) =>
        Page(view, id, Dones.Contains(done) ? done : null, null, null, Nothing, null, with, ct);

    public static async Task<IResult> Settings(View view, Id<Campaign> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var found = await ShowCampaign.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var errors = new Errors();
        var settings = SettingsForm.Read(form, found.Value.Settings, await with.Places.Read(with.Db, ct), view.Actor, errors);
        var (from, to) = (TypedDay.Read(form["from"], "from", errors), TypedDay.Read(form["to"], "to", errors));
        var typed = form.ToDictionary(f => f.Key, f => (string?)f.Value.ToString());
        if (form["do"] == "preview")
        {
            var preview = errors.Refusal is { } wrong ? wrong : await PreviewCampaign.Handle(id, new(settings), with.Trees, with.Places, with.Solver, with.Before, with.Db, view.Actor, with.Clock, ct);
            return await Page(view, id, null, "settings", preview.Problem, typed, preview.Problem is null ? preview.Value : null, with, ct);
        }
        var problem = errors.Refusal ?? (await ChangeCampaign.Handle(id, new(settings, int.TryParse(form["version"], out var version) ? version : null, form["name"], from, to), with.Db, view.Actor, ct)).Problem;
        return problem is null ? Html.Go($"/pairing/{id}?done=settings") : await Page(view, id, null, "settings", problem, typed, null, with, ct);
    }

    public static async Task<IResult> Decide(View view, Id<Campaign> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var (errors, register, tree) = (new Errors(), await with.Places.Read(with.Db, ct), await with.Trees.Read(with.Db, ct));
        var village = NamedPlace.Find(form["village"], register, view.Actor, errors, "village");
        var input = new DecidePair(Body(form["organisation"], tree), village, Enum.TryParse<PairWill>(form["will"], out var will) ? will : null, form["why"]);
        var problem = errors.Refusal ?? (await DecidePair.Handle(id, input, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem;
        return await Back(view, id, "decided", "rules", problem, form, with, ct);
    }

    public static async Task<IResult> EndRule(View view, Id<Campaign> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var problem = Id<PairRule>.TryParse(form["rule"], null, out var rule) ? (await EndPairRule.Handle(rule, new(), with.Db, view.Actor, with.Clock, ct)).Problem : Problem.Missing("pairing.no-rule");
        return await Back(view, id, "taken-back", "rules", problem, form, with, ct);
    }

    public static async Task<IResult> Capacity(View view, Id<Campaign> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var input = new SetCapacity(Body(form["helper"], await with.Trees.Read(with.Db, ct)), TypedNumber.TryCount(form["capacity"], out var capacity) ? capacity : null);
        var problem = (await SetCapacity.Handle(id, input, with.Trees, with.Db, view.Actor, ct)).Problem;
        return await Back(view, id, "capacity", "capacity", problem, form, with, ct);
    }

    public static async Task<IResult> Solve(View view, Id<Campaign> id, [AsParameters] Reading with, CancellationToken ct)
    {
        var solved = await SolveCampaign.Handle(id, new(), with.Trees, with.Places, with.Solver, with.Before, with.Db, view.Actor, with.Clock, ct);
        return solved.Problem is { } problem ? await Page(view, id, null, "solve", problem, Nothing, null, with, ct) : Html.Go($"/pairing/scenarios/{solved.Value.Scenario}");
    }

    /// <summary>Ends a partnership or carries it on under those who took over.</summary>
    public static async Task<IResult> Partner(View view, Id<Partnership> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var carry = form["do"] == "carry-on";
        var problem = carry
            ? (await CarryOn.Handle(id, new(), with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem
            : (await EndPartnership.Handle(id, new(form[$"why-{id}"], bool.TryParse(form["worked"], out var worked) ? worked : null), with.Db, view.Actor, with.Clock, ct)).Problem;
        var campaign = Id<Campaign>.TryParse(form["campaign"], null, out var back) ? back : default;
        return problem is null ? Html.Go($"/pairing/{campaign}?done={(carry ? "carried-on" : "ended")}") : await Page(view, campaign, null, "partner:" + id, problem, Nothing, null, with, ct);
    }

    /// <summary>A body as an official types it: its id, its credit code, or its whole name.</summary>
    internal static Id<Organisation>? Body(string? typed, OrganisationTree tree)
    {
        var text = typed?.Trim();
        return string.IsNullOrEmpty(text) ? null : Id<Organisation>.TryParse(text, null, out var id) ? id
            : tree.All.Where(b => b.Closed is null && (b.Name == text || b.ShortName == text || b.CreditCode == text)).ToList() is [var one] ? one.Id : null;
    }

    private static async Task<IResult> Back(View view, Id<Campaign> id, string done, string at, Problem? problem, IFormCollection form, Reading with, CancellationToken ct) =>
        problem is null ? Html.Go($"/pairing/{id}?done={done}") : await Page(view, id, null, at, problem, form.ToDictionary(f => f.Key, f => (string?)f.Value.ToString()), null, with, ct);

    private static async Task<IResult> Page(
        View view, Id<Campaign> id, string? done, string? at, Problem? problem, IReadOnlyDictionary<string, string?> typed, PreviewCampaign.Previewed? preview, Reading with, CancellationToken ct)
    {
        var found = await ShowCampaign.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no
            ? Html.Refused(view, no)
            : Html.Show<CampaignPage, Shown>(view, found.Value.Name, new(found.Value, done, at, problem, typed, preview), problem?.Status ?? 200);
    }
}
