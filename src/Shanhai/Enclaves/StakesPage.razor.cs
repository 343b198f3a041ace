using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>What was put into a pool, as a list with search, export and the forms that record it or take it back.</summary>
public partial class StakesPage
{
    public sealed record Shown(ShowEnclave Of, FindStakes Filter, Page<FindStakes.Row> Found, bool MayPlan, string? At, Problem? Problem, IReadOnlyDictionary<string, string?>? Typed);

    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Origin { get; init; }
        public string? After { get; init; }

        public FindStakes Filter() => new() { Q = Q, After = After, Source = Enum.TryParse<StakeSource>(Origin, true, out var source) ? source : null };
    }

    public static Task<IResult> Show(View view, Id<Enclave> id, [AsParameters] Address address, [AsParameters] EnclavesPage.Reading with, CancellationToken ct) => Page(view, id, address, null, null, null, with, ct);

    public static async Task<IResult> Record(View view, Id<Enclave> id, IFormCollection form, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var (errors, register) = (new Errors(), await with.Places.Read(with.Db, ct));
        var body = NamedBody.Find(form["organisation"], await with.Trees.Read(with.Db, ct), errors, "organisation");
        var one = new RecordStakes.One(NamedPlace.Find(form["place"], register, view.Actor, errors, "place"), Enum.TryParse<StakeUnit>(form["unit"], out var unit) ? unit : null, Sums.Read(form["amount"], "amount", errors),
            Enum.TryParse<StakeSource>(form["source"], out var source) ? source : null, TypedDay.Read(form["on"], "on", errors), form["document"], Sums.Read(form["value"], "value", errors), body);
        var problem = (await EnclaveSight.Find(id, EnclavesModule.Plan, with.Db, view.Actor, ct)).Problem ?? errors.Refusal ?? (await RecordStakes.Handle(id, new([one]), with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Problem;
        return await Back(view, id, "record", problem is null ? null : problem with { Fields = [.. problem.Fields.Select(f => f with { Field = f.Field.Replace("stakes[0].", "", StringComparison.Ordinal) })] }, form, with, ct);
    }

    public static async Task<IResult> TakeBack(View view, Id<Enclave> id, IFormCollection form, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var stake = form["stake"].ToString();
        var from = TypedDay.Read(form["from-" + stake], "from", errors);
        var problem = errors.Refusal ?? (Id<Stake>.TryParse(stake, null, out var of) ? (await TakeBackStake.Handle(of, new(form["why-" + stake], from, form["stays"] == "true"), with.Db, view.Actor, ct)).Problem
            : (await EnclaveSight.Find(id, EnclavesModule.Plan, with.Db, view.Actor, ct)).Problem ?? Problem.Missing("enclaves.no-stake"));
        return await Back(view, id, "back:" + stake, problem is null ? null : problem with { Fields = [.. problem.Fields.Select(f => f with { Field = f.Field + "-" + stake })] }, form, with, ct);
    }

    public static async Task<IResult> Export(View view, Id<Enclave> id, [AsParameters] Address address, string? format, string[]? columns, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var filter = address.Filter() with { After = null, Size = 1000 };
        var first = await FindStakes.Handle(id, filter, with.Trees, with.Places, with.Db, view.Actor, ct);
        if (first.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var shown = TableFile.Chosen<FindStakes.Row>(columns, ("holder", 24, r => r.Name), ("amount", 16, r => r.Unit == StakeUnit.Money ? r.Amount / 100m : r.Amount), ("unit", 12, r => view.Say("enclaves.unit." + r.Unit)), ("fen", 16, r => r.Fen / 100m),
            ("source", 14, r => view.Say("enclaves.source." + r.Source)), ("on", 12, r => r.On), ("document", 30, r => r.Document), ("by", 14, r => r.By),
            ("state", 30, r => r.TakenBack ? view.Say("enclaves.taken-back", r.Why) : r.LeftOn is { } left ? view.Say("enclaves.left-on", left, r.Why) : null));
        return TableFile.Of(view, format, view.Say("enclaves.stakes"), [.. shown.Select(c => new TableColumn(view.Say("enclaves.stake-column." + c.Key), c.Width))],
            Rows(id, first.Value, filter, with, view, ct).Select(r => shown.Select(c => c.Value(r)).ToArray()));
    }

    private static async IAsyncEnumerable<FindStakes.Row> Rows(Id<Enclave> id, Page<FindStakes.Row> page, FindStakes filter, EnclavesPage.Reading with, View view, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var at = page; ;)
        {
            foreach (var row in at.Rows)
            {
                yield return row;
            }
            if (at.Next is not { } next)
            {
                yield break;
            }
            at = (await FindStakes.Handle(id, filter with { After = next }, with.Trees, with.Places, with.Db, view.Actor, ct)).Value;
        }
    }

    private static async Task<IResult> Back(View view, Id<Enclave> id, string at, Problem? problem, IFormCollection form, EnclavesPage.Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        return problem is null ? Html.Go($"/enclaves/{id}/stakes") : await Page(view, id, new(), at, problem, form.ToDictionary(f => f.Key, f => (string?)f.Value.ToString()), with, ct);
    }

    private static async Task<IResult> Page(View view, Id<Enclave> id, Address address, string? at, Problem? problem, IReadOnlyDictionary<string, string?>? typed, EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await FindStakes.Handle(id, address.Filter(), with.Trees, with.Places, with.Db, view.Actor, ct);
        if ((found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var of = (await ShowEnclave.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Value;
        return Html.Show<StakesPage, Shown>(view, view.Say("enclaves.stakes"), new(of, address.Filter(), found.Value, view.Actor.Scope(EnclavesModule.Plan).Contains(of.Place), at, problem, typed), problem?.Status ?? 200, of.Simulated);
    }
}
