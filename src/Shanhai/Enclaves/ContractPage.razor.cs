using System.Globalization;

namespace Shanhai.Enclaves;

/// <summary>The contract of an enclave: its versions, the draft as a form, its signature.</summary>
public partial class ContractPage
{
    private static readonly string[] Shares = ["split-pooled", "split-host", "split-guest", "split-operator"];

    public sealed record Shown(ShowEnclave Of, EnclaveTemplate? Template, bool MayPlan, string? At, Problem? Problem, IReadOnlyDictionary<string, string?>? Typed);

    public static Task<IResult> Show(View view, Id<Enclave> id, [AsParameters] EnclavesPage.Reading with, CancellationToken ct) => Page(view, id, null, null, null, with, ct);

    public static async Task<IResult> Write(View view, Id<Enclave> id, IFormCollection form, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var (errors, at) = (new Errors(), form["do"] == "sign" ? "sign" : "write");
        int? version = int.TryParse(form["version"], CultureInfo.InvariantCulture, out var seen) ? seen : null;
        Problem? problem;
        if (at == "sign")
        {
            var on = TypedDay.Read(form["signedOn"], "signedOn", errors);
            problem = errors.Refusal ?? (await SignContract.Handle(id, new(on, version), with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem;
        }
        else
        {
            var tree = await with.Trees.Read(with.Db, ct);
            var before = await ShowEnclave.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
            // A body that has closed meanwhile is not found by its name; the form then says so at the field.
            var terms = Read(form, errors) with { Operator = NamedBody.Find(form["operator"], tree, errors, "operator"), Guarantor = NamedBody.Find(form["guarantor"], tree, errors, "guarantor") };
            var from = TypedDay.Read(form["from"], "from", errors);
            problem = before.Problem ?? errors.Refusal ?? (await WriteContract.Handle(id, new(terms, from, form["why"], version), with.Trees, with.Db, view.Actor, with.Clock, ct)).Problem;
        }
        with.Db.ChangeTracker.Clear();
        return problem is null ? Html.Go(at == "sign" ? $"/enclaves/{id}" : $"/enclaves/{id}/contract") : await Page(view, id, at, problem, form.ToDictionary(f => f.Key, f => (string?)f.Value.ToString()), with, ct);
    }

    private static ContractTerms Read(IFormCollection form, Errors errors)
    {
        var phases = new List<Phase>();
        for (var i = 0; i < ContractTerms.MostPhases; i++)
        {
            if (!Enum.TryParse<ReturnKind>(form[$"kind-{i}"], out var kind))
            {
                continue;
            }
            var (from, to) = (TypedDay.Read(form[$"from-{i}"], $"from-{i}", errors), TypedDay.Read(form[$"to-{i}"], $"to-{i}", errors));
            if (from is null || to is null)
            {
                errors.Add(from is null ? $"from-{i}" : $"to-{i}", "field.required");
                continue;
            }
            phases.Add(new(kind, from.Value, to.Value, Sums.Read(form[$"rate-{i}"], $"rate-{i}", errors), Sums.Read(form[$"above-{i}"], $"above-{i}", errors), Fen($"expected-{i}")));
        }
        decimal? Percent(string field) => Sums.Read(form[field], field, errors);
        long? Fen(string field)
        {
            var yuan = Sums.Read(form[field], field, errors);
            if (yuan is not null && Sums.Fen(yuan) is null)
            {
                errors.Add(field, "enclaves.fen");
            }
            return Sums.Fen(yuan);
        }
        Split? split = Shares.All(f => string.IsNullOrWhiteSpace(form[f])) ? null
            : new(Percent("split-pooled") ?? 0, Percent("split-host") ?? 0, Percent("split-guest") ?? 0, Percent("split-operator") ?? 0);
        if (!TypedNumber.TryCount(form["dueDays"], out var dueDays))
        {
            errors.Add("dueDays", "enclaves.due-days");
        }
        return new()
        {
            Phases = phases, Split = split, Base = Enum.TryParse<ReturnBase>(form["base"], out var counted) ? counted : ReturnBase.PaidIn, Days = Enum.TryParse<DayCount>(form["days"], out var days) ? days : DayCount.ActualActual,
            Holding = Enum.TryParse<Holding>(form["holding"], out var holding) ? holding : Holding.Collective, Reserve = Percent("reserve") ?? 0, MostShare = Percent("mostShare"), DueDays = dueDays, PoolFen = Fen("pool"),
            Exit = form["exit"].ToString().Kept(),
        };
    }

    private static async Task<IResult> Page(View view, Id<Enclave> id, string? at, Problem? problem, IReadOnlyDictionary<string, string?>? typed, EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await ShowEnclave.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return (found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no ? Html.Refused(view, no)
            : Html.Show<ContractPage, Shown>(view, view.Say("enclaves.contract"), new(found.Value, EnclaveTemplate.Find(found.Value.Template), view.Actor.Scope(EnclavesModule.Plan).Contains(found.Value.Place), at, problem, typed), problem?.Status ?? 200, found.Value.Simulated);
    }
}
