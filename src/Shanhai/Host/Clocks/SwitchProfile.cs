using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Clocks;

/// <summary>
/// Lets a place use the time limits of a profile from a day on, or stop using them. Officers of the place may; clocks that run already keep their dates.
/// Without <paramref name="On"/> it is switched off from that day.
/// </summary>
public sealed record SwitchProfile(string? Profile, PlaceCode? Place, DateOnly? From, string? Basis, bool On = true)
{
    public sealed record Switched(string Profile, PlaceCode Place, DateOnly From, DateOnly? To);

    public Errors Validate(DeadlineRules rules)
    {
        var errors = new Errors().Require(Profile, "profile").Require(Place?.ToString(), "place").Require($"{From:yyyy-MM-dd}", "from").Limit(Basis, 300, "basis");
        if (On)
        {
            errors.Require(Basis, "basis");
        }
        return Profile is not null && !rules.Profiles.Contains(Profile) ? errors.Add("profile", "deadline.no-profile", Profile, string.Join(", ", rules.Profiles)) : errors;
    }

    public static async Task<Result<Switched>> Handle(SwitchProfile input, CurrentDeadlines current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var rules = (await current.Read(db, ct)).Rules;
        if ((actor.Refuses(ClocksModule.SetProfile) ?? input.Validate(rules).Refusal ?? actor.Refuses(ClocksModule.SetProfile, input.Place!.Value)) is { } no)
        {
            return no;
        }

        var (place, from) = (input.Place!.Value, input.From!.Value);
        var last = await db.ProfileSwitches.Where(s => s.Profile == input.Profile && s.Place == place && (s.To == null || s.To > from)).OrderBy(s => s.From).FirstOrDefaultAsync(ct);
        if (input.On == last is not null)
        {
            return Problem.Clash(input.On ? "deadline.profile-on" : "deadline.profile-off", input.Profile, place.ToString());
        }
        if (last is not null)
        {
            last.To = from < last.From ? last.From : from;
        }
        else
        {
            last = new() { Id = Id<ProfileSwitch>.New(clock), Profile = input.Profile!, Place = place, From = from, Basis = input.Basis!.Trim() };
            db.ProfileSwitches.Add(last);
        }
        await DeadlineStamp.Raise(db, ct);
        db.Record(actor, ClocksModule.SetProfile, "deadline-profile:" + input.Profile, place: place);
        await db.SaveChangesAsync(ct);
        current.Written();
        return new Switched(last.Profile, place, last.From, last.To);
    }
}
