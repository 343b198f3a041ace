using Microsoft.AspNetCore.Mvc;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Campaigns as a list with how far each has come, and the form that begins one from a preset.</summary>
public partial class CampaignsPage
{
    public sealed record Shown(Page<FindCampaigns.Row> Found, Form Form, Problem? Problem, bool MayPlan);

    public sealed record Form
    {
        public string? Preset { get; init; }
        public string? Name { get; init; }
        public string? Place { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }
        public string? Rule { get; init; }
        public string? Period { get; init; }
        public string? Villages { get; init; }
    }

    public static Task<IResult> Show(View view, [AsParameters] FindCampaigns filter, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct) => Page(view, filter, new(), null, trees, places, db, ct);

    public static async Task<IResult> Create(View view, [FromForm] Form? form, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var register = await places.Read(db, ct);
        var place = NamedPlace.Find(form.Place, register, view.Actor, errors, "place");
        Period? period = Kernel.Period.TryParse(form.Period, out var read) ? read : null;
        if (period is null && !string.IsNullOrWhiteSpace(form.Period))
        {
            errors.Add("period", "pairing.no-period", form.Period.Trim());
        }
        var input = new CreateCampaign(form.Preset, form.Name, place, TypedDay.Read(form.From, "from", errors), TypedDay.Read(form.To, "to", errors), form.Rule?.Trim(), period,
            TypedList.Villages(form.Villages, place ?? PlaceCode.Nation, register, view.Actor, errors, "villages"));
        var made = errors.Refusal is { } wrong ? wrong : await CreateCampaign.Handle(input, places, db, view.Actor, clock, ct);
        return made.Problem is { } problem ? await Page(view, new(), form, problem, trees, places, db, ct) : Html.Go($"/pairing/{made.Value.Id}");
    }

    private static async Task<IResult> Page(View view, FindCampaigns filter, Form form, Problem? problem, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct)
    {
        var found = await FindCampaigns.Handle(filter, trees, places, db, view.Actor, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 ? problem : null)) is { } no
            ? Html.Refused(view, no)
            : Html.Show<CampaignsPage, Shown>(view, view.Say("pairing.title"), new(found.Value, form, problem, view.Actor.May(PairingModule.Plan)), problem?.Status ?? 200);
    }
}
