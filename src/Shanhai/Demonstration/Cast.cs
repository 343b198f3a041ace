using Shanhai.Analytics.Numerics;

namespace Shanhai.Demonstration;

/// <summary>Who plays which part: drawn before any figure is, so that the parts do not depend on the incomes.</summary>
internal sealed record Cast(
    Dictionary<PlaceCode, Truth.Life> Lives, IReadOnlyList<Truth.Adoption> Adoptions, IReadOnlySet<(PlaceCode Village, int Year)> OneOffs,
    IReadOnlySet<(PlaceCode Village, int Year)> Silent, (PlaceCode Village, string Indicator, int Year) InDispute, Truth.Merger Joined)
{
    private const double Adopts = 0.12, NotReported = 0.02;

    public static Cast Of(InventedProvince province, ulong seed)
    {
        var random = new SeededRandom(seed, stream: 2);
        var lives = province.Villages.ToDictionary(v => v.Code, v => Draw(v, random));
        var joined = Merger(province, lives);
        var free = province.Villages.Where(v => lives[v.Code].Story == Story.Ordinary && v.Code != joined.From && v.Code != joined.Into).ToList();
        var adoptions = free.Where(v => v.County.Code != InventedProvince.Bunched).Select(v => Adoption(v, random)).OfType<Truth.Adoption>().ToList();
        var adopters = adoptions.Select(a => a.Village).ToHashSet();
        var rest = free.Where(v => !adopters.Contains(v.Code)).ToList();
        var oneOffs = province.Villages.Where(v => lives[v.Code].Story == Story.Chronic && !v.IsCommunity).Take(6).Select((v, i) => (v.Code, 2017 + i % 3)).ToHashSet();
        var silent = rest.SelectMany(v => Enumerable.Range(Simulation.FirstYear, Simulation.LastYear - Simulation.FirstYear + 1)
            .Where(_ => random.NextDouble() < NotReported).Select(year => (v.Code, year))).ToHashSet();
        var disputed = rest.First(v => !silent.Contains((v.Code, 2024)));
        return new(lives, adoptions, oneOffs, silent, (disputed.Code, "CE.501", 2024), joined);
    }

    private static Truth.Life Draw(InventedVillage village, SeededRandom random)
    {
        var (draw, first, second) = (random.NextDouble(), random.Next(3), random.Next(2));
        var county = village.County;
        return draw < county.Recovering ? new(Story.Recovering, Recovers: 2018 + first)
            : draw < county.Recovering + county.Relapsing ? new(Story.Relapsing, Recovers: 2018 + second, Relapses: 2021 + first)
            : draw < county.Recovering + county.Relapsing + county.Chronic ? new(Story.Chronic)
            : new(Story.Ordinary);
    }

    private static Truth.Adoption? Adoption(InventedVillage village, SeededRandom random)
    {
        var (draw, year) = (random.NextDouble(), 2018 + random.Next(4));
        var which = (int)(draw / Adopts);
        return which < Truth.Measures.Count ? new(village.Code, Truth.Measures[which].Code, year) : null;
    }

    /// <summary>Two ordinary neighbours of the first county became one on 1 May 2019.</summary>
    private static Truth.Merger Merger(InventedProvince province, Dictionary<PlaceCode, Truth.Life> lives)
    {
        var pair = province.Villages.Where(v => v.County == InventedProvince.Counties[0] && !v.IsCommunity && lives[v.Code].Story == Story.Ordinary)
            .GroupBy(v => v.Code.Parent).First(g => g.Count() >= 2).Take(2).ToArray();
        return new(pair[1].Code, pair[0].Code, new(2019, 5, 1));
    }
}
