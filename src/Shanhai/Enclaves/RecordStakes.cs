using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>Records what was put into a pool: all of the stakes or none. Officers of the guest's area may.</summary>
public sealed record RecordStakes(IReadOnlyList<RecordStakes.One>? Stakes)
{
    public const int Most = 2000;

    /// <param name="Organisation">The body; null: the village.</param>
    /// <param name="Amount">Yuan, or square metres of land quota.</param>
    /// <param name="Value">What land quota counts, yuan; of money nothing is said.</param>
    public sealed record One(PlaceCode? Place, StakeUnit? Unit, decimal? Amount, StakeSource? Source, DateOnly? On, string? Document, decimal? Value = null, Id<Organisation>? Organisation = null);

    public sealed record Recorded(IReadOnlyList<Id<Stake>> Stakes);

    public static async Task<Result<Recorded>> Handle(Id<Enclave> id, RecordStakes input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        if (input.Stakes is not { Count: > 0 and <= Most } all || all.Any(s => s is null))
        {
            return new Errors().Add("stakes", "enclaves.how-many-stakes", Most).Refusal!;
        }
        var (enclave, tree, register, today) = (found.Value, await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock));
        var through = await EnclaveSight.DistributedThrough(id, db, ct);
        var errors = new Errors();
        var made = new List<Stake>();
        foreach (var (i, one) in all.Index())
        {
            if (one.Judge($"stakes[{i}].", enclave, tree, register, today, through, errors) is var (amount, fen))
            {
                made.Add(new()
                {
                    Id = Id<Stake>.New(clock), Enclave = id, Place = one.Organisation is { } body ? tree.Find(body)!.Place : one.Place!.Value, Organisation = one.Organisation, Unit = one.Unit!.Value, Amount = amount, Fen = fen,
                    Source = one.Source!.Value, On = one.On!.Value, Document = one.Document!.Trim(), RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow(),
                });
            }
            if (errors.All.Count > 50)
            {
                break;
            }
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var before = await db.Stakes.AsNoTracking().Where(s => s.Enclave == id && !s.TakenBack).ToListAsync(ct);
        var contracts = await db.EnclaveContracts.AsNoTracking().Where(c => c.Enclave == id).OrderBy(c => c.Number).ToListAsync(ct);
        var signed = contracts.FindLast(c => c.SignedOn is not null);
        Known(before, made, tree, register, errors);
        Beyond((signed ?? contracts[0]).Terms().PoolFen, before, made, today, errors);
        if (errors.Refusal is { } objection)
        {
            return objection;
        }
        // While a pool fills up its first villages hold much of it: only what breaks a cap that was kept is refused here, the rest before anything is distributed.
        if (signed?.Terms() is { } terms && before.Count > 0 && Breaks(terms, enclave, before, made, today, register) is { } tooLarge)
        {
            return tooLarge;
        }
        db.Stakes.AddRange(made);
        enclave.Version++;
        db.Record(actor, EnclavesModule.Plan, EnclaveSight.SubjectOf(id), new { stakes = made.Count, fen = made.Sum(s => s.Fen) }, enclave.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new Recorded(made.ConvertAll(s => s.Id));
    }

    // The same file read twice, the same form sent twice: nobody puts in the same sum on the same day by the same paper from the same source two times.
    private static void Known(List<Stake> before, List<Stake> made, OrganisationTree tree, Register register, Errors errors)
    {
        var known = before.Select(What).ToHashSet();
        foreach (var (i, stake) in made.Index().Where(s => !known.Add(What(s.Item))).Take(5))
        {
            errors.Add($"stakes[{i}].document", "enclaves.stake-known", stake.Organisation is { } body ? tree.Find(body)?.Name : register.NameOf(stake.Place), stake.On, stake.Document);
        }
    }

    private static (PlaceCode, Id<Organisation>?, StakeUnit, long, StakeSource, DateOnly, string) What(Stake stake) =>
        (stake.Place, stake.Organisation, stake.Unit, stake.Amount, stake.Source, stake.On, stake.Document);

    /// <summary>More than what is left of what was agreed, or of what is reckoned with at all.</summary>
    private static void Beyond(long? agreed, List<Stake> before, List<Stake> made, DateOnly today, Errors errors)
    {
        var (most, pooled) = (agreed ?? Stake.MostFen, before.Where(s => s.Last >= today).Sum(s => s.Fen));
        foreach (var (i, stake) in made.Index())
        {
            if (stake.Fen > most - pooled)
            {
                errors.Add($"stakes[{i}].{(stake.Unit == StakeUnit.Money ? "amount" : "value")}", agreed is null ? "enclaves.above-all" : "enclaves.above-pool", Sums.Say(most), Sums.Say(pooled), Sums.Say(Math.Max(0, most - pooled)));
                return;
            }
            pooled += stake.Fen;
        }
    }

    private static Problem? Breaks(ContractTerms terms, Enclave enclave, List<Stake> before, List<Stake> made, DateOnly today, Register register)
    {
        var (was, errors) = (new Errors(), new Errors());
        SignContract.TooLarge(terms, enclave, before, today, register, was, "stakes");
        SignContract.TooLarge(terms, enclave, [.. before, .. made], today, register, errors, "stakes");
        return was.Any ? null : errors.Refusal;
    }
}

internal static class StakeJudgement
{
    /// <summary>Amount and worth in whole units; null where something is wrong with it, which <paramref name="errors"/> then says.</summary>
    public static (long Amount, long Fen)? Judge(this RecordStakes.One one, string at, Enclave enclave, OrganisationTree tree, Register register, DateOnly today, DateOnly? through, Errors errors)
    {
        var before = errors.All.Count;
        errors.Require(one.Document, at + "document").Limit(one.Document, Stake.LongestDocument, at + "document");
        if (one.Organisation is { } body)
        {
            if (tree.Find(body) is not { } known || !known.StandsOn(null))
            {
                errors.Add(at + "organisation", "enclaves.no-body", body, 0);
            }
        }
        else if (one.Place is not { Level: Level.Village } village || register.Find(village) is not (>= 0 and var i) || !register.Stands(i))
        {
            errors.Add(at + "place", "enclaves.no-village", one.Place?.ToString() ?? "");
        }
        else if (!enclave.Place.Contains(village) && !enclave.HostPlace.Contains(village))
        {
            errors.Add(at + "place", "enclaves.village-outside", register.Name(i));
        }
        if (one.Unit is not { } unit || !Enum.IsDefined(unit))
        {
            errors.Add(at + "unit", "field.required");
        }
        if (one.Source is not { } source || !Enum.IsDefined(source))
        {
            errors.Add(at + "source", "field.required");
        }
        var money = one.Unit == StakeUnit.Money;
        var fen = Sums.Fen(money ? one.Amount : one.Value);
        var amount = money ? fen : one.Amount is > 0 and <= Stake.MostFen && decimal.Truncate(one.Amount.Value) == one.Amount ? (long)one.Amount.Value : (long?)null;
        if (amount is not > 0)
        {
            errors.Add(at + "amount", money ? "enclaves.amount-yuan" : "enclaves.amount-metres");
        }
        if (!money && fen is not > 0)
        {
            errors.Add(at + "value", "enclaves.value-of-land");
        }
        if (money && one.Value is not null)
        {
            errors.Add(at + "value", "enclaves.value-of-money");
        }
        if (one.On is not { } on || on > today || on.Year < 1990)
        {
            errors.Add(at + "on", "enclaves.stake-day", today);
        }
        else if (on <= through)
        {
            errors.Add(at + "on", "enclaves.stake-before", through);
        }
        return errors.All.Count > before ? null : (amount!.Value, fen!.Value);
    }
}

/// <summary>
/// Takes a stake back: one recorded by mistake as if it had never been, as long as nothing was distributed by it; one that leaves the pool from a day on; or one of which it was wrongly said that it left, as long as
/// nothing was distributed without it. Officers of the guest's area may.
/// </summary>
/// <param name="From">The first day on which it is no longer in the pool; null: it was a mistake.</param>
/// <param name="Stays">It has not left.</param>
public sealed record TakeBackStake(string? Why, DateOnly? From = null, bool Stays = false)
{
    public sealed record TakenBack(Id<Stake> Id);

