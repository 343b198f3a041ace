namespace Shanhai.Places;

public sealed partial class Register
{
    /// <summary>The village that stands for this one today: itself, or the one that took it over; null where there is none or several.</summary>
    public PlaceCode? Standing(PlaceCode village)
    {
        bool StandsAt(PlaceCode code) => Find(code) is >= 0 and var i && Stands(i);
        if (StandsAt(village) || Find(village) is not (>= 0 and var at))
        {
            return StandsAt(village) ? village : null;
        }
        // From the day before it ended: whenever what concerns it began, the change that ended it is among those that count.
        return Became(village, Closed(at)!.Value.AddDays(-1)).Where(StandsAt).ToList() is [var one] ? one : null;
    }
}
