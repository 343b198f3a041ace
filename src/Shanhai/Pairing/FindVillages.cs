using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Lists the villages a campaign is for, by code: those of its list, or those its rule names today; with how the list came to be. Those who work in its area may.</summary>
public sealed record FindVillages
{
    /// <summary>A name, a former name, a code, pinyin or its initials.</summary>
    public string? Q { get; init; }
    public PlaceCode? Under { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <param name="Pairs">Pairs of the campaign that stand there.</param>
    public sealed record Row(PlaceCode Village, string Name, string Path, bool Stands, int Pairs);

    /// <param name="IsList">There is a list; else the rule counts.</param>
    public sealed record Found(Id<Campaign> Campaign, string Name, PlaceCode Place, bool IsList, string? Rule, Period? Period, Page<Row> Villages, IReadOnlyList<Told> History, bool MayPlan);

    /// <summary>One change of the list: who made it, how many came and went, and the first of them.</summary>
    public sealed record Told(DateTimeOffset At, string By, int Came, int Went, int Listed, IReadOnlyList<string> Added, IReadOnlyList<string> Removed);

    public static async Task<Result<Found>> Handle(Id<Campaign> id, [AsParameters] FindVillages input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await All(id, input, places, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (campaign, settings, all) = found.Value;
        var (register, size) = (await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 500));
        var after = PlaceCode.TryParse(input.After, out var mark) ? mark : (PlaceCode?)null;
        List<PlaceCode> shown = [.. all.Where(v => after is null || v > after).Take(size + 1)];
        var here = shown.Take(size).ToList();
        var pairs = (await Partnership.Running(db, ChinaDay.Today(clock)).AsNoTracking().Where(p => p.Campaign == id && here.Contains(p.Village)).GroupBy(p => p.Village).Select(g => new { Village = g.Key, Count = g.Count() }).ToListAsync(ct))
            .ToDictionary(g => g.Village, g => g.Count);
        string Name(string code) => PlaceCode.TryParse(code, out var place) ? register.NameOf(place) : code;
        var history = (await TakingPart.Read(id, TakingPart.Villages, db, ct)).Select(c => new Told(c.At, c.By, c.Came, c.Went, c.Listed, [.. c.Added.Select(Name)], [.. c.Removed.Select(Name)]));
        return new Found(id, campaign.Name, campaign.Place, settings.Villages.Count > 0, settings.Rule, settings.Period,
            new([.. here.Select(v => Of(v, pairs.GetValueOrDefault(v), register))], shown.Count > size ? here[^1].ToString() : null, all.Count), [.. history], actor.Area(PairingModule.Plan).Contains(campaign.Place));
    }

    /// <summary>Every village that the filter leaves, by code.</summary>
    internal static async Task<Result<(Campaign Campaign, CampaignSettings Settings, IReadOnlyList<PlaceCode> Villages)>> All(Id<Campaign> id, FindVillages input, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.View, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (campaign, settings, register) = (found.Value, found.Value.Settings(), await places.Read(db, ct));
        IEnumerable<PlaceCode> all = settings.Villages.Count > 0 ? settings.Villages.Distinct() : await ByRule(campaign.Place, settings, register, db, ct);
        if (input.Under is { } under)
        {
            all = all.Where(under.Contains);
        }
        if (!string.IsNullOrWhiteSpace(input.Q))
        {
            var matching = register.Matching(input.Q);
            all = all.Where(v => register.Find(v) is >= 0 and var i && matching[i]);
        }
        IReadOnlyList<PlaceCode> left = [.. all.Order()];
        return (campaign, settings, left);
    }

    internal static Row Of(PlaceCode village, int pairs, Register register) =>
        new(village, register.NameOf(village), register.Find(village) is >= 0 and var i ? register.Path(i) : "", register.Find(village) is >= 0 and var at && register.Stands(at), pairs);

    /// <summary>Whether it is a village of the area that stands.</summary>
    internal static bool IsHere(PlaceCode village, PlaceCode area, Register register) => village.Level == Level.Village && area.Contains(village) && register.Find(village) is >= 0 and var i && register.Stands(i);

    /// <summary>The villages that the rule of the settings names today, under the codes they have now.</summary>
    internal static async Task<HashSet<PlaceCode>> ByRule(PlaceCode area, CampaignSettings settings, Register register, Db db, CancellationToken ct) =>
        settings is { Rule: { } rule, Period: { } period }
            ? [.. (await Gathering.NamedBy(rule, period, area, db, ct)).Select(v => register.Standing(v) ?? v).Where(v => IsHere(v, area, register))] : [];
}