    public static async Task<Result<TakenBack>> Handle(Id<Stake> id, TakeBackStake input, Db db, Actor actor, CancellationToken ct)
    {
        if ((actor.Refuses(EnclavesModule.Plan) ?? new Errors().Require(input.Why, "why").Limit(input.Why, Stake.LongestWhy, "why").Refusal) is { } no)
        {
            return no;
        }
        var stake = await db.Stakes.FirstOrDefaultAsync(s => s.Id == id, ct);
        var found = stake is null ? Problem.Missing("enclaves.no-stake") : await EnclaveSight.Find(stake.Enclave, EnclavesModule.Plan, db, actor, ct);
        if (found.Problem is { } notHers)
        {
            return notHers.Status == 404 ? Problem.Missing("enclaves.no-stake") : notHers;
        }
        if (stake!.TakenBack || !input.Stays && stake.LeftOn is not null)
        {
            return Problem.Clash("enclaves.taken-back-before");
        }
        var through = await EnclaveSight.DistributedThrough(stake.Enclave, db, ct);
        if (input.Stays)
        {
            if (stake.LeftOn is not { } left)
            {
                return Problem.Clash("enclaves.has-not-left");
            }
            if (left <= through)
            {
                return Problem.Clash("enclaves.left-distributed", through);
            }
            stake.LeftOn = null;
        }
        else if (input.From is { } from)
        {
            if (from <= stake.On || from <= through)
            {
                return new Errors().Add("from", "enclaves.leave-after", through > stake.On ? through : stake.On).Refusal!;
            }
            stake.LeftOn = from;
        }
        else if (through >= stake.On)
        {
            return Problem.Clash("enclaves.distributed-by-it", through);
        }
        else
        {
            stake.TakenBack = true;
        }
        stake.Why = input.Stays ? null : input.Why!.Trim();
        found.Value.Version++;
        db.Record(actor, EnclavesModule.Plan, EnclaveSight.SubjectOf(stake.Enclave), new { takenBack = id, input.From, input.Stays, why = input.Why!.Trim() }, stake.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new TakenBack(id);
    }
}
