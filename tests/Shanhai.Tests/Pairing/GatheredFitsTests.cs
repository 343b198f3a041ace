using CsCheck;
using Shanhai.Kernel;
using Shanhai.Pairing;
using Shanhai.Pairing.Solving;

namespace Shanhai.Tests.Pairing;

/// <summary>Fits by the row, and who is considered, against the fit of each pair by itself and all of them sorted.</summary>
public sealed class GatheredFitsTests
{
    private static readonly string[] Sectors = ["planting", "tourism", "care"];

    private sealed record Case(CampaignSettings By, Fit.VillageSide[] Villages, Fit.HelperSide[] Helpers, HashSet<(int Helper, int Village)> Continued);

    // Few sorts, sectors, amounts and places, so that many are alike and ties are common.
    private static readonly Gen<Fit.Thing> Thing =
        from what in Gen.Int[0, 1]
        from sector in Gen.Int[-1, 2]
        from amount in Gen.Int[-1, 3]
        from days in Gen.Int[0, 3]
        select new Fit.Thing((ResourceKind)what, sector < 0 ? null : Sectors[sector], amount < 0 ? null : 50 * amount, days == 1 ? new DateOnly(2026, 1, 1) : null, days == 2 ? new DateOnly(2025, 12, 31) : null);

    /// <summary>Near, beyond where the series holds, on the other side of the earth, or nowhere; one's own or borrowed from a place above.</summary>
    private static readonly Gen<Position?> At =
        from spot in Gen.Int[0, 5]
        from near in Gen.Double[0, 2]
        from of in Gen.Int[0, 2]
        select spot == 0 ? (Position?)null : new Position(spot == 1 ? -30 : 30 + near, spot switch { 1 => -60, 2 => 130, _ => 120 + near }, of switch { 0 => 990101101201, 1 => 990101101000, _ => 990101000000 });

    private static readonly Gen<Fit.VillageSide> Village =
        from needs in Thing.Array[0, 2]
        from at in At
        from wanted in Gen.Int[0, 7]
        select new Fit.VillageSide(needs, at, Sectors.Where((_, i) => (wanted >> i & 1) == 1 && wanted > 3).ToHashSet());

    private static readonly Gen<Fit.HelperSide> Helper =
        from offers in Thing.Array[0, 3]
        from at in At
        from past in Gen.Int[-1, 2]
        select new Fit.HelperSide(offers, at, past < 0 ? null : past / 2.0);

    private static readonly Gen<Case> Any =
        from weights in Gen.Int[0, 40].Array[5]
        from farthest in Gen.Int[1, 20_000]
        from continuity in Gen.Int[0, 100]
        from villages in Village.Array[1, 12]
        from helpers in Helper.Array[1, 20]
        from continued in Gen.Int[0, 5].Array[villages.Length * helpers.Length]
        select new Case(
            new CampaignSettings
            {
                Kinds = [], Villages = [], Coverage = 1 + weights[0], Distance = weights[1], Sector = weights[2], Past = weights[3], Priority = weights[4], MaxKm = farthest, Continuity = continuity,
            },
            villages, helpers, [.. Enumerable.Range(0, continued.Length).Where(i => continued[i] == 0).Select(i => (i / villages.Length, i % villages.Length))]);

    private static int Alone(Case x, int helper, int village) => Fit.Of(x.By, x.Villages[village], x.Helpers[helper], x.Continued.Contains((helper, village))).Points;

    [Fact]
    public void A_row_holds_the_fit_of_each_pair() => Any.Sample(x =>
    {
        var (rows, handed) = (new FitRows(x.By, x.Villages, x.Helpers, x.Continued), new short[x.Villages.Length][]);

        // The first alone, all of them together: either way, and whatever villages are alike.
        var first = rows.Of(0);
        rows.Each(Enumerable.Range(0, x.Villages.Length), (v, row) => handed[v] = row);

        handed[0].ShouldBeSameAs(first);
        for (var v = 0; v < x.Villages.Length; v++)
        {
            handed[v].Select(f => (int)f).ShouldBe(Enumerable.Range(0, x.Helpers.Length).Select(h => Alone(x, h, v)));
        }
    }, iter: 2000);

    [Fact]
    public void What_is_known_from_before_is_not_reckoned_again() => Any.Sample(x =>
    {
        short[] before = [.. x.Helpers.Select(_ => (short)7)];
        var rows = new FitRows(x.By, x.Villages, x.Helpers, x.Continued, v => v == 0 ? before : null);

        rows.Of(0).ShouldBeSameAs(before);
        if (x.Villages.Length > 1)
        {
            rows.Of(1).Select(f => (int)f).ShouldBe(Enumerable.Range(0, x.Helpers.Length).Select(h => Alone(x, h, 1)));
        }
    }, iter: 200);

    [Fact]
    public void Who_is_considered_is_who_stands_first_where_all_are_sorted() =>
        (from fits in Gen.Int[0, 5].Array[1, 60] from kinds in Gen.Int[0, 1].Array[fits.Length] from may in Gen.Int[0, 1].Array[fits.Length] from most in Gen.Int[1, 8] select (fits, kinds, may, most)).Sample(x =>
        {
            int[] helpers = [.. Enumerable.Range(0, x.fits.Length).Where(h => x.kinds[h] == 0)];
            var (found, open, closed, expected) = (new List<Candidate>(), 0, 0, new List<Candidate>());
            foreach (var h in helpers.OrderByDescending(h => x.fits[h]).ThenBy(h => h))
            {
                if (open == x.most)
                {
                    break;
                }
                var isOpen = x.may[h] > 0;
                if (isOpen || closed < Considering.MostBarred)
                {
                    expected.Add(new(h, 3, x.fits[h]));
                }
                (open, closed) = isOpen ? (open + 1, closed) : (open, closed + 1);
            }

            Considering.Add(found, 3, [.. x.fits.Select(f => (short)f)], helpers, x.most, h => x.may[h] > 0);

            found.ShouldBe(expected);
        }, iter: 3000);
}
