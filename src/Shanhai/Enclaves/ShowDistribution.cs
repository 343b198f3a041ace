using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>One distribution: how it was reckoned, and each holder's line with what arrived, when, and where it stands in the village's book. Whoever sees the enclave may, of her own villages where she sees no more.</summary>
public sealed record ShowDistribution
{
    public required Id<Distribution> Id { get; init; }
    public required Id<Enclave> Enclave { get; init; }
    public required string EnclaveName { get; init; }
    public required PlaceCode Place { get; init; }
    public required bool Simulated { get; init; }
    public required short Number { get; init; }
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }
    public required DateOnly DueOn { get; init; }
    public required short Contract { get; init; }
    public required DistributionState State { get; init; }

    /// <summary>Fen.</summary>
    public required long Income { get; init; }
    public required string Evidence { get; init; }
    public required long Reserve { get; init; }
    public required long Due { get; init; }
    public required long FromGuarantor { get; init; }
    public required long Host { get; init; }
    public required long Guest { get; init; }
    public required long Operator { get; init; }
    public required long Received { get; init; }
    public required IReadOnlyList<Reckoning.Segment> Segments { get; init; }
    public required string PreparedBy { get; init; }
    public required string? DecidedBy { get; init; }
    public required string? ReversedBy { get; init; }
    public required string? Why { get; init; }

    /// <summary>Payments that stand in no book yet.</summary>
    public required int Unposted { get; init; }

    /// <summary>Payments that those who approve the villages' books have refused.</summary>
    public required int Refused { get; init; }

    /// <summary>How many lines there are of what was asked for.</summary>
    public required int Holders { get; init; }
    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>The line after which the next page begins; null: there is none.</summary>
    public required short? Next { get; init; }

    public long Shortfall => State == DistributionState.Approved ? Due - Received : 0;

    /// <param name="Rank">In the order of remainders; <paramref name="Extra"/>: it got one of the fen that were left.</param>
    /// <param name="DaysLate">Of the last payment; of what has not arrived, until today.</param>
    public sealed record Line(Id<Dividend> Id, short Number, PlaceCode Payee, string Name, string? Merged, long Weight, long Due, short Rank, bool Extra, long Paid, int DaysLate, IReadOnlyList<Receipt> Receipts)
    {
        public long Shortfall => Due - Paid;
    }

    /// <param name="Posted">posted, waits, or the reason why it stands in no book.</param>
    public sealed record Receipt(Id<Payment> Id, long Fen, DateOnly On, string Evidence, string By, Id<Entry>? Entry, string Posted, string? TakenBackWhy);

    public const int MostLines = 2000;

    /// <param name="q">A part of the holder's name.</param>
    /// <param name="left">Only those to whom something is still owed.</param>
    public static async Task<Result<ShowDistribution>> Handle(Id<Distribution> id, short? after, int? size, string? q, bool? left, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Distribution(id, EnclavesModule.View, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var ((of, enclave), tree, register, today) = (found.Value, await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock));
        var mine = Mine(id, EnclaveSight.PartsOf(enclave, actor), q, left, db);
        var (count, from, most) = (await mine.CountAsync(ct), after ?? 0, Math.Clamp(size ?? 100, 1, MostLines));
        var lines = await mine.Where(d => d.Line > from).OrderBy(d => d.Line).Take(most + 1).ToListAsync(ct);
        var ids = lines.Take(most).Select(l => l.Id).ToList();
        var payments = (await db.DividendPayments.AsNoTracking().Where(p => ids.Contains(p.Dividend)).OrderBy(p => p.On).ThenBy(p => p.Id).Select(p => new
        {
            Payment = p, Posted = p.Waits != null ? db.Proposals.Where(w => w.Id == p.Waits).Select(w => w.Entry).FirstOrDefault() : p.Entry,
            IsRefused = p.Waits != null && db.Proposals.Any(w => w.Id == p.Waits && w.State == ProposalState.Refused),
        }).ToListAsync(ct)).ToLookup(p => p.Payment.Dividend);
        var posted = payments.SelectMany(p => p).Select(p => p.Posted).OfType<Id<Entry>>().ToList();
        var reversed = (await db.Entries.AsNoTracking().Where(e => e.Reverses != null && posted.Contains(e.Reverses.Value)).Select(e => e.Reverses!.Value).ToListAsync(ct)).ToHashSet();
        var received = await db.DividendPayments.Where(p => p.TakenBackWhy == null && db.Dividends.Any(d => d.Id == p.Dividend && d.Distribution == id)).SumAsync(p => p.Fen, ct);
        Line Told(Dividend d)
        {
            var receipts = payments[d.Id].ToList();
            var good = receipts.Where(r => r.Payment.TakenBackWhy is null).ToList();
            var paid = good.Sum(r => r.Payment.Fen);
            var last = paid < d.Due ? of.State == DistributionState.Approved ? today : of.DueOn : good.Select(r => r.Payment.On).DefaultIfEmpty(of.DueOn).Max();
            // Whoever was merged since it was approved is paid through its successor.
            var payee = d.Organisation is null ? register.Standing(d.Payee) ?? d.Payee : d.Payee;
            return new(d.Id, d.Line, payee, d.Organisation is { } body ? tree.Find(body)?.Name ?? "" : register.NameOf(payee), payee == d.Place ? null : register.NameOf(d.Place), d.Weight, d.Due, d.Rank, d.Extra, paid,
                Math.Max(0, last.DayNumber - of.DueOn.DayNumber), [.. receipts.Select(r => new Receipt(r.Payment.Id, r.Payment.Fen, r.Payment.On, r.Payment.Evidence, r.Payment.RecordedBy, r.Posted,
                    d.Organisation is not null ? "enclaves.unposted.body" : r.Posted is { } entry ? reversed.Contains(entry) ? "enclaves.posted-reversed" : "enclaves.posted" : r.IsRefused ? "enclaves.unposted.refused-there" : r.Payment.Waits is not null ? "enclaves.posted-waits" : r.Payment.Unposted ?? "enclaves.unposted.not-yet", r.Payment.TakenBackWhy))]);
        }
        return new ShowDistribution
        {
            Id = id, Enclave = enclave.Id, EnclaveName = enclave.Name, Place = enclave.Place, Simulated = enclave.Simulated, Number = of.Number, From = of.FromDay, To = of.ToDay, DueOn = of.DueOn,
            Contract = await db.EnclaveContracts.Where(c => c.Id == of.Contract).Select(c => c.Number).FirstAsync(ct), State = of.State, Income = of.Income, Evidence = of.Evidence, Reserve = of.Reserve, Due = of.Due,
            FromGuarantor = of.FromGuarantor, Host = of.Host, Guest = of.Guest, Operator = of.Operator, Received = received, PreparedBy = of.PreparedBy, DecidedBy = of.DecidedBy, ReversedBy = of.ReversedBy, Why = of.Why,
            Segments = JsonSerializer.Deserialize<List<Reckoning.Segment>>(of.Segments, JournalEntry.Json)!, Holders = count,
            Unposted = await db.DividendPayments.CountAsync(p => p.TakenBackWhy == null && p.Entry == null && p.Waits == null && db.Dividends.Any(d => d.Id == p.Dividend && d.Distribution == id && d.Organisation == null), ct),
            Refused = await db.DividendPayments.CountAsync(p => p.TakenBackWhy == null && db.Proposals.Any(w => w.Id == p.Waits && w.State == ProposalState.Refused) && db.Dividends.Any(d => d.Id == p.Dividend && d.Distribution == id), ct),
            Lines = [.. lines.Take(most).Select(Told)], Next = lines.Count > most ? lines[most - 1].Line : null,
        };
    }

    private static IQueryable<Dividend> Mine(Id<Distribution> id, PlaceScope parts, string? q, bool? left, Db db)
    {
        var mine = db.Dividends.AsNoTracking().Where(d => d.Distribution == id);
        if (!parts.IsEverywhere)
        {
            var (own, paid) = (db.Dividends.Where(d => d.Distribution == id).Within(parts, d => d.Place).Select(d => d.Id), db.Dividends.Where(d => d.Distribution == id).Within(parts, d => d.Payee).Select(d => d.Id));
            mine = mine.Where(d => own.Contains(d.Id) || paid.Contains(d.Id));
        }
        if (q?.Trim() is { Length: > 0 } name)
        {
            mine = mine.Where(d => d.Organisation == null && db.Places.Any(p => (p.Code == d.Place || p.Code == d.Payee) && p.Name.Contains(name)) || db.Organisations.Any(o => o.Id == d.Organisation && o.Name.Contains(name)));
        }
        return left == true ? mine.Where(d => d.Due > db.DividendPayments.Where(p => p.Dividend == d.Id && p.TakenBackWhy == null).Sum(p => p.Fen)) : mine;
    }
}
