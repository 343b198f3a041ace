using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>
/// One enclave: its contract and versions, who holds what, the years, what each holder loses when the guarantee ends, distributions, alarms. Whoever works in the guest's or host's area sees the
/// whole; whoever works for one of its villages that village's lines; everybody sees a published one without drafts, alarms and proposals (<see cref="ShowPublished"/>).
/// </summary>
public sealed record ShowEnclave
{
    public required Id<Enclave> Id { get; init; }
    public required string Name { get; init; }
    public required EnclaveKind Kind { get; init; }
    public required string? Template { get; init; }
    public required PlaceCode Place { get; init; }
    public required string PlaceName { get; init; }
    public required PlaceCode HostPlace { get; init; }
    public required string HostName { get; init; }
    public required long? SquareMetres { get; init; }
    public required long Pool { get; init; }
    public required bool Published { get; init; }
    public required bool Simulated { get; init; }
    public required DateOnly? EndedOn { get; init; }
    public required string? EndedWhy { get; init; }

    /// <summary>Whoever changes it names the one she saw.</summary>
    public required int Version { get; init; }
    public required IReadOnlyList<Agreed> Contracts { get; init; }
    public required IReadOnlyList<Year> Years { get; init; }
    public required Cliff? Falls { get; init; }

    /// <summary>How many villages hold a part, also where the reader sees her own alone.</summary>
    public required int Villages { get; init; }
    public required IReadOnlyList<Holder> Holders { get; init; }
    public required IReadOnlyList<Paid> Distributions { get; init; }
    public required IReadOnlyList<Raised> Alarms { get; init; }

    /// <summary>Other enclaves, among those the reader may see, that the same guarantor stands for.</summary>
    public required IReadOnlyList<string> AlsoGuarantees { get; init; }

    public Agreed? InForce => Contracts.LastOrDefault(c => c.SignedOn is not null);
    public Agreed? Draft => Contracts.LastOrDefault(c => c.SignedOn is null);

    public sealed record Agreed(short Number, DateOnly From, DateOnly? SignedOn, string? Why, ContractTerms Terms, string? Operator, string? Guarantor, string? By);

    /// <summary>Fen. Due and paid where it was distributed; promised where the contract says enough.</summary>
    public sealed record Year(short Number, DateOnly From, DateOnly To, ReturnKind Kind, long? Due, long? Paid, long? Promised, long? Guaranteed);

    /// <summary>The years before and after a guarantee ends, and whether their figures were distributed or are reckoned ahead.</summary>
    public sealed record Cliff(DateOnly Last, DateOnly BeforeFrom, bool BeforeIsActual, DateOnly? AfterTo, bool AfterIsActual, long? Before, long? After);

    /// <param name="Into">The village that took it over.</param>
    public sealed record Holder(PlaceCode Place, string Name, bool IsBody, long Fen, decimal Percent, long Received, long? Before, long? After, string? Into)
    {
        public long? Change => After - Before;
    }

    public sealed record Paid(Id<Distribution> Id, short Number, DateOnly From, DateOnly To, DateOnly DueOn, DistributionState State, long Income, long Due, long Received, long FromGuarantor, bool IsLate)
    {
        public long Shortfall => State == DistributionState.Approved ? Due - Received : 0;
    }

    public sealed record Raised(Id<Alarm> Id, AlarmKind Kind, DateOnly About, string? Done, string? DoneBy);

