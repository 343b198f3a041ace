namespace Shanhai.Places;

public sealed partial class Register
{
    /// <summary>Places that stand today under another code, by the one they bore: all that ever happened to them was taking another, joined with none and undivided.</summary>
    public IReadOnlyDictionary<long, long> Renumbered { get; }

    /// <summary>The village that stands for this one today: itself, or the one that took it over; null where there is none or several.</summary>
    public PlaceCode? Standing(PlaceCode village)
    {
        bool StandsAt(PlaceCode code) => Find(code) is >= 0 and var i && Stands(i);
        return Today(village).Where(StandsAt).ToList() is [var one] ? one : null;
    }

    /// <summary>
    /// What a place is today: itself while it stands, else what it became. From the day before it ended: whenever what concerns it began, the change that ended it is
    /// among those that count, and what became of another that bore the code before is not.
    /// </summary>
    public IReadOnlyList<PlaceCode> Today(PlaceCode place) =>
        Find(place) is >= 0 and var i && Closed(i) is { } ended ? Became(place, ended.AddDays(-1)) : [place];

    private Dictionary<long, long> FindRenumbered()
    {
        // From the last change back, so that what a code became afterwards is known when it is asked for. Null: joined, divided or gone.
        var today = new Dictionary<long, long?>();
        foreach (var happening in Happenings.Reverse())
        {
            var joining = happening.Steps.Where(s => s.To is not null).CountBy(s => s.To!.Value).ToDictionary();
            var ended = happening.Steps.Where(s => s.From is not null).GroupBy(s => s.From!.Value).Where(g => g.All(s => s.To != g.Key))
                .Select(g => (From: g.Key.Value, To: g.Count() == 1 && g.First().To is { } to && joining[to] == 1 ? today.GetValueOrDefault(to.Value, to.Value) : null)).ToList();
            ended.ForEach(e => today[e.From] = e.To);
        }
        bool StandsAt(long code) => Find(code) is >= 0 and var i && Stands(i);
        return today.Where(t => t.Value is { } now && !StandsAt(t.Key) && StandsAt(now)).ToDictionary(t => t.Key, t => t.Value!.Value);
    }
}
