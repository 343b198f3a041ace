using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Lets a partnership go on after its term: a new one from the day after, for the same two, which says which it renews. Once. Officers of the village's area may.</summary>
public sealed record RenewPartnership(DateOnly? To)
{
    public sealed record Renewed(Id<Partnership> Id, DateOnly From, DateOnly To);

    public static async Task<Result<Renewed>> Handle(Id<Partnership> id, RenewPartnership input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.End) is { } no)
        {
            return no;
        }
        if (await db.Partnerships.AsNoTracking().Within(actor.Area(PairingModule.End), p => p.Village).FirstOrDefaultAsync(p => p.Id == id, ct) is not { } pair)
        {
            return Problem.Missing("pairing.no-partnership");
        }
        var from = pair.ToDay.AddDays(1);
        if (pair.EndedOn is not null)
        {
            return Problem.Clash("pairing.ended-before");
        }
        if (Trouble.Of(pair.Organisation, pair.Village, await trees.Read(db, ct), await places.Read(db, ct)) is not null)
        {
            return Problem.Clash("pairing.carry-on-first");
        }
        if (input.To is not { } to || to < from || to < ChinaDay.Today(clock))
        {
            return new Errors().Add("renewTo", "pairing.renew-to", $"{from:yyyy-MM-dd}").Refusal!;
        }
        if (new Errors().InRange(to, "renewTo").Refusal is { } noDay)
        {
            return noDay;
        }
        if (await db.Partnerships.AnyAsync(p => p.Renews == id, ct))
        {
            return Problem.Clash("pairing.renewed-before");
        }
        var next = new Partnership
        {
            Id = Id<Partnership>.New(clock), Campaign = pair.Campaign, Kind = pair.Kind, Organisation = pair.Organisation, Village = pair.Village, Points = pair.Points, Scenario = pair.Scenario, Why = pair.Why, FromDay = from, ToDay = to, Renews = id,
        };
        db.Partnerships.Add(next);
        (await db.Campaigns.FirstAsync(c => c.Id == pair.Campaign, ct)).Decided++;
        db.Record(actor, PairingModule.End, "partnership:" + next.Id, new { renews = id }, pair.Village);
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Renewed(next.Id, from, to);
    }
}
