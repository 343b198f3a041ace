using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Clocks;

/// <summary>
/// A body promises to need less time than a rule gives it, from a day on; an earlier promise of the same ends there. Whoever leads the body may. A promise that
/// would be later than the law for any start day of the published calendars is refused, with that day.
/// </summary>
public sealed record MakePromise(Guid? Body, string? Rule, string? Term, DateOnly? From)
{
    public sealed record Made(Id<ServicePromise> Id, string Rule, Term Term, DateOnly From);

    public Errors Validate()
    {
        var errors = new Errors().Require(Body?.ToString(), "body").Require(Rule, "rule").Require($"{From:yyyy-MM-dd}", "from").Require(Term, "term");
        return !string.IsNullOrWhiteSpace(Term) && !Kernel.Term.TryParse(Term, out _) ? errors.Add("term", "deadline.no-term", Term) : errors;
    }

    public static async Task<Result<Made>> Handle(MakePromise input, CurrentDeadlines current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(ClocksModule.Promise) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }
        if (actor.Holdings.FirstOrDefault(h => h.Role == Role.Leader && h.Organisation == input.Body) is not { } leading)
        {
            return Problem.Refused("deadline.not-your-body");
        }

        var (deadlines, from, term) = (await current.Read(db, ct), input.From!.Value, Kernel.Term.Parse(input.Term!));
        if (deadlines.InForce(input.Rule!, leading.Place, from) is not { Bound: Bound.AtMost, Kind: DeadlineKind.Duty, IsExtension: false } rule)
        {
            return Problem.Invalid("deadline.no-promise", input.Rule);
        }
        if (Later(deadlines, rule, term, from) is { } day)
        {
            return Problem.Invalid("deadline.promise-longer", TermWords.Of(term), TermWords.Of(rule.Term), $"{day:yyyy-MM-dd}",
                $"{Deadline.Reckon(term, day, deadlines.Calendar.WorkingDays).Due:yyyy-MM-dd}", $"{deadlines.Reckon(rule, day).Due:yyyy-MM-dd}");
        }
        foreach (var before in await db.ServicePromises.Where(p => p.Body == input.Body && p.Rule == input.Rule && (p.To == null || p.To > from)).ToListAsync(ct))
        {
            before.To = from < before.From ? before.From : from;
        }
        var promise = new ServicePromise { Id = Id<ServicePromise>.New(clock), Body = input.Body!.Value, Rule = input.Rule!, Term = term.ToString(), From = from };
        db.ServicePromises.Add(promise);
        await DeadlineStamp.Raise(db, ct);
        db.Record(actor, ClocksModule.Promise, "promise:" + promise.Id, place: leading.Place);
        await db.SaveChangesAsync(ct);
        current.Written();
        return new Made(promise.Id, promise.Rule, term, from);
    }

    /// <summary>A start day from which the promise would end after the rule: looked for in every published year and in the year from <paramref name="from"/> on. Null: there is none.</summary>
    internal static DateOnly? Later(Deadlines deadlines, DeadlineRule rule, Term term, DateOnly from)
    {
        if (term.IsLongerThan(rule.Term) is false)
        {
            return null;
        }
        var (calendar, years) = (deadlines.Calendar.WorkingDays, deadlines.Calendar.Years);
        var day = years.Count == 0 ? from : new DateOnly(years[0].Number, 1, 1);
        for (var last = from.AddYears(1); day <= last; day = day.AddDays(1))
        {
            if (Deadline.Reckon(term, day, calendar).Due > deadlines.Reckon(rule, day).Due)
            {
                return day;
            }
        }
        return null;
    }
}

/// <summary>Takes a promise back from a day on. Whoever leads the body may.</summary>
public sealed record EndPromise(DateOnly? On)
{
    public sealed record Ended(DateOnly To);

    public static async Task<Result<Ended>> Handle(Id<ServicePromise> id, EndPromise input, CurrentDeadlines current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ClocksModule.Promise) is { } no)
        {
            return no;
        }
        var promise = await db.ServicePromises.FirstOrDefaultAsync(p => p.Id == id, ct);
        if (promise is null || actor.Holdings.FirstOrDefault(h => h.Role == Role.Leader && h.Organisation == promise.Body) is not { } leading)
        {
            return Problem.NotFound;
        }
        if (promise.To is not null)
        {
            return Problem.Clash("deadline.promise-ended", $"{promise.To:yyyy-MM-dd}");
        }

        var day = input.On ?? ChinaDay.Today(clock);
        promise.To = day < promise.From ? promise.From : day;
        await DeadlineStamp.Raise(db, ct);
        db.Record(actor, ClocksModule.Promise, "promise:" + promise.Id, place: leading.Place);
        await db.SaveChangesAsync(ct);
        current.Written();
        return new Ended(promise.To.Value);
    }
}
