using Shanhai.Organisations;

namespace Shanhai.Pairing;

/// <summary>Takes a need or an offer from a form on the page of a village or of a helper, and goes back there.</summary>
public partial class ResourcePage
{
    public sealed record Shown(Problem Problem, IReadOnlyDictionary<string, string?> Typed);

    public static async Task<IResult> Record(View view, IFormCollection form, CurrentTree trees, Db db, TimeProvider clock, CancellationToken ct)
    {
        var errors = new Errors();
        var amount = TypedNumber.Whole(form["amount"], "amount", errors);
        var input = new RecordResource(PlaceCode.TryParse(form["place"], out var place) ? place : null, Id<Organisation>.TryParse(form["organisation"], null, out var body) ? body : null,
            Enum.TryParse<ResourceKind>(form["what"], out var what) ? what : null, form["sector"], amount, TypedDay.Read(form["from"], "from", errors), TypedDay.Read(form["to"], "to", errors), form["words"]);
        var problem = errors.Refusal ?? (await RecordResource.Handle(input, trees, db, view.Actor, clock, ct)).Problem;
        return problem is null ? Html.Go(input.Organisation is { } helper ? $"/pairing/helpers/{helper}" : $"/places/{input.Place}#pairing")
            : problem.Status is 401 or 403 ? Html.Refused(view, problem)
            : Html.Show<ResourcePage, Shown>(view, view.Say("pairing.resources"), new(problem, form.ToDictionary(f => f.Key, f => (string?)f.Value.ToString())), problem.Status);
    }

    /// <summary>Ends one and goes back to the list, or to the village or the helper it was of.</summary>
    public static async Task<IResult> End(View view, Id<Resource> id, IFormCollection form, CurrentTree trees, Db db, TimeProvider clock, CancellationToken ct)
    {
        var ended = await EndResource.Handle(id, new(), trees, db, view.Actor, clock, ct);
        return ended.Problem is { } no ? Html.Refused(view, no) : Html.Go(form["back"] == "list" ? "/pairing/resources" : ended.Value.Organisation is { } helper ? $"/pairing/helpers/{helper}" : $"/places/{ended.Value.Place}#pairing");
    }
}
