using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// Ends a partnership before its term, with the reason and whether it worked; one that has not begun is cancelled, and nothing is said of how it worked. Officers of the village's area may.
/// </summary>
public sealed record EndPartnership(string? Why, bool? Worked, DateOnly? On = null)
{
    public sealed record Ended(Id<Partnership> Id);

    public static async Task<Result<Ended>> Handle(Id<Partnership> id, EndPartnership input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(PairingModule.End) ?? new Errors().Require(input.Why, "why").Limit(input.Why, Partnership.LongestWhy, "why").Refusal) is { } no)
        {
            return no;
        }
        if (await db.Partnerships.Within(actor.Area(PairingModule.End), p => p.Village).FirstOrDefaultAsync(p => p.Id == id, ct) is not { } pair)
        {
            return Problem.Missing("pairing.no-partnership");
        }
        if (pair.EndedOn is not null)
        {
            return Problem.Clash("pairing.ended-before");
        }
        var today = ChinaDay.Today(clock);
        var isCancelled = today < pair.FromDay;
        var on = isCancelled ? pair.FromDay : input.On ?? today;
        if (!isCancelled && (on < pair.FromDay || on > today))
        {
            return new Errors().Add("on", "pairing.end-day", $"{pair.FromDay:yyyy-MM-dd}").Refusal!;
        }
        if (isCancelled && input.Worked is not null)
        {
            return new Errors().Add("worked", "pairing.not-begun", $"{pair.FromDay:yyyy-MM-dd}").Refusal!;
        }
        (pair.EndedOn, pair.EndedWhy, pair.Worked) = (on, input.Why!.Trim(), input.Worked);
        (await db.Campaigns.FirstAsync(c => c.Id == pair.Campaign, ct)).Decided++;
        db.Record(actor, PairingModule.End, "partnership:" + id, place: pair.Village);
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Ended(id);
    }
}

/// <summary>
/// Carries a partnership on after one of its sides became another: a helper that was merged, a village that was merged into another. Where a side is no more and nobody
/// took it over, there is nothing to carry on: it is ended. Officers of the village's area may.
/// </summary>
public sealed record CarryOn
{
    public sealed record Carried(Id<Partnership> Id, Id<Organisation> Organisation, PlaceCode Village);

    public static async Task<Result<Carried>> Handle(Id<Partnership> id, CarryOn input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.End) is { } no)
        {
            return no;
        }
        if (await db.Partnerships.Within(actor.Area(PairingModule.End), p => p.Village).FirstOrDefaultAsync(p => p.Id == id, ct) is not { EndedOn: null } pair)
        {
            return Problem.Missing("pairing.no-partnership");
        }
        var trouble = Trouble.Of(pair.Organisation, pair.Village, await trees.Read(db, ct), await places.Read(db, ct));
        if (trouble is null)
        {
            return Problem.Clash("pairing.no-trouble");
        }
        if (trouble is not { Organisation: { } organisation, Village: { } village })
        {
            return Problem.Clash("pairing.nobody-took-over");
        }
        if (await Partnership.Running(db, ChinaDay.Today(clock)).AnyAsync(p => p.Id != id && p.Campaign == pair.Campaign && p.Organisation == organisation && p.Village == village, ct))
        {
            return Problem.Clash("pairing.paired-already");
        }
        (pair.Organisation, pair.Village) = (organisation, village);
        (await db.Campaigns.FirstAsync(c => c.Id == pair.Campaign, ct)).Decided++;
        db.Record(actor, PairingModule.End, "partnership:" + id, new { carriedOn = true }, pair.Village);
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Carried(id, organisation, village);
    }
}

/// <summary>A side of a partnership is no more. Who stands for each side today; null: nobody.</summary>
public sealed record Trouble(string Key, Id<Organisation>? Organisation, PlaceCode? Village)
{
    /// <summary>Both who took over, in a line; null: one side has nobody.</summary>
    public string? Said(OrganisationTree tree, Register register) => this is { Organisation: { } body, Village: { } village } ? $"{tree.Find(body)?.Name} — {register.NameOf(village)}" : null;

    public static Trouble? Of(Id<Organisation> organisation, PlaceCode village, OrganisationTree tree, Register register)
    {
        var (body, now) = (tree.Successor(organisation), register.Standing(village));
        return body?.Id == organisation && now == village ? null
            : new(body is null ? "pairing.trouble.helper-closed" : body.Id != organisation ? "pairing.trouble.helper-merged" : now is null ? "pairing.trouble.village-divided" : "pairing.trouble.village-merged", body?.Id, now);
    }
}
