using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// Publishes a scenario: its pairs become partnerships from today to the end of the term, and everybody may read them. Those that run already stay as they are. Refused where
/// another was published after it was solved: its pairs would not know of those. Officers and leaders of the campaign's area may.
/// </summary>
public sealed record PublishScenario
{
    public sealed record Published(Id<Scenario> Id, int Added);

    public static async Task<Result<Published>> Handle(Id<Scenario> id, PublishScenario input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Publish) is { } no)
        {
            return no;
        }
        if (await db.Scenarios.FirstOrDefaultAsync(s => s.Id == id, ct) is not { } scenario || (await PairingModule.Campaign(scenario.Campaign, PairingModule.Publish, db, actor, ct)) is not { Problem: null } found)
        {
            return Problem.Missing("pairing.no-scenario");
        }
        var (campaign, today) = (found.Value, ChinaDay.Today(clock));
        if (scenario.State != ScenarioState.Solved)
        {
            return Problem.Clash("pairing.not-solved");
        }
        if (scenario.PublishedAt is not null)
        {
            return Problem.Clash("pairing.published-before");
        }
        if (await db.Scenarios.AnyAsync(s => s.Campaign == campaign.Id && s.PublishedAt != null && s.PublishedAt > scenario.MadeAt, ct)
            || await db.Partnerships.AnyAsync(p => p.Campaign == campaign.Id && p.EndedOn != null && p.EndedOn > ChinaDay.Of(scenario.MadeAt), ct))
        {
            return Problem.Clash("pairing.solve-again");
        }
        if (campaign.ToDay < today)
        {
            return Problem.Clash("pairing.term-over", $"{campaign.ToDay:yyyy-MM-dd}");
        }
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var proposed = await db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == id).OrderBy(p => p.Village).ThenBy(p => p.Id).Select(p => new { p.Kind, p.Organisation, p.Village, p.Points }).ToListAsync(ct);
        if (proposed.FirstOrDefault(p => tree.Find(p.Organisation)?.StandsOn(today) != true) is { } closed)
        {
            return Problem.Clash("pairing.helper-closed", tree.Find(closed.Organisation)?.Name, Gathering.Name(register, closed.Village));
        }
        if (proposed.FirstOrDefault(p => register.Find(p.Village) is not (>= 0 and var i) || !register.Stands(i)) is { } gone)
        {
            return Problem.Clash("pairing.village-gone", Gathering.Name(register, gone.Village));
        }

        var running = (await Partnership.Running(db, today).AsNoTracking().Where(p => p.Campaign == campaign.Id).Select(p => new { p.Organisation, p.Village }).ToListAsync(ct)).Select(p => (p.Organisation, p.Village)).ToHashSet();
        var from = today > campaign.FromDay ? today : campaign.FromDay;
        var rows = proposed.Where(p => !running.Contains((p.Organisation, p.Village))).Select(p => new object?[]
        {
            Id<Partnership>.New(clock).Value, campaign.Id.Value, p.Kind, p.Organisation.Value, p.Village.Value, p.Points, from, campaign.ToDay,
        }).ToList();
        await using var writing = await db.BeginWriting(ct);
        (scenario.PublishedAt, scenario.PublishedBy) = (clock.GetUtcNow(), actor.Name);
        campaign.Version++;
        db.Record(actor, PairingModule.Publish, "campaign:" + campaign.Id, new { scenario = scenario.Number, pairs = rows.Count }, campaign.Place);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Problem.Clash("pairing.changed-meanwhile");
        }
        if (rows.Count > 0)
        {
            using var print = new Fingerprint();
            await Bulk.Insert(db, "partnerships", Partnership.Columns, print.Through(rows), ct);
            db.Record(actor, PairingModule.Publish, "campaign:" + campaign.Id, new { scenario = scenario.Number, pairs = print.Rows, content = print.Hash }, campaign.Place);
            await db.SaveChangesAsync(ct);
        }
        await writing.Commit(ct);
        return new Published(id, rows.Count);
    }
}

/// <summary>Ends a partnership before its term, with the reason and whether it worked. Officers of the village's area may.</summary>
public sealed record EndPartnership(string? Why, bool? Worked, DateOnly? On = null)
{
    public sealed record Ended(Id<Partnership> Id);

    public static async Task<Result<Ended>> Handle(Id<Partnership> id, EndPartnership input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(PairingModule.End) ?? new Errors().Require(input.Why, "why").Limit(input.Why, Partnership.LongestWhy, "why").Refusal) is { } no)
        {
            return no;
        }
        if (await db.Partnerships.Within(actor.Scope(PairingModule.End), p => p.Village).FirstOrDefaultAsync(p => p.Id == id, ct) is not { } pair)
        {
            return Problem.Missing("pairing.no-partnership");
        }
        if (pair.EndedOn is not null)
        {
            return Problem.Clash("pairing.ended-before");
        }
        var on = input.On ?? ChinaDay.Today(clock);
        if (on < pair.FromDay || on > ChinaDay.Today(clock))
        {
            return new Errors().Add("on", "pairing.end-day", $"{pair.FromDay:yyyy-MM-dd}").Refusal!;
        }
        (pair.EndedOn, pair.EndedWhy, pair.Worked) = (on, input.Why!.Trim(), input.Worked);
        db.Record(actor, PairingModule.End, "partnership:" + id, place: pair.Village);
        await db.SaveChangesAsync(ct);
        return new Ended(id);
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
        if (await db.Partnerships.Within(actor.Scope(PairingModule.End), p => p.Village).FirstOrDefaultAsync(p => p.Id == id, ct) is not { EndedOn: null } pair)
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
        db.Record(actor, PairingModule.End, "partnership:" + id, new { carriedOn = true }, pair.Village);
        await db.SaveChangesAsync(ct);
        return new Carried(id, organisation, village);
    }
}

/// <summary>A side of a partnership is no more. Who stands for each side today; null: nobody.</summary>
public sealed record Trouble(string Key, Id<Organisation>? Organisation, PlaceCode? Village)
{
    public static Trouble? Of(Id<Organisation> organisation, PlaceCode village, OrganisationTree tree, Register register)
    {
        var (body, now) = (tree.Successor(organisation), Gathering.Standing(register, village));
        return body?.Id == organisation && now == village ? null
            : new(body is null ? "pairing.trouble.helper-closed" : body.Id != organisation ? "pairing.trouble.helper-merged" : now is null ? "pairing.trouble.village-divided" : "pairing.trouble.village-merged", body?.Id, now);
    }
}
