using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;

namespace Shanhai.Enclaves;

/// <summary>
/// Raises alarms once: a guarantee that ends within the months of <see cref="EnclaveLimits.Ahead"/>, dividends that were not paid when due, a year of the contract whose dividends are due and that nobody has
/// distributed; of such years one at a time. The program does, every night.
/// </summary>
public sealed record WatchEnclaves
{
    public sealed record Watched(int Raised);

    public static Task<Result<Watched>> Work(JobRun run, CancellationToken ct) => Handle(run.Get<Db>(), run.Actor, run.Get<TimeProvider>(), ct);

    public static async Task<Result<Watched>> Handle(Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(EnclavesModule.Watch) is { } no)
        {
            return no;
        }
        var today = ChinaDay.Today(clock);
        var enclaves = await db.Enclaves.AsNoTracking().Within(actor.Scope(EnclavesModule.Watch), e => e.Place).ToListAsync(ct);
        var contracts = (await db.EnclaveContracts.AsNoTracking().Where(c => c.SignedOn != null).ToListAsync(ct)).ToLookup(c => c.Enclave);
        var alarmed = await db.EnclaveAlarms.AsNoTracking().Select(a => new { a.Enclave, a.Kind, a.About, IsOpen = a.Done == null }).ToListAsync(ct);
        var known = alarmed.Select(a => (a.Enclave, a.Kind, a.About)).ToHashSet();
        var asked = alarmed.Where(a => a.IsOpen && a.Kind == AlarmKind.Undistributed).Select(a => a.Enclave).ToHashSet();
        var held = (await db.Stakes.AsNoTracking().Where(s => !s.TakenBack).Select(s => new { s.Enclave, s.On, s.LeftOn }).Distinct().ToListAsync(ct)).ToLookup(s => s.Enclave, s => (s.On, s.LeftOn?.AddDays(-1) ?? DateOnly.MaxValue));
        var runs = (await db.Distributions.AsNoTracking().Where(d => d.State == DistributionState.Approved).Select(d => new { d.Enclave, d.FromDay, d.ToDay }).ToListAsync(ct)).ToLookup(d => d.Enclave, d => (d.FromDay, d.ToDay));
        var late = (await db.Distributions.AsNoTracking().Where(d => d.State == DistributionState.Approved && d.DueOn < today
                && d.Due > db.DividendPayments.Where(p => p.TakenBackWhy == null && db.Dividends.Any(x => x.Id == p.Dividend && x.Distribution == d.Id)).Sum(p => p.Fen))
            .Select(d => new { d.Enclave, d.DueOn }).ToListAsync(ct)).ToLookup(d => d.Enclave, d => d.DueOn);
        var raised = 0;
        foreach (var enclave in enclaves)
        {
            var alarms = new List<(AlarmKind Kind, DateOnly About)>();
            List<Contract> signed = [.. contracts[enclave.Id]];
            // One that has ended guarantees nothing any more; what it owes is late all the same.
            if (enclave.EndedOn is null || enclave.EndedOn >= today)
            {
                alarms.AddRange(Guarantees.Ending(Contract.Schedule(signed)).Where(g => g.Last.To >= today && g.Last.To.AddMonths(-EnclaveLimits.Shipped.Warning.Months) <= today).Select(g => (AlarmKind.GuaranteeEnds, g.Last.To)));
            }
            alarms.AddRange(late[enclave.Id].Distinct().Select(d => (AlarmKind.Late, d)));
            if (!asked.Contains(enclave.Id))
            {
                alarms.AddRange(EnclaveYears.Undistributed(signed, [.. held[enclave.Id]], [.. runs[enclave.Id]], enclave.EndedOn, today).Where(d => !known.Contains((enclave.Id, AlarmKind.Undistributed, d))).Take(1).Select(d => (AlarmKind.Undistributed, d)));
            }
            foreach (var (kind, about) in alarms.Where(a => known.Add((enclave.Id, a.Kind, a.About))))
            {
                db.EnclaveAlarms.Add(new() { Id = Id<Alarm>.New(clock), Enclave = enclave.Id, Kind = kind, About = about, RaisedAt = clock.GetUtcNow() });
                db.Record(actor, EnclavesModule.Watch, EnclaveSight.SubjectOf(enclave.Id), new { alarm = kind, about }, enclave.Place);
                raised++;
            }
        }
        if (raised > 0 && await EnclaveSight.Save(db, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        return new Watched(raised);
    }
}

/// <summary>Where less is guaranteed than the day before: the income cliff.</summary>
public static class Guarantees
{
    /// <param name="Next">Null: nothing follows on the day after.</param>
    public sealed record End(Phase Last, Phase? Next);

    /// <param name="phases">As they hold day by day, <see cref="Contract.Schedule"/>.</param>
    public static IEnumerable<End> Ending(IReadOnlyList<Phase> phases) => phases.Index().Where(p => p.Item.Guarantees)
        .Select(p => new End(p.Item, phases.Skip(p.Index + 1).Take(1).FirstOrDefault(n => n.From == p.Item.To.AddDays(1)))).Where(e => e.Next is not { Guarantees: true } next || next.Rate < e.Last.Rate);
}

/// <summary>Closes an alarm with what is done about it. Officers of the guest's area may.</summary>
public sealed record CloseAlarm(string? Done)
{
    public sealed record Closed(Id<Alarm> Id);

    public static async Task<Result<Closed>> Handle(Id<Alarm> id, CloseAlarm input, Db db, Actor actor, CancellationToken ct)
    {
        if ((actor.Refuses(EnclavesModule.Plan) ?? new Errors().Require(input.Done, "done").Limit(input.Done, Enclave.LongestWhy, "done").Refusal) is { } no)
        {
            return no;
        }
        var alarm = await db.EnclaveAlarms.FirstOrDefaultAsync(a => a.Id == id, ct);
        var found = alarm is null ? Problem.Missing("enclaves.no-alarm") : await EnclaveSight.Find(alarm.Enclave, EnclavesModule.Plan, db, actor, ct);
        if (found.Problem is { } notHers)
        {
            return notHers.Status == 404 ? Problem.Missing("enclaves.no-alarm") : notHers;
        }
        if (alarm!.Done is not null)
        {
            return Problem.Clash("enclaves.alarm-closed");
        }
        (alarm.Done, alarm.DoneBy) = (input.Done!.Trim(), actor.Name);
        // Of two who close it at once the second is told what the first has done.
        found.Value.Version++;
        db.Record(actor, EnclavesModule.Plan, EnclaveSight.SubjectOf(alarm.Enclave), new { alarm = alarm.Kind, alarm.About }, found.Value.Place);
        return await EnclaveSight.Save(db, ct) is { } meanwhile ? meanwhile : new Closed(id);
    }
}
