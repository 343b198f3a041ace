namespace Shanhai.Pairing;

/// <summary>The parts of a fit, each of 0 to 1 before its weight, and what they come to.</summary>
/// <param name="Km">Great-circle distance between the two positions of the register; null: one of them is not known, and the part counts nothing.</param>
/// <param name="Points">Hundredths of a point, 0 to 10,000.</param>
public readonly record struct FitParts(double Coverage, double Distance, double Sector, double Past, double Priority, bool Continued, double? Km, int Points);

/// <summary>
/// How well a helper fits a village, computed openly: what of the village's needs it offers, how far it is, whether it works in a sector the village needs, how its
/// earlier pairs ended, and whether it works in a sector the county wants to develop. Only what is recorded counts: a village that has said nothing gets nothing for coverage.
/// </summary>
public static class Fit
{
    private const double EarthKm = 6371.0088;

    public sealed record Thing(ResourceKind What, string? Sector, long? Amount, DateOnly? From, DateOnly? To);

    public sealed record VillageSide(IReadOnlyList<Thing> Needs, (double Latitude, double Longitude)? At, IReadOnlySet<string> Wanted);

    /// <param name="Past">Share of its reviewed pairs that worked; null: none was reviewed, which counts half.</param>
    public sealed record HelperSide(IReadOnlyList<Thing> Offers, (double Latitude, double Longitude)? At, double? Past);

    public static FitParts Of(CampaignSettings by, VillageSide village, HelperSide helper, bool continued)
    {
        var km = village.At is { } v && helper.At is { } h ? Kilometres(v, h) : (double?)null;
        var (coverage, distance) = (Coverage(village.Needs, helper.Offers), km is { } far ? Math.Max(0, 1 - far / by.MaxKm) : 0);
        var sector = helper.Offers.Any(o => o.Sector is not null && village.Needs.Any(n => n.Sector == o.Sector)) ? 1.0 : 0;
        var priority = village.Wanted.Count > 0 && helper.Offers.Any(o => o.Sector is not null && village.Wanted.Contains(o.Sector)) ? 1.0 : 0;
        var past = helper.Past ?? 0.5;
        var whole = by.Coverage + by.Distance + by.Sector + by.Past + by.Priority;
        var weighted = (by.Coverage * coverage + by.Distance * distance + by.Sector * sector + by.Past * past + by.Priority * priority) / whole;
        var points = (int)Math.Round(10_000 * weighted) + (continued ? 100 * by.Continuity : 0);
        return new(coverage, distance, sector, past, priority, continued, km, Math.Clamp(points, 0, 10_000));
    }

    /// <summary>Every need counts alike: the best offer of its sort, as far as its amount goes and where its time overlaps.</summary>
    public static double Coverage(IReadOnlyList<Thing> needs, IReadOnlyList<Thing> offers)
    {
        if (needs.Count == 0 || offers.Count == 0)
        {
            return 0;
        }
        var sum = 0.0;
        foreach (var need in needs)
        {
            var best = 0.0;
            foreach (var offer in offers)
            {
                if (offer.What == need.What && (offer.Sector is null || need.Sector is null || offer.Sector == need.Sector) && !(offer.To < need.From) && !(need.To < offer.From))
                {
                    best = Math.Max(best, need.Amount is > 0 && offer.Amount is { } amount ? Math.Min(1, (double)amount / need.Amount.Value) : 1);
                }
            }
            sum += best;
        }
        return sum / needs.Count;
    }

    /// <summary>Great-circle distance (haversine, mean radius 6,371.0088 km).</summary>
    public static double Kilometres((double Latitude, double Longitude) a, (double Latitude, double Longitude) b)
    {
        static double Radians(double degrees) => degrees * Math.PI / 180;
        var (up, along) = (Math.Sin(Radians(b.Latitude - a.Latitude) / 2), Math.Sin(Radians(b.Longitude - a.Longitude) / 2));
        return 2 * EarthKm * Math.Asin(Math.Min(1, Math.Sqrt(up * up + Math.Cos(Radians(a.Latitude)) * Math.Cos(Radians(b.Latitude)) * along * along)));
    }
}
