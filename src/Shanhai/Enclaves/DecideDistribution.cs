using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>
/// Approves a proposed distribution or refuses it with a reason. Officers and leaders of the guest's area may, freshly signed in, but not whoever prepared it; it is reckoned once more and must still be what was proposed.
/// </summary>
public sealed record DecideDistribution(bool Approve, string? Why = null)
{
    public sealed record Decided(Id<Distribution> Id, DistributionState State);

    public static async Task<Result<Decided>> Handle(Id<Distribution> id, DecideDistribution input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Distribution(id, EnclavesModule.Approve, db, actor, ct);
        if ((found.Problem ?? actor.Stale(clock)) is { } no)
        {
            return no;
        }
        var (of, enclave) = found.Value;
        if (!input.Approve && new Errors().Require(input.Why, "why").Limit(input.Why, Enclave.LongestWhy, "why").Refusal is { } unsaid)
        {
            return unsaid;
        }
        if (of.State != DistributionState.Proposed)
        {
            return Problem.Clash("enclaves.decided-before");
        }
        if (input.Approve && of.Preparer == Approval.PersonOf(actor))
        {
            return Problem.Refused("enclaves.own-distribution");
        }
        if (input.Approve && await Print(of, enclave, await places.Read(db, ct), db, ct) != of.Print)
        {
            return Problem.Clash("enclaves.changed-since");
        }
        (of.State, of.DecidedBy, of.Why) = (input.Approve ? DistributionState.Approved : DistributionState.Refused, actor.Name, input.Approve ? null : input.Why!.Trim());
        of.Version++;
        enclave.Version++;
        db.Record(actor, EnclavesModule.Approve, EnclaveSight.SubjectOf(id), new { input.Approve, print = of.Print }, enclave.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new Decided(id, of.State);
    }

    // By the contract it names, from the stakes as they stand and the villages as they are: whoever wrote into the tables meanwhile, or merged a village, is noticed.
    private static async Task<string?> Print(Distribution of, Enclave enclave, Register register, Db db, CancellationToken ct)
    {
        var terms = (await db.EnclaveContracts.AsNoTracking().FirstAsync(c => c.Id == of.Contract, ct)).Terms();
        var stakes = await db.Stakes.AsNoTracking().Where(s => s.Enclave == enclave.Id && !s.TakenBack).ToListAsync(ct);
        var reckoned = Reckoning.Of(terms, stakes, of.FromDay, of.ToDay, of.Income);
        if (reckoned.Problem is not null)
        {
            return null;
        }
        var payees = reckoned.Value.Parts.Select(p => p.Organisation is null ? register.Standing(p.Place) : p.Place).ToList();
        // To whom each sum goes counts as much as the sum.
        var lines = await db.Dividends.AsNoTracking().Where(d => d.Distribution == of.Id).OrderBy(d => d.Line).Select(d => new { d.Place, d.Organisation, d.Payee, d.Due }).ToListAsync(ct);
        var kept = of.Due == reckoned.Value.Due && lines.Select(l => (l.Place, l.Organisation, (PlaceCode?)l.Payee, l.Due)).SequenceEqual(reckoned.Value.Parts.Select((p, i) => (p.Place, p.Organisation, payees[i], p.Due)));
        return payees.Contains(null) || !kept ? null : ProposeDistribution.PrintOf(reckoned.Value, payees.ConvertAll(p => p!.Value));
    }
}

/// <summary>
/// Reverses an approved distribution that was wrong, with the reason; its payments are taken back before, and the period can then be distributed anew. Officers and leaders of the guest's area
/// may, freshly signed in, but not whoever prepared it.
/// </summary>
public sealed record ReverseDistribution(string? Why)
{
    public sealed record Reversed(Id<Distribution> Id);

    public static async Task<Result<Reversed>> Handle(Id<Distribution> id, ReverseDistribution input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Distribution(id, EnclavesModule.Approve, db, actor, ct);
        if ((found.Problem ?? actor.Stale(clock) ?? new Errors().Require(input.Why, "why").Limit(input.Why, Enclave.LongestWhy, "why").Refusal) is { } no)
        {
            return no;
        }
        var (of, enclave) = found.Value;
        if (of.State != DistributionState.Approved)
        {
            return Problem.Clash("enclaves.not-approved");
        }
        if (of.Preparer == Approval.PersonOf(actor))
        {
            return Problem.Refused("enclaves.own-distribution");
        }
        var paid = await db.DividendPayments.CountAsync(p => p.TakenBackWhy == null && db.Dividends.Any(d => d.Id == p.Dividend && d.Distribution == id), ct);
        if (paid > 0)
        {
            return Problem.Clash("enclaves.payments-first", paid);
        }
        (of.State, of.ReversedBy, of.Why) = (DistributionState.Reversed, actor.Name, input.Why!.Trim());
        of.Version++;
        enclave.Version++;
        db.Record(actor, EnclavesModule.Approve, EnclaveSight.SubjectOf(id), new { reversed = true }, enclave.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new Reversed(id);
    }
}
