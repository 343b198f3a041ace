using System.Globalization;
using Shanhai.Host.Documents;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>One partnership: what it brought, the forms that record it or end it, and its agreement as a paper.</summary>
public partial class PartnershipPage
{
    public sealed record Shown(ShowPartnership Of, string? At, Problem? Problem, IReadOnlyDictionary<string, string?> Typed);

    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, Db Db, TimeProvider Clock);

    public static Task<IResult> Show(View view, Id<Partnership> id, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, null, null, new Dictionary<string, string?>(), with, ct);

    public static async Task<IResult> Record(View view, Id<Partnership> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        decimal? amount = TypedNumber.TryRead(form["amount"], out var read) ? read : null;
        var input = new RecordContribution(Enum.TryParse<ContributionKind>(form["what"], out var what) ? what : null, amount, TypedDay.Read(form["on"], "on", errors), form["words"], form["reference"]);
        var problem = errors.Refusal ?? (await RecordContribution.Handle(id, input, with.Trees, with.Db, view.Actor, with.Clock, ct)).Problem;
        return await Back(view, id, "record", problem, form, with, ct);
    }

    public static async Task<IResult> TakeBack(View view, Id<Partnership> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var problem = Id<Contribution>.TryParse(form["contribution"], null, out var made)
            ? (await TakeBackContribution.Handle(made, new(form[$"why-{made}"]), with.Trees, with.Db, view.Actor, ct)).Problem : Problem.Missing("pairing.no-contribution");
        return await Back(view, id, "back:" + form["contribution"], problem, form, with, ct);
    }

    /// <summary>Names the entry of a book that received a sum, or takes that back.</summary>
    public static async Task<IResult> Reconcile(View view, Id<Partnership> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var problem = Id<Contribution>.TryParse(form["contribution"], null, out var made)
            ? (await ReconcileContribution.Handle(made, new(Id<Funds.Entry>.TryParse(form["entry"], null, out var entry) ? entry : null), with.Trees, with.Db, view.Actor, ct)).Problem : Problem.Missing("pairing.no-contribution");
        return await Back(view, id, "entry:" + form["contribution"], problem, form, with, ct);
    }

    public static async Task<IResult> Review(View view, Id<Partnership> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var input = new ReviewPartnership(int.TryParse(form["year"], NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null, bool.TryParse(form["yearWorked"], out var worked) ? worked : null, form["said"],
            bool.TryParse(form["ofHelper"], out var side) ? side : null);
        return await Back(view, id, "review", (await ReviewPartnership.Handle(id, input, with.Trees, with.Db, view.Actor, with.Clock, ct)).Problem, form, with, ct);
    }

    public static async Task<IResult> Sign(View view, Id<Partnership> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var (on, pledged) = (TypedDay.Read(form["signedOn"], "signedOn", errors), TypedNumber.Read(form["pledged"], "pledged", errors, "pairing.amount-yuan"));
        return await Back(view, id, "sign", errors.Refusal ?? (await SignAgreement.Handle(id, new(on, pledged), with.Db, view.Actor, with.Clock, ct)).Problem, form, with, ct);
    }

    public static async Task<IResult> Renew(View view, Id<Partnership> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var to = TypedDay.Read(form["renewTo"], "renewTo", errors);
        return await Back(view, id, "renew", errors.Refusal ?? (await RenewPartnership.Handle(id, new(to), with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem, form, with, ct);
    }

    public static async Task<IResult> End(View view, Id<Partnership> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var input = new EndPartnership(form["why"], bool.TryParse(form["worked"], out var worked) ? worked : null, TypedDay.Read(form["on"], "on", errors));
        return await Back(view, id, "end", errors.Refusal ?? (await EndPartnership.Handle(id, input, with.Db, view.Actor, with.Clock, ct)).Problem, form, with, ct);
    }

    public static async Task<IResult> Agreement(View view, Id<Partnership> id, [AsParameters] Reading with, CancellationToken ct)
    {
        var found = await ShowPartnership.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var of = found.Value.Of;
        string Line(string key, params object?[] args) => Words.Say(Language.Chinese, "pairing.agreement." + key, args);
        var paper = new Paper(Line("title"))
        {
            Parts =
            [
                new(null, [Line("party-a", of.Helper), Line("party-b", of.Path + " " + of.VillageName), Line("ground", of.CampaignName)]),
                new(Line("term"), [Line("term-text", of.From, of.To)]),
                new(Line("helper"), [Line("helper-1"), Line("helper-2"), Line("helper-3"), .. found.Value.Pledged is { } pledged ? [Line("helper-4", pledged / 100m)] : Array.Empty<string>()]),
                new(Line("village"), [Line("village-1"), Line("village-2")]),
                new(Line("both"), [Line("both-1"), Line("both-2"), Line("both-3")]),
            ],
            Signed = [Line("sign-helper", of.Helper), Line("sign-village", of.VillageName), Line("sign-day")],
        };
        return TypedResults.File(paper.Write(), Paper.Type, $"{Line("title")}-{of.VillageName}.docx");
    }

    private static async Task<IResult> Back(View view, Id<Partnership> id, string at, Problem? problem, IFormCollection form, Reading with, CancellationToken ct) =>
        problem is null ? Html.Go($"/pairing/partnerships/{id}") : await Page(view, id, at, problem, form.ToDictionary(f => f.Key, f => (string?)f.Value.ToString()), with, ct);

    private static async Task<IResult> Page(View view, Id<Partnership> id, string? at, Problem? problem, IReadOnlyDictionary<string, string?> typed, Reading with, CancellationToken ct)
    {
        var found = await ShowPartnership.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no
            ? Html.Refused(view, no)
            : Html.Show<PartnershipPage, Shown>(view, $"{found.Value.Of.Helper} — {found.Value.Of.VillageName}", new(found.Value, at, problem, typed), problem?.Status ?? 200);
    }
}
