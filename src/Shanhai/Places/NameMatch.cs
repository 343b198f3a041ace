using System.Globalization;

namespace Shanhai.Places;

/// <summary>How sure a match is. The first three name one place; the last three never do, a person decides.</summary>
public enum MatchKind { Code, Name, Form, Several, Near, None }

/// <summary>Why a place was matched or is proposed; the words are <c>places.match.{reason}</c>.</summary>
public enum MatchReason
{
    SameCode, SameName,
    /// <summary>The same but for the form of the suffix, width, brackets, spaces or look-alike characters.</summary>
    OtherForm,
    /// <summary>A natural village or a remark in brackets was left out: 海口村叶驮山自然村 lies in 海口村.</summary>
    PartOfName,
    /// <summary>The same but 村 for 社区, or a suffix too few or too many.</summary>
    OtherKind,
    /// <summary>The same name in another township of the county.</summary>
    OtherTownship,
    OneCharacter, SoundsAlike, FewCharacters,
}

/// <summary>A place that may be meant. <paramref name="Distance"/> is the number of characters to change.</summary>
public sealed record Proposal(PlaceCode Code, string Name, MatchReason Reason, int Distance);

/// <summary>
/// The answer for one name. <paramref name="Place"/> is there only for <see cref="MatchKind.Code"/>, <see cref="MatchKind.Name"/> and
/// <see cref="MatchKind.Form"/>; otherwise the proposals, best first, are for a person to choose from.
/// </summary>
public sealed record Match(MatchKind Kind, Proposal? Place, IReadOnlyList<Proposal> Proposals)
{
    public static readonly Match Nothing = new(MatchKind.None, null, []);
}

/// <summary>
/// Finds the place that an officer's table means by a name. It goes through ever looser readings of the name and stops at the first
/// that fits: one fit is a match, several are ambiguous and stay so. Only where none fits are near misses proposed. A guess is never
/// taken silently, because a village's figures in its neighbour's row are worse than a question.
/// An index of the register is built once and asked often; it is immutable.
/// </summary>
public sealed class NameMatch
{
    private const int Most = 5;

    private sealed record Entry(PlaceCode Code, string Name, PlaceForm Form, string Sound);

    private readonly Entry[] _entries;
    private readonly PlaceCode[] _codes;
    private readonly Pinyin _pinyin;

    public NameMatch(IEnumerable<(PlaceCode Code, string Name)> places, Pinyin pinyin)
    {
        _pinyin = pinyin;
        _entries = [.. places.Select(p => EntryOf(p.Code, p.Name, pinyin)).OrderBy(e => e.Code)];
        _codes = [.. _entries.Select(e => e.Code)];
    }

    private static Entry EntryOf(PlaceCode code, string name, Pinyin pinyin)
    {
        var form = PlaceForm.Of(name, code.Level);
        return new(code, name, form, pinyin.Of(form.Stem));
    }

    /// <summary>
    /// A place of <paramref name="level"/> within <paramref name="parent"/> (a township for a village, or a county where only that is known).
    /// <paramref name="text"/> is a name in any of its forms, or a code.
    /// </summary>
    public Match Find(string text, PlaceCode parent, Level level) =>
        ByCode(text, parent, level) ?? ByName(text, Within(parent, level));

    /// <summary>
    /// A village of a county by the names of its township and its own. Where the township is not found or the name is not in it, the same
    /// name elsewhere in the county is only proposed.
    /// </summary>
    public Match FindVillage(string text, string? township, PlaceCode county)
    {
        if (ByCode(text, county, Level.Village) is { } coded)
        {
            return coded;
        }
        if (string.IsNullOrWhiteSpace(township))
        {
            return Find(text, county, Level.Village);
        }
        var there = Find(township, county, Level.Township);
        var inside = there.Place is { } known ? ByName(text, Within(known.Code, Level.Village)) : Match.Nothing;
        if (inside.Kind is MatchKind.Name or MatchKind.Form or MatchKind.Several)
        {
            return inside;
        }
        var elsewhere = ByName(text, Within(county, Level.Village));
        IEnumerable<Proposal> same = elsewhere.Kind is MatchKind.Name or MatchKind.Form ? [elsewhere.Place!] : elsewhere.Kind == MatchKind.Several ? elsewhere.Proposals : [];
        var proposals = same.Select(p => p with { Reason = MatchReason.OtherTownship }).Concat(inside.Proposals)
            .Concat(there.Place is null ? elsewhere.Proposals : []).DistinctBy(p => p.Code).Take(Most).ToList();
        return proposals.Count > 0 ? new(MatchKind.Near, null, proposals) : Match.Nothing;
    }

