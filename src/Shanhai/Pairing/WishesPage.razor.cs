using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>The wishes of a village or of a helper in a campaign: the list that stands, the form that states another or withdraws it, and what stood before.</summary>
public partial class WishesPage
{
    private static readonly char[] Between = ['\n', '\r', '，', ',', '；', ';', '、'];

    private static readonly string[] Dones = ["wished", "withdrawn"];

    /// <param name="Typed">What was sent; null: nothing was.</param>
    public sealed record Shown(FindWishes Of, string? Done, Problem? Problem, string? Typed);

    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, Db Db, TimeProvider Clock);

    /// <summary>Of whom is an address or, from the campaign's page, what a planner typed.</summary>
    public static async Task<IResult> Show(View view, Id<Campaign> id, string? village, string? organisation, string? done, [AsParameters] Reading with, CancellationToken ct)
    {
        var (errors, register, tree) = (new Errors(), await with.Places.Read(with.Db, ct), await with.Trees.Read(with.Db, ct));
        var (place, body) = (NamedPlace.Find(village, register, view.Actor, errors, "village"), CampaignPage.Body(organisation, tree));
        if (!string.IsNullOrWhiteSpace(organisation) && body is null)
        {
            errors.Add("organisation", "pairing.no-helper");
        }
        return errors.Refusal is { } wrong ? Html.Refused(view, wrong) : await Page(view, id, place, place is null ? body : null, Dones.Contains(done) ? done : null, null, null, with, ct);
    }

    public static async Task<IResult> State(View view, Id<Campaign> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var (errors, register, tree) = (new Errors(), await with.Places.Read(with.Db, ct), await with.Trees.Read(with.Db, ct));
        PlaceCode? village = PlaceCode.TryParse(form["village"], out var place) ? place : null;
        Id<Organisation>? organisation = village is null && Id<Organisation>.TryParse(form["organisation"], null, out var own) ? own : null;
        var (bodies, villages, withdraw) = (new List<Id<Organisation>>(), new List<PlaceCode>(), form["do"] == "withdraw");
        var lines = withdraw ? [] : form["wishes"].ToString().Split(Between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            if (village is null && NamedPlace.Find(line, register, view.Actor, errors, "wishes") is { } wished)
            {
                villages.Add(wished);
            }
            else if (village is not null && CampaignPage.Body(line, tree) is { } body)
            {
                bodies.Add(body);
            }
            else if (village is not null)
            {
                errors.Add("wishes", "pairing.no-helper-named", line);
            }
        }
        if (!withdraw && lines.Length == 0)
        {
            errors.Add("wishes", "field.required");
        }
        var problem = errors.Refusal ?? (await StateWishes.Handle(id, new(village, organisation, bodies, villages), with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem;
        return problem is null ? Html.Go($"/pairing/{id}/wishes?{(village is { } v ? "village=" + v : "organisation=" + organisation)}&done={(withdraw ? "withdrawn" : "wished")}")
            : await Page(view, id, village, organisation, null, problem with { Fields = [.. problem.Fields.Select(f => f with { Field = "wishes" })] }, form["wishes"], with, ct);
    }

    private static async Task<IResult> Page(View view, Id<Campaign> id, PlaceCode? village, Id<Organisation>? organisation, string? done, Problem? problem, string? typed, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var found = await FindWishes.Handle(id, village, organisation, with.Trees, with.Places, with.Db, view.Actor, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<WishesPage, Shown>(view, view.Say("pairing.wishes-of", found.Value.Whose), new(found.Value, done, problem, typed), problem?.Status ?? 200);
    }
}
