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
    /// <param name="On">Its own day, as a bank's table gives it; null: that of all.</param>
    /// <param name="Evidence">Its own paper; with day and sum it tells this payment from every other, so that it is not recorded twice. Null: that of all.</param>
    public sealed record Paid(Id<Dividend> Dividend, decimal? Yuan = null, PlaceCode? Payee = null, DateOnly? On = null, string? Evidence = null);

    /// <param name="Posted">In the villages' books; <paramref name="Waiting"/> wait there for two people, <paramref name="Unposted"/> stand in none.</param>
    public sealed record Recorded(int Payments, long Fen, int Posted, int Waiting, int Unposted);

    /// <summary>What would be recorded, all of it sound.</summary>
    internal sealed record Looked(Distribution Of, Enclave Enclave, Register Register, IReadOnlyList<Payment> Payments);

    public static async Task<Result<Recorded>> Handle(Id<Distribution> id, RecordPayments input, Charts charts, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var looked = await Look(id, input, places, db, actor, clock, ct);
        if (looked.Problem is { } no)
        {
            return no;
        }
        var (of, enclave, register, made) = looked.Value;
        db.DividendPayments.AddRange(made);
        of.Version++;
        db.Record(actor, EnclavesModule.Pay, EnclaveSight.SubjectOf(id), new { payments = made.Count, fen = made.Sum(p => p.Fen), on = made.Max(p => p.On) }, enclave.Place);
        if (await EnclaveSight.Save(db, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        var posted = await PostDividends.Post(id, charts, trees, register, db, actor, clock, ct);
        return new Recorded(made.Count, made.Sum(p => p.Fen), posted.Posted, posted.Waiting, posted.Unposted);
    }

    /// <summary>Looks at all of it as <see cref="Handle"/> does, and writes nothing.</summary>
    internal static async Task<Result<Looked>> Look(Id<Distribution> id, RecordPayments input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Distribution(id, EnclavesModule.Pay, db, actor, ct);
        var (errors, today) = (new Errors(), ChinaDay.Today(clock));
        if (input.Evidence is not null || input.Lines is null || input.Lines.Any(l => l?.Evidence is null))
        {
            errors.Require(input.Evidence, "evidence").Limit(input.Evidence, Distribution.LongestEvidence, "evidence");
        }
        if (input.On is { } on ? !IsDay(on, today) : input.Lines is null || input.Lines.Any(l => l?.On is null))
        {
            errors.Add("on", "enclaves.paid-day", today);
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
        var register = await places.Read(db, ct);
        var judging = await Judging.Load(of, register, today, db, ct);
        var lines = input.Lines ?? [.. judging.Open().Select(d => new Paid(d))];
        if (lines.Count == 0 || lines.Any(l => l is null))
        {
            return Problem.Clash("enclaves.nothing-due");
        }
        var made = input.Judge(lines, judging, errors, actor, clock);
        return errors.Refusal is { } refusal ? refusal : new Looked(of, enclave, register, made);
    }

    private static bool IsDay(DateOnly on, DateOnly today) => on <= today && on.Year >= 1990;

    /// <summary>What lines are held against: what is due, what arrived, and what stands already.</summary>
    /// <param name="Arrived">Fen of each; raised by each line.</param>
    private sealed record Judging(
        Distribution Of, Register Register, DateOnly Today, Dictionary<Id<Dividend>, Dividend> Dividends, Dictionary<Id<Dividend>, long> Arrived, HashSet<(Id<Dividend>, DateOnly, long, string)> There)
    {
        public static async Task<Judging> Load(Distribution of, Register register, DateOnly today, Db db, CancellationToken ct)
        {
            var dividends = await db.Dividends.AsNoTracking().Where(d => d.Distribution == of.Id).ToDictionaryAsync(d => d.Id, ct);
            var there = await db.DividendPayments.AsNoTracking().Where(p => p.TakenBackWhy == null && db.Dividends.Any(d => d.Id == p.Dividend && d.Distribution == of.Id))
                .Select(p => new { p.Dividend, p.On, p.Fen, p.Evidence }).ToListAsync(ct);
            return new(of, register, today, dividends, there.GroupBy(p => p.Dividend).ToDictionary(g => g.Key, g => g.Sum(p => p.Fen)), [.. there.Select(p => (p.Dividend, p.On, p.Fen, p.Evidence))]);
        }

        public IEnumerable<Id<Dividend>> Open() => Dividends.Values.OrderBy(d => d.Line).Where(d => d.Due > Arrived.GetValueOrDefault(d.Id)).Select(d => d.Id);
    }

    private List<Payment> Judge(IReadOnlyList<Paid> lines, Judging against, Errors errors, Actor actor, TimeProvider clock)
    {
        var made = new List<Payment>();
        foreach (var (i, line) in lines.Index())
        {
            if (!against.Dividends.TryGetValue(line.Dividend, out var dividend))
            {
                errors.Add($"lines[{i}]", "enclaves.no-dividend");
                continue;
            }
            if (IsWrong(i, line, dividend, against, errors))
            {
                continue;
            }
            var left = dividend.Due - against.Arrived.GetValueOrDefault(dividend.Id);
            var (fen, on, evidence) = (line.Yuan is null ? left : Sums.Fen(line.Yuan), line.On ?? On!.Value, (line.Evidence ?? Evidence)!.Trim());
            if (fen is not > 0)
            {
                errors.Add($"lines[{i}]", "enclaves.amount-yuan");
            }
            else if (line.Evidence is not null && !against.There.Add((dividend.Id, on, fen.Value, evidence)))
            {
                errors.Add($"lines[{i}]", "enclaves.paid-there", dividend.Line, on, Amounts.Say(Commodity.Fen, fen.Value), evidence);
            }
            else if (fen > left)
            {
                errors.Add($"lines[{i}]", "enclaves.overpaid", dividend.Line, Amounts.Say(Commodity.Fen, dividend.Due), Amounts.Say(Commodity.Fen, left), line.Yuan);
            }
            else
            {
                against.Arrived[dividend.Id] = against.Arrived.GetValueOrDefault(dividend.Id) + fen.Value;
                made.Add(new() { Id = Id<Payment>.New(clock), Dividend = dividend.Id, Fen = fen.Value, On = on, Evidence = evidence, RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow() });
            }
        }
        return made;
    }

    /// <summary>Its payee, its own day and its own paper.</summary>
    private static bool IsWrong(int i, Paid line, Dividend dividend, Judging against, Errors errors)
    {
        var before = errors.All.Count;
        // Whoever was merged since it was approved is paid through its successor.
        var payee = dividend.Organisation is null ? against.Register.Standing(dividend.Payee) ?? dividend.Payee : dividend.Payee;
        if (line.Payee is { } named && named != payee && named != dividend.Payee)
        {
            errors.Add($"lines[{i}].payee", "enclaves.other-payee", dividend.Line, against.Register.NameOf(payee), against.Register.NameOf(named));
        }
        if (line.On is { } on && !IsDay(on, against.Today))
        {
            errors.Add($"lines[{i}].on", "enclaves.paid-day", against.Today);
        }
        else if (line.On < against.Of.FromDay)
        {
            errors.Add($"lines[{i}].on", "enclaves.paid-before", against.Of.FromDay);
        }
        if (line.Evidence is not null)
        {
            errors.Require(line.Evidence, $"lines[{i}].evidence").Limit(line.Evidence, Distribution.LongestEvidence, $"lines[{i}].evidence");
        }
        return errors.All.Count > before;
    }
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
