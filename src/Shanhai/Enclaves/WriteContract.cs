using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Enclaves;

/// <summary>
/// Writes the draft of a contract: the first, or an amendment of the signed one, which holds from a day after everything that was distributed. Officers of the guest's area may.
/// </summary>
/// <param name="From">The first day on which an amendment's periods may begin; the first contract begins with its first phase.</param>
/// <param name="Version">The enclave's, as it was seen.</param>
public sealed record WriteContract(ContractTerms? Terms, DateOnly? From = null, string? Why = null, int? Version = null)
{
    public sealed record Written(Id<Contract> Id, short Number);

    public static async Task<Result<Written>> Handle(Id<Enclave> id, WriteContract input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Plan, db, actor, ct);
        if ((found.Problem ?? (input.Terms is null ? new Errors().Add("terms", "field.required") : input.Terms.Validate()).Refusal) is { } no)
        {
            return no;
        }
        var (enclave, terms, tree) = (found.Value, input.Terms!, await trees.Read(db, ct));
        var all = await db.EnclaveContracts.Where(c => c.Enclave == id).OrderBy(c => c.Number).ToListAsync(ct);
        var errors = Bodies(terms, tree);
        var (signed, draft) = (all.FindLast(c => c.SignedOn is not null), all.Find(c => c.SignedOn is null));
        var from = signed is null ? terms.Phases[0].From : input.From;
        if (signed is not null)
        {
            errors.Require(input.Why, "why").Limit(input.Why, Enclave.LongestWhy, "why").NoNumberOfAPerson(input.Why, "why");
            if (from is not { } first)
            {
                errors.Add("from", "field.required");
            }
            else if (await EnclaveSight.DistributedThrough(id, db, ct) is { } through && first <= through)
            {
                errors.Add("from", "enclaves.amend-after", through);
            }
            else if (first < signed.FromDay)
            {
                errors.Add("from", "enclaves.amend-after", signed.FromDay.AddDays(-1));
            }
            else if (terms.At(first) is null)
            {
                errors.Add("from", "enclaves.amend-outside", first);
            }
        }
        if (Reserve(terms, enclave.Place, ChinaDay.Today(clock)) is { } law)
        {
            errors.Add("reserve", "enclaves.reserve-least", law.Percent, law.Basis);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (input.Version is { } seen && seen != enclave.Version)
        {
            return Problem.Clash("enclaves.changed-meanwhile");
        }
        if (draft is null)
        {
            db.EnclaveContracts.Add(draft = new()
            {
                Id = Id<Contract>.New(clock), Enclave = id, Number = (short)(all.Count + 1), FromDay = from!.Value, Json = "", WrittenBy = actor.Name, WrittenAt = clock.GetUtcNow(),
            });
        }
        (draft.FromDay, draft.Json, draft.Why, draft.WrittenBy, draft.WrittenAt) = (from!.Value, terms.Written(), signed is null ? null : input.Why!.Trim(), actor.Name, clock.GetUtcNow());
        enclave.Version++;
        db.Record(actor, EnclavesModule.Plan, EnclaveSight.SubjectOf(id), new { contract = draft.Number }, enclave.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new Written(draft.Id, draft.Number);
    }

    /// <summary>Operator and guarantor stand, and no village stands for others' debts.</summary>
    internal static Errors Bodies(ContractTerms terms, OrganisationTree tree)
    {
        var errors = new Errors();
        if (terms.Operator is not { } runs || tree.Find(runs) is not { } operating || !operating.StandsOn(null))
        {
            errors.Add("operator", "enclaves.say-operator");
            operating = null!;
        }
        if (terms.Guarantor is { } stands && (tree.Find(stands) is not { } standing || !standing.StandsOn(null)))
        {
            errors.Add("guarantor", "enclaves.say-guarantor");
        }
        var ban = EnclaveLimits.Shipped.Guarantee;
        if (terms.Guarantor is { } named && tree.Find(named) is { } guarantor && ban.Kinds.Contains(guarantor.Kind))
        {
            errors.Add("guarantor", "enclaves.village-guarantees", guarantor.Name, ban.Basis);
        }
        else if (terms.Guarantor is null && terms.Guarantees && operating is not null && ban.Kinds.Contains(operating.Kind))
        {
            errors.Add("guarantor", "enclaves.village-guarantees", operating.Name, ban.Basis);
        }
        return errors;
    }

    /// <summary>The law's least reserve where the contract sets aside less.</summary>
    internal static EnclaveLimits.Limit? Reserve(ContractTerms terms, PlaceCode place, DateOnly on) =>
        EnclaveLimits.Shipped.LeastReserve(place, terms.Holding, on) is { } law && terms.Reserve < law.Percent ? law : null;
}

/// <summary>Records that the draft was signed: from then on it is distributed by. Shares are looked at once more. Officers of the guest's area may.</summary>
public sealed record SignContract(DateOnly? On, int? Version = null)
{
    public sealed record Signed(Id<Contract> Id, short Number);

