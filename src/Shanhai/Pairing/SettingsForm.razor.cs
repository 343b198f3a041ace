using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>How a campaign pairs, as a form: the weights first, then who helps and who is helped.</summary>
public partial class SettingsForm
{
    private static readonly char[] Between = ['\n', '，', ',', '；', ';'];

    /// <summary>What was typed over what stands; what cannot be read is said at its field, and nothing is taken in its place.</summary>
    public static CampaignSettings Read(IFormCollection form, CampaignSettings before, Register register, Actor actor, Errors errors)
    {
        int Number(string name, int now)
        {
            if (!form.TryGetValue(name, out var text) || string.IsNullOrWhiteSpace(text))
            {
                return now;
            }
            // Beyond what a setting may be is told by the setting.
            return TypedNumber.Whole(text, name, errors) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : now;
        }
        string[] Lines(string name) => form[name].ToString().Split(Between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var period = before.Period;
        if (form["period"].ToString().Trim() is { Length: > 0 } typed)
        {
            if (Kernel.Period.TryParse(typed, out var read))
            {
                period = read;
            }
            else
            {
                errors.Add("period", "pairing.no-period", typed);
            }
        }
        HelperKind Kind(HelperKind k) => k with
        {
            PerVillage = Number("perVillage-" + k.Code, k.PerVillage), Capacity = Number("capacity-" + k.Code, k.Capacity), Target = form["target-" + k.Code].ToString() is { Length: > 0 } ? Number("target-" + k.Code, k.Target ?? 0) : form.ContainsKey("target-" + k.Code) ? null : k.Target,
            Bodies = form.ContainsKey("who") ? [.. Enum.GetValues<OrganisationKind>().Where(b => form[$"bodies-{k.Code}-{b}"] == "true")] : k.Bodies,
        };
        return before with
        {
            Coverage = Number("coverage", before.Coverage), Distance = Number("distance", before.Distance), Sector = Number("sector", before.Sector), Past = Number("past", before.Past), Priority = Number("priority", before.Priority),
            Continuity = Number("continuity", before.Continuity), Level = Number("level", before.Level), MaxKm = Number("maxKm", before.MaxKm), Considered = Number("considered", before.Considered), ServeAll = form["serveAll"] == "true",
            Rule = form.ContainsKey("rule") ? form["rule"].ToString().Kept() : before.Rule, Period = period, Kinds = [.. before.Kinds.Select(Kind)],
            HelpersFrom = !form.ContainsKey("helpersFrom") ? before.HelpersFrom : NamedPlace.Find(form["helpersFrom"], register, actor, errors, "helpersFrom") ?? PlaceCode.Nation,
            Priorities = !form.ContainsKey("priorities") ? before.Priorities : [.. Lines("priorities").Select(l => Priority(l, register, actor, errors)).OfType<CountyPriority>().Distinct()],
            Targets = !form.ContainsKey("targets") ? before.Targets : [.. Lines("targets").Select(l => Target(l, before.Kinds, register, actor, errors)).OfType<PairTarget>()],
        };
    }

    /// <summary>A place, a year, a kind and how many, as "岚溪县 2026 企业 30" or in codes.</summary>
    private static PairTarget? Target(string line, IReadOnlyList<HelperKind> kinds, Register register, Actor actor, Errors errors)
    {
        if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var place, var year, .. var kind, var pairs] || kind.Length == 0
            || !TypedNumber.TryCount(year, out var when) || !TypedNumber.TryCount(pairs, out var many))
        {
            errors.Add("targets", "pairing.target-line", line);
            return null;
        }
        var said = string.Join(' ', kind);
        var of = kinds.FirstOrDefault(k => k.Code == said || k.Name.Zh == said || string.Equals(k.Name.En, said, StringComparison.OrdinalIgnoreCase));
        if (of is null)
        {
            errors.Add("targets", "pairing.no-such-kind", said);
        }
        return NamedPlace.Find(place, register, actor, errors, "targets") is { } at && of is not null ? new(of.Code, at, when, many) : null;
    }

    /// <summary>A county and a sector, as "岚溪县 种植" or in codes.</summary>
    private static CountyPriority? Priority(string line, Register register, Actor actor, Errors errors)
    {
        if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var place, var what])
        {
            errors.Add("priorities", "pairing.priority-line", line);
            return null;
        }
        var county = NamedPlace.Find(place, register, actor, errors, "priorities");
        var sector = Resource.Sectors.FirstOrDefault(s => s == what || Words.Say(Language.Chinese, "pairing.sector." + s) == what || Words.Say(Language.English, "pairing.sector." + s) == what);
        if (sector is null)
        {
            errors.Add("priorities", "pairing.no-sector", what);
        }
        return county is { } c && sector is not null ? new(c, sector) : null;
    }
}
