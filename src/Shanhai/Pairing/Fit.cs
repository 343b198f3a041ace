using System.Runtime.CompilerServices;

namespace Shanhai.Pairing;

/// <summary>The parts of a fit, each of 0 to 1 before its weight, and what they come to.</summary>
/// <param name="Km">Great-circle distance between the two positions; null: not known, and the part counts half.</param>
/// <param name="Points">Hundredths of a point, 0 to 10,000.</param>
public readonly record struct FitParts(double Coverage, double Distance, double Sector, double Past, double Priority, bool Continued, double? Km, int Points);

/// <summary>Where something lies, and whose position that is: its own, or that of a place above it.</summary>
public readonly record struct Position(double Latitude, double Longitude, PlaceCode Of)
{
    // On the unit sphere, so that millions of distances take no sine or cosine.
    private readonly double _x = Math.Cos(Radians(Latitude)) * Math.Cos(Radians(Longitude)), _y = Math.Cos(Radians(Latitude)) * Math.Sin(Radians(Longitude)), _z = Math.Sin(Radians(Latitude));

    public Level Level { get; } = Of.Level;

    /// <summary>Great-circle distance (haversine over the chord, mean radius 6,371.0088 km).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double KilometresTo(in Position other)
    {
        var (x, y, z) = (_x - other._x, _y - other._y, _z - other._z);
        return 2 * Fit.EarthKm * Arc(Math.Sqrt(x * x + y * y + z * z) / 2);
    }

    /// <summary>The arc sine of half a chord: below some 600 km by its series, which is as exact as a double is and many times as quick.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Arc(double half)
    {
        if (half > 0.05)
        {
            return Math.Asin(Math.Min(1, half));
        }
        var square = half * half;
        return half * (1 + square * (1.0 / 6 + square * (3.0 / 40 + square * (5.0 / 112 + square * (35.0 / 1152 + square * (63.0 / 2816))))));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}

/// <summary>
/// How well a helper fits a village, computed openly: what of the village's needs it offers, how far it is, whether it works in a sector the village needs, how its
/// earlier pairs went, and whether it works in a sector the county wants to develop. Only what is recorded counts: a village that has said nothing gets nothing for coverage; what cannot be known by recording more, how far
/// something lies whose position nobody measured and how pairs went that were never reviewed, counts half.
/// </summary>
public static class Fit
{
    internal const double EarthKm = 6371.0088;

    public sealed record Thing(ResourceKind What, string? Sector, long? Amount, DateOnly? From, DateOnly? To);

    public sealed record VillageSide(IReadOnlyList<Thing> Needs, Position? At, IReadOnlySet<string> Wanted);

    /// <param name="Past">Share of its reviewed pairs that worked; null: none was reviewed, which counts half.</param>
    public sealed record HelperSide(IReadOnlyList<Thing> Offers, Position? At, double? Past);

    public static FitParts Of(CampaignSettings by, VillageSide village, HelperSide helper, bool continued)
    {
        var km = Distance(village.At, helper.At);
        var (coverage, distance) = (Coverage(village.Needs, helper.Offers), km is { } far ? Nearness(far, by.MaxKm) : Unknown);
        var (sector, priority) = (0.0, 0.0);
        for (var o = 0; o < helper.Offers.Count; o++)
        {
            if (helper.Offers[o].Sector is { } works)
            {
                priority = village.Wanted.Count > 0 && village.Wanted.Contains(works) ? 1 : priority;
                for (var n = 0; n < village.Needs.Count && sector == 0; n++)
                {
                    sector = village.Needs[n].Sector == works ? 1 : 0;
                }
            }
        }
        var past = helper.Past ?? Unknown;
        var points = Points(by.Coverage * coverage, by.Distance * distance, by.Sector * sector, by.Past * past, by.Priority * priority, Whole(by)) + (continued ? 100 * by.Continuity : 0);
        return new(coverage, distance, sector, past, priority, continued, km, Math.Clamp(points, 0, 10_000));
    }

    /// <summary>What a part counts of which nothing can be known.</summary>
    internal const double Unknown = 0.5;

    internal static int Whole(CampaignSettings by) => by.Coverage + by.Distance + by.Sector + by.Past + by.Priority;

    internal static double Nearness(double km, int maxKm) => Math.Max(0, 1 - km / maxKm);

    /// <summary>The parts by their weights, in this order: <see cref="FitRows"/> comes to the same number, to the last bit before it is rounded.</summary>
    internal static int Points(double coverage, double distance, double sector, double past, double priority, int whole) => (int)Math.Round(10_000 * ((coverage + distance + sector + past + priority) / whole));

    /// <summary>
    /// Every need counts alike: the best offer of its sort that is left, as far as its amount goes and where its time overlaps. Within a village nothing is given twice: an amount is used up, and an offer or a need
    /// without an amount takes the whole of the other. Between villages nothing is divided: what a helper offers is its offer to each of them.
    /// </summary>
    public static double Coverage(IReadOnlyList<Thing> needs, IReadOnlyList<Thing> offers)
    {
        if (needs.Count == 0 || offers.Count == 0)
        {
            return 0;
        }
        var sum = 0.0;
        Span<long> used = offers.Count <= 64 ? stackalloc long[offers.Count] : new long[offers.Count];
        used.Clear();
        for (var n = 0; n < needs.Count; n++)
        {
            var need = needs[n];
            var (best, from) = (0.0, -1);
            for (var o = 0; o < offers.Count; o++)
            {
                var offer = offers[o];
                if (used[o] == long.MaxValue || offer.What != need.What || offer.Sector is not null && need.Sector is not null && offer.Sector != need.Sector || offer.To < need.From || need.To < offer.From)
                {
                    continue;
                }
                var share = need.Amount is > 0 && offer.Amount is { } amount ? Math.Min(1, (double)(amount - used[o]) / need.Amount.Value) : 1;
                (best, from) = share > best ? (share, o) : (best, from);
            }
            if (from >= 0)
            {
                used[from] = need.Amount is > 0 && offers[from].Amount is { } whole && whole - used[from] > need.Amount ? used[from] + need.Amount.Value : long.MaxValue;
            }
            sum += best;
        }
        return sum / needs.Count;
    }

    /// <summary>Null where a position is not known, or where both are those of places above at the same level: that would be the distance of two towns, or none at all.</summary>
    public static double? Distance(Position? village, Position? helper) =>
        village is { } v && helper is { } h && (v.Level == Level.Village || v.Level != h.Level) ? v.KilometresTo(h) : null;
}
