namespace Shanhai.Host.Clocks;

/// <summary>
/// Everything a deadline is reckoned from, as it stands at one moment: rules, calendar, profiles switched on, promises of bodies. It never
/// changes under its reader; <see cref="CurrentDeadlines"/> has the newest.
/// </summary>
public sealed class Deadlines(long version, DeadlineRules rules, Calendar calendar, IReadOnlyList<ProfileSwitch> switches, IReadOnlyList<ServicePromise> promises)
{
    private readonly ILookup<(Guid, string), ServicePromise> _promises = promises.ToLookup(p => (p.Body, p.Rule));

    public long Version { get; } = version;
    public DeadlineRules Rules { get; } = rules;
    public Calendar Calendar { get; } = calendar;
    public IReadOnlyList<ProfileSwitch> Switches { get; } = switches;

    /// <summary>The row that decides about <paramref name="code"/> at a place and on a day; null where none is in force.</summary>
    public DeadlineRule? InForce(string code, PlaceCode place, DateOnly day) =>
        Rules.InForce(code, place, day, profile => Switches.Any(s => s.Profile == profile && s.Place.Contains(place) && s.Holds(day)));

    public Deadline Reckon(DeadlineRule rule, DateOnly start, IReadOnlyList<Pause>? pauses = null, Term? extension = null) =>
        Deadline.Reckon(rule.Term, start, Calendar.WorkingDays, pauses, extension);

    /// <summary>The shorter time that a body has promised for what <paramref name="code"/> asks; null: none.</summary>
    public ServicePromise? PromiseOf(Guid body, string code, DateOnly day) => _promises[(body, code)].FirstOrDefault(p => p.Holds(day));
}
