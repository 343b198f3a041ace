using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Web.Parts;

namespace Shanhai.Host.Clocks;

/// <summary>What a place and its bodies have agreed for themselves: profiles of time limits that are on, and promises to need less time than the law gives.</summary>
public partial class PromisesPage
{
    public sealed record Shown(FindLocalRules.Found Found, IReadOnlyList<DeadlineRule> Rules, IReadOnlyList<string> Profiles, PromiseForm Promise, ProfileForm Profile, Problem? PromiseProblem, Problem? ProfileProblem);

    public sealed record PromiseForm
    {
        public string? Body { get; init; }
        public string? Rule { get; init; }
        public string? Term { get; init; }
        public string? From { get; init; }
    }

    public sealed record ProfileForm
    {
        public string? Profile { get; init; }
        public string? Place { get; init; }
        public string? Day { get; init; }
        public string? Basis { get; init; }
        public string? On { get; init; }
    }

    public static Task<IResult> Show(View view, CurrentDeadlines current, KnownBodies bodies, Db db, CancellationToken ct) =>
        Page(view, new(), new(), null, null, current, bodies, db, ct);

    public static async Task<IResult> Promise(View view, [FromForm] PromiseForm? form, CurrentDeadlines current, KnownBodies bodies, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var from = TypedDay.Read(form.From, "from", errors);
        var made = errors.Refusal is { } bad ? bad
            : (await MakePromise.Handle(new(Guid.TryParse(form.Body, out var body) ? body : null, form.Rule, form.Term, from), current, db, view.Actor, clock, ct)).Problem;
        return made is null ? Html.Go("/clocks/promises") : await Page(view, form, new(), made, null, current, bodies, db, ct);
    }

    public static async Task<IResult> End(View view, Id<ServicePromise> id, CurrentDeadlines current, KnownBodies bodies, Db db, TimeProvider clock, CancellationToken ct)
    {
        var ended = await EndPromise.Handle(id, new(null), current, db, view.Actor, clock, ct);
        return ended.Problem is { } problem ? await Page(view, new(), new(), problem, null, current, bodies, db, ct) : Html.Go("/clocks/promises");
    }

    public static async Task<IResult> Switch(View view, [FromForm] ProfileForm? form, CurrentDeadlines current, KnownBodies bodies, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var day = TypedDay.Read(form.Day, "day", errors);
        var switched = errors.Refusal is { } bad ? bad
            : (await SwitchProfile.Handle(new(form.Profile, PlaceCode.TryParse(form.Place, out var place) ? place : null, day, form.Basis, form.On != "off"), current, db, view.Actor, clock, ct)).Problem;
        return switched is null ? Html.Go("/clocks/promises") : await Page(view, new(), form, null, switched, current, bodies, db, ct);
    }

    private static async Task<IResult> Page(
        View view, PromiseForm promise, ProfileForm profile, Problem? promiseProblem, Problem? profileProblem, CurrentDeadlines current, KnownBodies bodies, Db db, CancellationToken ct)
    {
        var found = await FindLocalRules.Handle(current, bodies, db, view.Actor, ct);
        var problem = promiseProblem ?? profileProblem;
        if ((found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var rules = (await current.Read(db, ct)).Rules;
        return Html.Show<PromisesPage, Shown>(view, view.Say("clocks.local"), new(found.Value,
            [.. rules.All.Where(r => r is { Bound: Bound.AtMost, Kind: DeadlineKind.Duty, IsExtension: false, Profile: null, To: null })], rules.Profiles, promise, profile, promiseProblem, profileProblem),
            problem?.Status ?? 200);
    }

    private IReadOnlyList<Choice> Bodies => [.. Model.Found.Bodies.Select(b => new Choice(b.Body.ToString("N"), b.Name))];

    private IReadOnlyList<Choice> Rules => [.. Model.Rules.Select(r => new Choice(r.Code, $"{r.Code} {View.Say(r.Name)} · {View.Say(TermWords.Of(r.Term))}"))];

    private IReadOnlyList<Choice> OnOff => [new("on", T("clocks.local-on")), new("off", T("clocks.local-off"))];
}
