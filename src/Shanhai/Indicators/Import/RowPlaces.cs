using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Indicators.Import;

/// <summary>
/// Which place each row of a file means: by a choice made before, by code, else by name within the area. Every different text is
/// decided once, so a file of many years costs no more than one of a single year.
/// </summary>
public sealed class RowPlaces
{
    public sealed record Answer(PlaceCode? Place, Finding? Finding, IReadOnlyList<Proposal> Proposals);

    private readonly PlaceCode _under;
    private readonly Level _level;
    private readonly Lazy<NameMatch> _names;
    private readonly Dictionary<PlaceCode, string> _known;
    private readonly Dictionary<string, PlaceCode> _chosen;
    private readonly Dictionary<PlaceText, Answer> _answers = [];
    private readonly Dictionary<(string, Level), PlaceCode?> _containers = [];

    private RowPlaces(PlaceCode under, Level level, List<(PlaceCode Code, string Name)> places, Dictionary<string, PlaceCode> chosen, Pinyin pinyin)
    {
        (_under, _level, _chosen) = (under, level, chosen);
        _known = places.ToDictionary(p => p.Code, p => p.Name);
        // Asked only for rows without a known code.
        _names = new(() => new(places, pinyin));
    }

    public static async Task<RowPlaces> Load(Db db, PlaceCode under, Level level, Pinyin pinyin, CancellationToken ct)
    {
        var area = new PlaceScope([under]);
        var places = await db.Places.AsNoTracking().Where(p => p.Closed == null).Within(area, p => p.Code).OrderBy(p => p.Code)
            .Select(p => new { p.Code, p.Name }).ToListAsync(ct);
        var chosen = await db.ChosenPlaces.AsNoTracking().Where(c => c.Under == under).ToDictionaryAsync(c => c.Said, c => c.Place, ct);
        return new(under, level, [.. places.Select(p => (p.Code, p.Name))], chosen, pinyin);
    }

    public string NameOf(PlaceCode place) => _known.GetValueOrDefault(place) ?? place.ToString();

    public bool Knows(PlaceCode place) => _known.ContainsKey(place);

    /// <summary>What a row said, as one text to remember a choice by.</summary>
    public static string KeyOf(PlaceText text)
    {
        var key = string.Join('|', new[] { text.Code, text.County, text.Township, text.Name }.Select(t => HeaderText.Plain(t ?? "")));
        return key.Length <= 400 ? key : key[..400];
    }

    public Answer Of(PlaceText text)
    {
        if (!_answers.TryGetValue(text, out var answer))
        {
            _answers[text] = answer = Decide(text);
        }
        return answer;
    }

    private Answer Decide(PlaceText text)
    {
        if (_chosen.Count > 0 && _chosen.TryGetValue(KeyOf(text), out var chosen) && _known.ContainsKey(chosen))
        {
            return new(chosen, null, []);
        }
        if (text.Code is not null && PlaceCode.TryParse(HeaderText.Plain(text.Code), out var code))
        {
            return ByCode(code, text);
        }
        if (text.Name is null)
        {
            return new(null, Finding.Error("place-unknown", text.Code ?? ""), []);
        }
        var match = ByName(text.Name, text);
        return match.Place is { } place ? new(place.Code, null, [])
            : new(null, Finding.Error(match.Kind switch { MatchKind.Several => "place-several", MatchKind.Near => "place-near", _ => "place-unknown" }, text.Name), match.Proposals);
    }

    private Answer ByCode(PlaceCode code, PlaceText text)
    {
        if (_known.TryGetValue(code, out var name))
        {
            // Code and name that contradict each other: one of the two is a slip, and only a person can say which.
            return text.Name is null || Names(text.Name, name, code.Level) ? new(code, null, []) : new(code, Finding.Warn("name-differs", text.Code!, name, text.Name), []);
        }
        if (!_under.Contains(code))
        {
            return new(null, Finding.Error("place-outside", text.Code!, NameOf(_under)), []);
        }
        var alike = text.Name is null ? Match.Nothing : ByName(text.Name, text);
        return new(null, Finding.Error("code-unknown", text.Code!), alike.Place is { } one ? [one] : alike.Proposals);
    }

    /// <summary>Whether a name that was written means the place that has this name of its own.</summary>
    public static bool Names(string written, string own, Level level)
    {
        if (written == own)
        {
            return true;
        }
        // 三村村村委会 is 三村村: as it is spoken first, because the stem of the one is 三村 and of the other 三.
        var (given, known) = (PlaceForm.Of(written, level), PlaceForm.Of(own, level));
        return given.Spoken == known.Spoken || given.Stem == known.Stem || given.Whole?.Stem == known.Stem || known.Stem.Length == 0;
    }

    private Match ByName(string name, PlaceText text)
    {
        var county = _under.Level >= Level.County ? _under : Container(text.County, _under, Level.County) ?? _under;
        if (_level != Level.Village)
        {
            return _names.Value.Find(name, _level == Level.Township ? county : _under, _level);
        }
        if (county.Level == Level.Township || text.Township is null)
        {
            return _names.Value.Find(name, county, Level.Village);
        }
        // Once the township is known only its county is looked through.
        var township = Container(text.Township, county, Level.Township);
        return _names.Value.FindVillage(name, text.Township, township is { } known && county.Level < Level.County ? known.At(Level.County) : county);
    }

    private PlaceCode? Container(string? name, PlaceCode parent, Level level)
    {
        if (name is null)
        {
            return null;
        }
        var key = ($"{parent}{name}", level);
        if (!_containers.TryGetValue(key, out var found))
        {
            _containers[key] = found = _names.Value.Find(name, parent, level).Place?.Code;
        }
        return found;
    }
}