    public static async Task<Result<ShowEnclave>> Handle(Id<Enclave> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.View, db, actor, ct);
        return found.Problem is { } no ? no : await Of(found.Value, EnclaveSight.PartsOf(found.Value, actor), false, await trees.Read(db, ct), await places.Read(db, ct), db, actor, ChinaDay.Today(clock), ct);
    }

    internal static async Task<ShowEnclave> Of(Enclave enclave, PlaceScope parts, bool isPublic, OrganisationTree tree, Register register, Db db, Actor actor, DateOnly today, CancellationToken ct)
    {
        var id = enclave.Id;
        var contracts = await db.EnclaveContracts.AsNoTracking().Where(c => c.Enclave == id && (!isPublic || c.SignedOn != null)).OrderBy(c => c.Number).ToListAsync(ct);
        var stakes = await db.Stakes.AsNoTracking().Where(s => s.Enclave == id && !s.TakenBack).ToListAsync(ct);
        var all = await db.Distributions.AsNoTracking().Where(d => d.Enclave == id && (!isPublic || d.State == DistributionState.Approved)).OrderBy(d => d.FromDay).ThenBy(d => d.Number).ToListAsync(ct);
        var received = await db.DividendPayments.AsNoTracking().Where(p => p.TakenBackWhy == null).Join(db.Dividends, p => p.Dividend, d => d.Id, (p, d) => new { p.Fen, d.Distribution, d.Place, d.Organisation })
            .Where(p => db.Distributions.Any(d => d.Id == p.Distribution && d.Enclave == id)).GroupBy(p => new { p.Distribution, p.Place, p.Organisation }).Select(g => new { g.Key, Fen = g.Sum(p => p.Fen) }).ToListAsync(ct);
        var ofRun = received.GroupBy(r => r.Key.Distribution).ToDictionary(g => g.Key, g => g.Sum(r => r.Fen));
        var ofHolder = received.GroupBy(r => (r.Key.Place, r.Key.Organisation)).ToDictionary(g => g.Key, g => g.Sum(r => r.Fen));
        var known = all.Where(d => d.State == DistributionState.Approved).Select(d => new EnclaveYears.Known(d.Id, d.FromDay, d.ToDay, d.Due, ofRun.GetValueOrDefault(d.Id))).ToList();
        var (terms, phases) = ((contracts.FindLast(c => c.SignedOn is not null) ?? contracts.FirstOrDefault())?.Terms(), EnclaveYears.Phases(contracts));
        var fall = EnclaveYears.Fall(phases, today);
        var (before, after) = (await Side(fall?.Last.To.AddYears(-1).AddDays(1), fall?.Last.To), await Side(fall?.Next?.From, fall?.Next?.From.AddYears(1).AddDays(-1)));
        async Task<(bool IsActual, Dictionary<(PlaceCode, Id<Organisation>?), long> Parts)?> Side(DateOnly? from, DateOnly? to)
        {
            if (from is not { } first || to is not { } last)
            {
                return null;
            }
            if (EnclaveYears.Covering(known, first, last) is { Count: > 0 } runs)
            {
                var ids = runs.Select(r => r.Id).ToList();
                return (true, (await db.Dividends.AsNoTracking().Where(d => ids.Contains(d.Distribution)).GroupBy(d => new { d.Place, d.Organisation }).Select(g => new { g.Key, Due = g.Sum(d => d.Due) }).ToListAsync(ct))
                    .ToDictionary(d => (d.Key.Place, d.Key.Organisation), d => d.Due));
            }
            return EnclaveYears.Promise(EnclaveYears.On(contracts, phases, first), stakes, first, last) is { } promised ? (false, promised.Parts.ToDictionary(p => (p.Place, p.Organisation), p => p.Due)) : null;
        }
        string? Name(Id<Organisation>? body) => body is { } b ? tree.Find(b)?.Name : null;
        var holders = Shares.On(stakes, stakes.Count == 0 ? today : stakes.Max(s => s.On) is var last && last > today ? last : today);
        var guarantor = phases.Any(p => p.Guarantees && p.To >= today) ? terms?.Guarantor ?? terms?.Operator : null;
        bool Hers(PlaceCode place) => parts.Contains(place) || register.Standing(place) is { } now && parts.Contains(now);
        return new ShowEnclave
        {
            Id = id, Name = enclave.Name, Kind = enclave.Kind, Template = enclave.Template, Place = enclave.Place, PlaceName = register.NameOf(enclave.Place), HostPlace = enclave.HostPlace,
            HostName = register.NameOf(enclave.HostPlace), SquareMetres = enclave.SquareMetres, Pool = holders.Sum(h => h.Fen), Published = enclave.Published, Simulated = enclave.Simulated, EndedOn = enclave.EndedOn,
            EndedWhy = enclave.EndedWhy, Version = enclave.Version,
            Contracts = [.. contracts.Select(c => (Contract: c, Terms: c.Terms())).Select(c => new Agreed(c.Contract.Number, c.Contract.FromDay, c.Contract.SignedOn, c.Contract.Why, c.Terms, Name(c.Terms.Operator), Name(c.Terms.Guarantor), isPublic ? null : c.Contract.WrittenBy))],
            Years = EnclaveYears.Of(contracts, stakes, known),
            Falls = fall is null ? null : new(fall.Last.To, fall.Last.To.AddYears(-1).AddDays(1), before?.IsActual == true, fall.Next?.From.AddYears(1).AddDays(-1), after?.IsActual == true, before?.Parts.Values.Sum(), after?.Parts.Values.Sum()),
            Villages = holders.Count(h => h.Organisation is null),
            Holders = [.. holders.Where(h => Hers(h.Place)).Select(h => new Holder(h.Place, Name(h.Organisation) ?? register.NameOf(h.Place), h.Organisation is not null, h.Fen, h.Percent,
                ofHolder.GetValueOrDefault((h.Place, h.Organisation)), Part(before?.Parts, h), Part(after?.Parts, h), h.Organisation is null && register.Standing(h.Place) is var now && now != h.Place ? now is { } code ? register.NameOf(code) : "" : null))],
            Distributions = [.. all.Select(d => new Paid(d.Id, d.Number, d.FromDay, d.ToDay, d.DueOn, d.State, d.Income, d.Due, ofRun.GetValueOrDefault(d.Id), d.FromGuarantor, d.State == DistributionState.Approved && d.DueOn < today && d.Due > ofRun.GetValueOrDefault(d.Id)))],
            Alarms = isPublic ? [] : [.. await db.EnclaveAlarms.AsNoTracking().Where(a => a.Enclave == id).OrderBy(a => a.Id).Select(a => new Raised(a.Id, a.Kind, a.About, a.Done, a.DoneBy)).ToListAsync(ct)],
            AlsoGuarantees = isPublic || guarantor is not { } stands ? [] : await Also(id, stands, today, db, actor, ct),
        };
    }

    private static long? Part(Dictionary<(PlaceCode, Id<Organisation>?), long>? parts, Shares.Holder holder) =>
        parts is null ? null : parts.TryGetValue((holder.Place, holder.Organisation), out var fen) ? fen : 0;

    // Of what the reader may see: who else stands or falls with the same guarantor, as long as it guarantees.
    private static async Task<IReadOnlyList<string>> Also(Id<Enclave> id, Id<Organisation> guarantor, DateOnly today, Db db, Actor actor, CancellationToken ct)
    {
        var seen = EnclaveSight.Enclaves(db, actor, EnclavesModule.View).AsNoTracking().Where(e => e.EndedOn == null || e.EndedOn >= today);
        var others = await db.EnclaveContracts.AsNoTracking().Where(c => c.SignedOn != null && c.Enclave != id).Join(seen, c => c.Enclave, e => e.Id, (c, e) => new { Contract = c, e.Name }).ToListAsync(ct);
        return [.. others.GroupBy(o => o.Contract.Enclave).Select(g => g.MaxBy(o => o.Contract.Number)!).Where(o => o.Contract.Terms() is var t && t.Phases.Any(p => p.Guarantees && p.To >= today) && (t.Guarantor ?? t.Operator) == guarantor).Select(o => o.Name).Order(StringComparer.Ordinal)];
    }
}

/// <summary>One published enclave, for everybody: its signed contract, the figures by village, approved distributions. Nothing of persons stands in it.</summary>
public static class ShowPublished
{
    public static async Task<Result<ShowEnclave>> Handle(Id<Enclave> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(EnclavesModule.Read) is { } no)
        {
            return no;
        }
        return await db.Enclaves.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id && e.Published, ct) is { } enclave
            ? await ShowEnclave.Of(enclave, PlaceScope.Everywhere, true, await trees.Read(db, ct), await places.Read(db, ct), db, actor, ChinaDay.Today(clock), ct) : Problem.Missing("enclaves.no-enclave");
    }
}
