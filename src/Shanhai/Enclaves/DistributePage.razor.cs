using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Enclaves;

/// <summary>The distribution of a period: period and income, then every holder's exact fen, then the proposal.</summary>
public partial class DistributePage
{
    /// <param name="Print">Of the preview that is shown.</param>
    public sealed record Shown(Id<Enclave> Id, string Name, Form Form, PreviewDistribution.Previewed? Preview, string? Print, Problem? Problem);

    public sealed record Form
    {
        public string? From { get; init; }
        public string? To { get; init; }
        public string? Income { get; init; }
        public string? Evidence { get; init; }
        public string? DueOn { get; init; }
        public string? Print { get; init; }
        public string? Step { get; init; }
    }

    public static async Task<IResult> Show(View view, Id<Enclave> id, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Distribute, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        // The first year of the contract that nothing covers yet.
        var first = (await with.Db.EnclaveContracts.AsNoTracking().Where(c => c.Enclave == id).OrderBy(c => c.Number).FirstAsync(ct)).Terms().Phases[0].From;
        var known = await with.Db.Distributions.AsNoTracking().Where(d => d.Enclave == id && (d.State == DistributionState.Proposed || d.State == DistributionState.Approved)).Select(d => new { d.FromDay, d.ToDay }).ToListAsync(ct);
        while (known.Find(k => k.FromDay <= first && first <= k.ToDay) is { } covers)
        {
            first = covers.ToDay.AddDays(1);
        }
        return Page(view, found.Value, new() { From = $"{first:yyyy-MM-dd}", To = $"{first.AddYears(1).AddDays(-1):yyyy-MM-dd}" }, null, null);
    }

    public static async Task<IResult> Post(View view, Id<Enclave> id, [FromForm] Form? form, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var found = await EnclaveSight.Find(id, EnclavesModule.Distribute, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var errors = new Errors();
        var (from, to, income, dueOn) = (TypedDay.Read(form.From, "from", errors), TypedDay.Read(form.To, "to", errors), Sums.Read(form.Income, "income", errors), TypedDay.Read(form.DueOn, "dueOn", errors));
        if (errors.Refusal is { } unread)
        {
            return Page(view, found.Value, form, null, unread);
        }
        var preview = await PreviewDistribution.Handle(id, new(from, to, income), with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (preview.Problem is { } impossible)
        {
            return Page(view, found.Value, form, null, impossible);
        }
        if (form.Step != "propose")
        {
            return Page(view, found.Value, form, preview.Value, null);
        }
        with.Db.ChangeTracker.Clear();
        var made = await ProposeDistribution.Handle(id, new(from, to, income, form.Evidence, dueOn, form.Print), with.Places, with.Db, view.Actor, with.Clock, ct);
        return made.Problem is { } problem ? Page(view, found.Value, form, preview.Value, problem) : Html.Go($"/enclaves/distributions/{made.Value.Id}");
    }

    private static IResult Page(View view, Enclave enclave, Form form, PreviewDistribution.Previewed? preview, Problem? problem) =>
        Html.Show<DistributePage, Shown>(view, view.Say("enclaves.distribute"), new(enclave.Id, enclave.Name, form, preview, preview is null ? null : ProposeDistribution.PrintOf(preview.Of, [.. preview.Payees.Select(p => p.Place)]), problem),
            problem?.Status ?? 200, enclave.Simulated);
}