    private List<Entry> Within(PlaceCode parent, Level level)
    {
        var at = Array.BinarySearch(_codes, parent.First);
        var found = new List<Entry>();
        for (var i = at >= 0 ? at : ~at; i < _codes.Length && _codes[i] <= parent.Last; i++)
        {
            if (_codes[i].Level == level)
            {
                found.Add(_entries[i]);
            }
        }
        return found;
    }

    // A code outside the parent is somebody else's row: it is proposed, not taken.
    private Match? ByCode(string text, PlaceCode parent, Level level)
    {
        var digits = text.Normalize(System.Text.NormalizationForm.FormKC).Trim();
        if (!PlaceCode.TryParse(digits, CultureInfo.InvariantCulture, out var code))
        {
            return null;
        }
        var at = Array.BinarySearch(_codes, code);
        if (at < 0 || code.Level != level)
        {
            return Match.Nothing;
        }
        var place = new Proposal(code, _entries[at].Name, MatchReason.SameCode, 0);
        return parent.Contains(code) ? new(MatchKind.Code, place, []) : new(MatchKind.Near, null, [place]);
    }

    private Match ByName(string text, List<Entry> candidates)
    {
        var given = PlaceForm.Of(text, candidates.Count > 0 ? candidates[0].Code.Level : Level.Village);
        if (given.Stem.Length == 0)
        {
            return Match.Nothing;
        }
        return Fits(candidates, e => e.Name == text.Trim(), MatchReason.SameName)
            ?? Fits(candidates, e => e.Form.Spoken == given.Spoken, MatchReason.OtherForm)
            ?? Fits(candidates, e => e.Form.SameAs(given), MatchReason.OtherForm)
            ?? (given.Whole is { } whole ? Fits(candidates, e => e.Form.SameAs(whole), MatchReason.PartOfName) : null)
            ?? (given.Kind == PlaceKind.Open ? Fits(candidates, e => e.Form.Stem == given.Stem, MatchReason.OtherForm) : null)
            ?? Near(candidates, given.Whole ?? given);
    }

    private static Match? Fits(List<Entry> candidates, Predicate<Entry> fits, MatchReason reason)
    {
        var hits = candidates.FindAll(fits);
        return hits.Count switch
        {
            0 => null,
            1 => new(reason == MatchReason.SameName ? MatchKind.Name : MatchKind.Form, new(hits[0].Code, hits[0].Name, reason, 0), []),
            _ => new(MatchKind.Several, null, [.. hits.Select(h => new Proposal(h.Code, h.Name, reason, 0))]),
        };
    }

    private Match Near(List<Entry> candidates, PlaceForm given)
    {
        var sound = _pinyin.Of(given.Stem);
        var proposals = candidates.Select(e => Weigh(e, given, sound)).OfType<Proposal>()
            .OrderBy(p => p.Reason).ThenBy(p => p.Distance).ThenBy(p => p.Code).Take(Most).ToList();
        return proposals.Count > 0 ? new(MatchKind.Near, null, proposals) : Match.Nothing;
    }

    private static Proposal? Weigh(Entry entry, PlaceForm given, string sound)
    {
        var distance = EditDistance.Of(entry.Form.Stem, given.Stem);
        var longest = Math.Max(entry.Form.Stem.Length, given.Stem.Length);
        MatchReason? reason =
            distance == 0 ? MatchReason.OtherKind
            : distance == 1 && longest > 1 ? MatchReason.OneCharacter
            : entry.Sound == sound ? MatchReason.SoundsAlike
            : distance * 2 <= longest ? MatchReason.FewCharacters
            : null;
        return reason is { } why ? new(entry.Code, entry.Name, why, distance) : null;
    }
}