    public static async Task<Result<Signed>> Handle(Id<Enclave> id, SignContract input, CurrentTree trees, Shanhai.Places.CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (enclave, today) = (found.Value, ChinaDay.Today(clock));
        if (await db.EnclaveContracts.FirstOrDefaultAsync(c => c.Enclave == id && c.SignedOn == null, ct) is not { } draft)
        {
            return Problem.Clash("enclaves.no-draft");
        }
        var (terms, register) = (draft.Terms(), await places.Read(db, ct));
        var errors = new Errors();
        foreach (var wrong in terms.Validate().All.Concat(WriteContract.Bodies(terms, await trees.Read(db, ct)).All))
        {
            errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
        if (input.On is not { } on || on > today || on.Year < 1990)
        {
            errors.Add("signedOn", "enclaves.signed-day");
        }
        if (WriteContract.Reserve(terms, enclave.Place, today) is { } law)
        {
            errors.Add("reserve", "enclaves.reserve-least", law.Percent, law.Basis);
        }
        if (draft.Number > 1 && await EnclaveSight.DistributedThrough(id, db, ct) is { } through && draft.FromDay <= through)
        {
            errors.Add("from", "enclaves.amend-after", through);
        }
        var stakes = await db.Stakes.AsNoTracking().Where(s => s.Enclave == id && !s.TakenBack).ToListAsync(ct);
        TooLarge(terms, enclave, stakes, today, register, errors, "mostShare");
        if (terms.PoolFen is { } agreed && stakes.Where(s => s.Last >= today).Sum(s => s.Fen) is var pooled && pooled > agreed)
        {
            errors.Add("pool", "enclaves.pool-exceeded", Sums.Say(pooled), Sums.Say(agreed));
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (input.Version is { } seen && seen != enclave.Version)
        {
            return Problem.Clash("enclaves.changed-meanwhile");
        }
        draft.SignedOn = input.On;
        enclave.Version++;
        db.Record(actor, EnclavesModule.Plan, EnclaveSight.SubjectOf(id), new { signed = draft.Number, on = input.On }, enclave.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new Signed(draft.Id, draft.Number);
    }

    /// <summary>Names the villages whose share is above the cap, by the last of the stakes.</summary>
    internal static void TooLarge(ContractTerms terms, Enclave enclave, IReadOnlyList<Stake> stakes, DateOnly today, Shanhai.Places.Register register, Errors errors, string field)
    {
        if (Shares.Most(terms, enclave.Place, today) is not var (most, law) || stakes.Count == 0)
        {
            return;
        }
        var day = stakes.Max(s => s.On) is var last && last > today ? last : today;
        foreach (var holder in Shares.Above(Shares.On(stakes, day), most).Take(5))
        {
            errors.Add(field, law is null ? "enclaves.share-above-contract" : "enclaves.share-above-law", register.NameOf(holder.Place), decimal.Round(holder.Percent, 2), most, law?.Basis);
        }
    }
}
