using System.Globalization;
using Shanhai.Places;

namespace Shanhai.Pairing.Investors;

/// <summary>One offer: the villages whose needs it covers, what became of it, the form of the next step, and who sent it once that was asked for with a reason.</summary>
public partial class OfferPage
{
    public sealed record Shown(ShowOffer Of, string? At, Problem? Problem, IReadOnlyDictionary<string, string?> Typed, OpenInvestor.Opened? Person);

    private static readonly Dictionary<string, string?> Nothing = [];

    public static Task<IResult> Show(View view, Id<InvestmentOffer> id, CurrentRegister places, Db db, CancellationToken ct) => Page(view, id, null, null, Nothing, null, places, db, ct);

    public static async Task<IResult> Open(View view, Id<InvestmentOffer> id, IFormCollection form, CurrentRegister places, Vault vault, Db db, CancellationToken ct)
    {
        var opened = await OpenInvestor.Handle(id, new(form["reason"]), vault, db, view.Actor, ct);
        return await Page(view, id, "person", opened.Problem, Nothing, opened.Problem is null ? opened.Value : null, places, db, ct);
    }

    public static async Task<IResult> Step(View view, Id<InvestmentOffer> id, IFormCollection form, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var village = NamedPlace.Find(form["village"], await places.Read(db, ct), view.Actor, errors, "village");
        var invested = TypedNumber.Read(form["invested"], "invested", errors, "pairing.amount-yuan");
        var input = new FollowOffer(Enum.TryParse<OfferState>(form["to"], out var to) ? to : null, village, invested, TypedDay.Read(form["on"], "on", errors), form["words"], int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null);
        var problem = errors.Refusal ?? (await FollowOffer.Handle(id, input, places, db, view.Actor, clock, ct)).Problem;
        return problem is null ? Html.Go($"/pairing/offers/{id}") : await Page(view, id, "step", problem, form.ToDictionary(f => f.Key, f => (string?)f.Value.ToString()), null, places, db, ct);
    }

    private static async Task<IResult> Page(View view, Id<InvestmentOffer> id, string? at, Problem? problem, IReadOnlyDictionary<string, string?> typed, OpenInvestor.Opened? person, CurrentRegister places, Db db, CancellationToken ct)
    {
        var found = await ShowOffer.Handle(id, places, db, view.Actor, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no
            ? Html.Refused(view, no)
            : Html.Show<OfferPage, Shown>(view, view.Say("investors.offer", found.Value.Of.Code), new(found.Value, at, problem, typed, person), problem?.Status ?? 200);
    }
}
