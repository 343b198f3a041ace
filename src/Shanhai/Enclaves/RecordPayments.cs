using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>
/// Records money that arrived for dividends, all of it or none, and enters it into the villages' own books. A book that cannot take it does not undo the receipt: what could not be entered
/// is said, and can be entered later. Officers of the guest's area may.
/// </summary>
/// <param name="Lines">What arrived; null: everything that is still due.</param>
public sealed record RecordPayments(DateOnly? On, string? Evidence, IReadOnlyList<RecordPayments.Paid>? Lines = null)
{
    /// <param name="Yuan">Null: what is still due.</param>
    /// <param name="Payee">Whom the paper names as paid: held against the line; null: it is not said.</param>
    public sealed record Paid(Id<Dividend> Dividend, decimal? Yuan = null, PlaceCode? Payee = null);

    /// <param name="Posted">In the villages' books; <paramref name="Waiting"/> wait there for two people, <paramref name="Unposted"/> stand in none.</param>
    public sealed record Recorded(int Payments, long Fen, int Posted, int Waiting, int Unposted);

    public static async Task<Result<Recorded>> Handle(Id<Distribution> id, RecordPayments input, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Distribution(id, EnclavesModule.Pay, db, actor, ct);
        var errors = new Errors().Require(input.Evidence, "evidence").Limit(input.Evidence, Distribution.LongestEvidence, "evidence");
        if (input.On is not { } on || on > ChinaDay.Today(clock) || on.Year < 1990)
        {
            errors.Add("on", "enclaves.paid-day", ChinaDay.Today(clock));
        }
        if ((found.Problem ?? errors.Refusal) is { } no)
        {
            return no;
        }
        var (of, enclave) = found.Value;
        if (of.State != DistributionState.Approved)
        {
            return Problem.Clash("enclaves.approve-first");
        }
        if (input.On < of.FromDay)
        {
            return new Errors().Add("on", "enclaves.paid-before", of.FromDay).Refusal!;
        }
        var dividends = await db.Dividends.AsNoTracking().Where(d => d.Distribution == id).ToDictionaryAsync(d => d.Id, ct);
        var before = await PaidOf(id, db, ct);
        var lines = input.Lines ?? [.. dividends.Values.OrderBy(d => d.Line).Where(d => d.Due > before.GetValueOrDefault(d.Id)).Select(d => new Paid(d.Id))];
        if (lines.Count == 0 || lines.Any(l => l is null))
        {
            return Problem.Clash("enclaves.nothing-due");
        }
        var register = await places.Read(db, ct);
        var made = input.Judge(lines, dividends, before, register, errors, actor, clock);
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        db.DividendPayments.AddRange(made);
        of.Version++;
        db.Record(actor, EnclavesModule.Pay, EnclaveSight.SubjectOf(id), new { payments = made.Count, fen = made.Sum(p => p.Fen), on = input.On }, enclave.Place);
        if (await EnclaveSight.Save(db, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        var posted = await PostDividends.Post(id, charts, trees, register, db, actor, clock, ct);
        return new Recorded(made.Count, made.Sum(p => p.Fen), posted.Posted, posted.Waiting, posted.Unposted);
    }

    /// <param name="before">What arrived for each; raised by each line.</param>
    private List<Payment> Judge(IReadOnlyList<Paid> lines, Dictionary<Id<Dividend>, Dividend> dividends, Dictionary<Id<Dividend>, long> before, Register register, Errors errors, Actor actor, TimeProvider clock)
    {
        var made = new List<Payment>();
        foreach (var (i, line) in lines.Index())
        {
            if (!dividends.TryGetValue(line.Dividend, out var dividend))
            {
                errors.Add($"lines[{i}]", "enclaves.no-dividend");
                continue;
            }
            // Whoever was merged since it was approved is paid through its successor.
            var payee = dividend.Organisation is null ? register.Standing(dividend.Payee) ?? dividend.Payee : dividend.Payee;
            if (line.Payee is { } named && named != payee && named != dividend.Payee)
            {
                errors.Add($"lines[{i}].payee", "enclaves.other-payee", dividend.Line, FindBooks.NameOf(register, payee), FindBooks.NameOf(register, named));
                continue;
            }
            var left = dividend.Due - before.GetValueOrDefault(dividend.Id);
            var fen = line.Yuan is null ? left : Sums.Fen(line.Yuan);
            if (fen is not > 0)
            {
                errors.Add($"lines[{i}]", "enclaves.amount-yuan");
            }
            else if (fen > left)
            {
                errors.Add($"lines[{i}]", "enclaves.overpaid", dividend.Line, Amounts.Say(Commodity.Fen, dividend.Due), Amounts.Say(Commodity.Fen, left), line.Yuan);
            }
            else
            {
                before[dividend.Id] = before.GetValueOrDefault(dividend.Id) + fen.Value;
                made.Add(new() { Id = Id<Payment>.New(clock), Dividend = dividend.Id, Fen = fen.Value, On = On!.Value, Evidence = Evidence!.Trim(), RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow() });
            }
        }
        return made;
    }

    /// <summary>Fen that arrived for each dividend of a distribution.</summary>
    internal static Task<Dictionary<Id<Dividend>, long>> PaidOf(Id<Distribution> id, Db db, CancellationToken ct) =>
        db.DividendPayments.Where(p => p.TakenBackWhy == null && db.Dividends.Any(d => d.Id == p.Dividend && d.Distribution == id)).GroupBy(p => p.Dividend)
            .Select(g => new { g.Key, Fen = g.Sum(p => p.Fen) }).ToDictionaryAsync(g => g.Key, g => g.Fen, ct);
}

/// <summary>
/// Takes back a payment that was recorded by mistake, with the reason; its entry in the village's book is reversed first, in that book's own way. Officers of the guest's area may.
/// </summary>
public sealed record TakeBackPayment(string? Why)
{
    public sealed record TakenBack(Id<Payment> Id);

    public static async Task<Result<TakenBack>> Handle(Id<Payment> id, TakeBackPayment input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(EnclavesModule.Pay) ?? new Errors().Require(input.Why, "why").Limit(input.Why, Enclave.LongestWhy, "why").Refusal) is { } no)
        {
            return no;
        }
        var of = await db.DividendPayments.Where(p => p.Id == id).Join(db.Dividends, p => p.Dividend, d => d.Id, (p, d) => new { Payment = p, d.Distribution, d.Payee }).FirstOrDefaultAsync(ct);
        var found = of is null ? Problem.Missing("enclaves.no-payment") : await EnclaveSight.Distribution(of.Distribution, EnclavesModule.Pay, db, actor, ct);
        if (found.Problem is { } notHers)
        {
            return notHers.Status == 404 ? Problem.Missing("enclaves.no-payment") : notHers;
        }
        if (of!.Payment.TakenBackWhy is not null)
        {
            return Problem.Clash("enclaves.taken-back-before");
        }
        var proposal = of.Payment.Waits is { } waits ? await db.Proposals.AsNoTracking().FirstAsync(p => p.Id == waits, ct) : null;
        if (proposal?.State == ProposalState.Waiting)
        {
            return Problem.Clash("enclaves.waits-in-book");
        }
        if ((of.Payment.Entry ?? proposal?.Entry) is { } entry && !await db.Entries.AnyAsync(e => e.Reverses == entry, ct))
        {
            var reversed = await ReverseEntry.Handle(entry, new(ChinaDay.Today(clock), input.Why!.Trim()), charts, trees, db, actor, clock, ct);
            if (reversed.Problem is { } impossible)
            {
                return impossible;
            }
            if (reversed.Value.Waits is not null)
            {
                return Problem.Clash("enclaves.reversal-waits");
            }
        }
        of.Payment.TakenBackWhy = input.Why!.Trim();
        found.Value.Of.Version++;
        db.Record(actor, EnclavesModule.Pay, EnclaveSight.SubjectOf(of.Distribution), new { takenBack = id, of.Payment.Fen }, found.Value.Enclave.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new TakenBack(id);
    }
}
