using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>What a list of enclaves is narrowed to.</summary>
public enum EnclaveState { Alarm, Waits, Late }

/// <summary>Lists enclaves by the guest's place. Whoever works in the area may; with <see cref="Published"/>, everybody: those that are published.</summary>
public sealed record FindEnclaves
{
    public string? Q { get; init; }
    public EnclaveKind? Kind { get; init; }
    public PlaceCode? Under { get; init; }
    public EnclaveState? State { get; init; }

    /// <summary>"place" or "name", with a minus from the end.</summary>
    public string? Sort { get; init; }
    public bool? Published { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <param name="Pool">Fen.</param>
    /// <param name="Phase">Today's; null: none, or not signed.</param>
    /// <param name="GuaranteeEnds">The next day on which less is guaranteed.</param>
    /// <param name="Shortfall">Fen that were due before today and did not arrive.</param>
    public sealed record Row(
        Id<Enclave> Id, string Name, EnclaveKind Kind, PlaceCode Place, string PlaceName, PlaceCode HostPlace, string HostName, int Villages, long Pool, Phase? Phase, DateOnly? GuaranteeEnds, DateOnly? Through, long Shortfall,
        int Waits, int Alarms, bool Published, bool Simulated);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindEnclaves input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var open = input.Published == true;
        if (actor.Refuses(open ? EnclavesModule.Read : EnclavesModule.View) is { } no)
        {
            return no;
        }
        // What is wrong with an enclave and what waits in it is its officers' affair, also where it is published.
        if (open && input.State is EnclaveState.Alarm or EnclaveState.Waits)
        {
            return new Errors().Add("state", "enclaves.state-not-public").Refusal!;
        }
        var (register, today, size) = (await places.Read(db, ct), ChinaDay.Today(clock), Math.Clamp(input.Size ?? 50, 1, 1000));
        var query = Matching(input, open ? db.Enclaves.Where(e => e.Published) : EnclaveSight.Enclaves(db, actor, EnclavesModule.View), today, db).AsNoTracking();
        var total = await query.LongCountAsync(ct);
        if (Id<Enclave>.TryParse(input.After, null, out var after) && await query.FirstOrDefaultAsync(e => e.Id == after, ct) is { } mark)
        {
            query = input.Sort switch
            {
                "name" => query.Where(e => e.Name.CompareTo(mark.Name) > 0 || e.Name == mark.Name && e.Id > after),
                "-name" => query.Where(e => e.Name.CompareTo(mark.Name) < 0 || e.Name == mark.Name && e.Id < after),
                "-place" => query.Where(e => e.Place < mark.Place || e.Place == mark.Place && e.Id < after),
                _ => query.Where(e => e.Place > mark.Place || e.Place == mark.Place && e.Id > after),
            };
        }
        query = input.Sort switch
        {
            "name" => query.OrderBy(e => e.Name).ThenBy(e => e.Id),
            "-name" => query.OrderByDescending(e => e.Name).ThenByDescending(e => e.Id),
            "-place" => query.OrderByDescending(e => e.Place).ThenByDescending(e => e.Id),
            _ => query.OrderBy(e => e.Place).ThenBy(e => e.Id),
        };
        var found = await query.Take(size + 1).Select(e => new
        {
            Enclave = e,
            Villages = db.Stakes.Where(s => s.Enclave == e.Id && !s.TakenBack && s.Organisation == null && (s.LeftOn == null || s.LeftOn > today)).Select(s => s.Place).Distinct().Count(),
            Pool = db.Stakes.Where(s => s.Enclave == e.Id && !s.TakenBack && (s.LeftOn == null || s.LeftOn > today)).Sum(s => s.Fen),
            Through = db.Distributions.Where(d => d.Enclave == e.Id && d.State == DistributionState.Approved).Max(d => (DateOnly?)d.ToDay),
            Waits = open ? 0 : db.Distributions.Count(d => d.Enclave == e.Id && d.State == DistributionState.Proposed),
            Alarms = open ? 0 : db.EnclaveAlarms.Count(a => a.Enclave == e.Id && a.Done == null),
            Due = db.Distributions.Where(d => d.Enclave == e.Id && d.State == DistributionState.Approved && d.DueOn < today).Sum(d => d.Due),
            Paid = db.DividendPayments.Where(p => p.TakenBackWhy == null && db.Dividends.Any(x => x.Id == p.Dividend && db.Distributions.Any(d => d.Id == x.Distribution && d.Enclave == e.Id && d.State == DistributionState.Approved && d.DueOn < today)))
                .Sum(p => p.Fen),
        }).ToListAsync(ct);
        var ids = found.Select(f => f.Enclave.Id).ToList();
        var contracts = (await db.EnclaveContracts.AsNoTracking().Where(c => ids.Contains(c.Enclave) && c.SignedOn != null).ToListAsync(ct)).ToLookup(c => c.Enclave);
        Row Told(Enclave e, int villages, long pool, DateOnly? through, int waits, int alarms, long shortfall)
        {
            var terms = Contract.On(contracts[e.Id], today)?.Terms();
            return new(e.Id, e.Name, e.Kind, e.Place, register.NameOf(e.Place), e.HostPlace, register.NameOf(e.HostPlace), villages, pool, terms?.At(today),
                Guarantees.Ending(Contract.Schedule(contracts[e.Id])).Select(g => (DateOnly?)g.Last.To).FirstOrDefault(d => d >= today), through, shortfall, waits, alarms, e.Published, e.Simulated);
        }
        return new Page<Row>([.. found.Take(size).Select(f => Told(f.Enclave, f.Villages, f.Pool, f.Through, f.Waits, f.Alarms, f.Due - f.Paid))], found.Count > size ? found[size - 1].Enclave.Id.ToString() : null, total);
    }

    private static IQueryable<Enclave> Matching(FindEnclaves input, IQueryable<Enclave> query, DateOnly today, Db db)
    {
        if (input.Under is { } under)
        {
            var scope = new PlaceScope([under]);
            var (guest, host) = (db.Enclaves.Within(scope, e => e.Place).Select(e => e.Id), db.Enclaves.Within(scope, e => e.HostPlace).Select(e => e.Id));
            query = query.Where(e => guest.Contains(e.Id) || host.Contains(e.Id));
        }
        if (input.Kind is { } kind)
        {
            query = query.Where(e => e.Kind == kind);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Where(e => e.Name.Contains(q));
        }
        return input.State switch
        {
            EnclaveState.Alarm => query.Where(e => db.EnclaveAlarms.Any(a => a.Enclave == e.Id && a.Done == null)),
            EnclaveState.Waits => query.Where(e => db.Distributions.Any(d => d.Enclave == e.Id && d.State == DistributionState.Proposed)),
            EnclaveState.Late => query.Where(e => db.Distributions.Any(d => d.Enclave == e.Id && d.State == DistributionState.Approved && d.DueOn < today
                && d.Due > db.DividendPayments.Where(p => p.TakenBackWhy == null && db.Dividends.Any(x => x.Id == p.Dividend && x.Distribution == d.Id)).Sum(p => p.Fen))),
            _ => query,
        };
    }
}
