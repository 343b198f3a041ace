using System.Globalization;
using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>
/// Lists the findings in force of one rule and period, with the deciding reason in one line. The default order is by code: a list of weak
/// villages is no ranking. Those who work in the places may.
/// </summary>
public sealed record FindFindings
{
    public string? Rule { get; init; }
    public Period? Period { get; init; }
    public PlaceCode? Under { get; init; }
    public Outcome? Outcome { get; init; }
    public Stand? Stand { get; init; }
    public string? Severity { get; init; }
    public string? Q { get; init; }

    /// <summary>Only places above the line by less than this part of it.</summary>
    public double? Near { get; init; }

    /// <summary>"code" (default), "name" (as it is read aloud) or "margin"; a leading minus turns the order round.</summary>
    public string? Sort { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        Id<Finding> Id, PlaceCode Place, string? OfficialCode, string Name, string Path, Outcome Outcome, string? Severity, double? Margin,
        decimal? Distance, string? Dimension, Stand Stand, Period Since, bool Uncertain, Both Reason);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindFindings input, CurrentFindings current, CurrentRegister register, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.View) is { } no)
        {
            return no;
        }
        return await input.In(await current.Read(input.Rule, input.Period, db, ct), await register.Read(db, ct), db, actor, ct);
    }

    internal async Task<Page<Row>> In(FindingList list, Register register, Db db, Actor actor, CancellationToken ct)
    {
        var size = Math.Clamp(Size ?? 50, 1, 2000);
        var (seen, walk) = (Among(list, register, actor), new Walk(this, list, register));
        var known = seen.Cut is { } cut ? list.Counted<long?>(cut, "total", register, () => seen.Total()) : null;
        var (found, total) = (new List<int>(Math.Min(size, list.Count)), 0L);
        var more = false;
        for (var n = 0; n < list.Count && !(more && known is not null); n++)
        {
            var i = walk.At(n);
            if (!seen.Has(i))
            {
                continue;
            }
            total++;
            if (!more && walk.IsAfterMark(i))
            {
                more = found.Count == size;
                if (!more)
                {
                    found.Add(i);
                }
            }
        }
        return new Page<Row>(await Rows(list, found, register, db, ct), more ? walk.Mark(found[^1]) : null, known ?? total);
    }

    /// <summary>What somebody sees of a list: the slices of her scope, and what they are cut down to.</summary>
    internal readonly record struct Cut(string Slices, Outcome? Outcome, Stand? Stand, string? Severity, double? Near);

    /// <summary>Which findings of a list match, of those the reader may see.</summary>
    internal Seen Among(FindingList list, Register register, Actor actor) => new(this, list, register, actor);

    /// <summary>The reader's scope, cut down to the subtree that is asked for, is slices of the list: whatever lies outside them matches nothing.</summary>
    internal readonly struct Seen(FindFindings input, FindingList list, Register register, Actor actor)
    {
        private readonly (int First, int End)[] _slices = list.Slices(
            actor.Scope(IdentificationModule.View) is var scope && input.Under is { } under ? scope.And(under) : scope);
        private readonly int[] _at = list.In(register).At;
        private readonly string? _named = input.Q.Kept();

        public bool Has(int i)
        {
            ref readonly var f = ref list[i];
            return InScope(i) && _at[i] >= 0
                && (input.Outcome is not { } outcome || f.Outcome == outcome)
                && (input.Stand is not { } stand || f.Stand == stand)
                && (string.IsNullOrEmpty(input.Severity) || f.Severity == input.Severity)
                && (input.Near is not { } near || f.Outcome == Identification.Outcome.DoesNotHold && f.Margin > -near)
                && (_named is null || register.Name(_at[i]).Contains(_named, StringComparison.Ordinal));
        }

        /// <summary>The same for everybody who sees the same; null where a name is looked for.</summary>
        public Cut? Cut => _named is null ? new Cut(string.Join(' ', _slices), input.Outcome, input.Stand, input.Severity, input.Near) : null;

        public long Total()
        {
            var total = 0L;
            for (var i = 0; i < list.Count; i++)
            {
                total += Has(i) ? 1 : 0;
            }
            return total;
        }

        private bool InScope(int i)
        {
            foreach (var (first, end) in _slices)
            {
                if (i >= first && i < end)
                {
                    return true;
                }
            }
            return false;
        }
    }

    /// <summary>The positions of the list in the order asked for, and where the page before ended: at "code~margin", so that nobody's absence moves it.</summary>
    private readonly struct Walk
    {
        private enum By { Code, Name, Margin }

        private readonly FindingList _list;
        private readonly Register _register;
        private readonly By _by;
        private readonly bool _down;
        private readonly int[]? _order;
        private readonly (PlaceCode Code, int Rank, double Margin)? _mark;

        public Walk(FindFindings input, FindingList list, Register register)
        {
            (_list, _register, _down) = (list, register, input.Sort?.StartsWith('-') == true);
            _by = input.Sort switch { "name" or "-name" => By.Name, "margin" or "-margin" => By.Margin, _ => By.Code };
            _order = _by switch { By.Name => list.In(register).ByName, By.Margin => list.ByMargin, _ => null };
            var mark = input.After?.Split('~', 2);
            if (mark is not null && PlaceCode.TryParse(mark[0], out var code))
            {
                var (place, margin) = (register.Find(code), 0.0);
                _mark = _by == By.Name && place < 0
                    || _by == By.Margin && !(mark.Length == 2 && double.TryParse(mark[1], NumberStyles.Float, CultureInfo.InvariantCulture, out margin))
                    ? null : (code, place < 0 ? 0 : register.RankOfName(place), margin);
            }
        }

        public int At(int n) => (_down ? _list.Count - 1 - n : n) is var at && _order is null ? at : _order[at];

        public bool IsAfterMark(int i)
        {
            if (_mark is not { } mark)
            {
                return true;
            }
            var order = _by switch
            {
                By.Name => _register.RankOfName(_list.In(_register).At[i]).CompareTo(mark.Rank),
                By.Margin => _list.MarginOf(i).CompareTo(mark.Margin) is not 0 and var far ? far : _list[i].Place.CompareTo(mark.Code),
                _ => _list[i].Place.CompareTo(mark.Code),
            };
            return _down ? order < 0 : order > 0;
        }

        public string Mark(int last) => _by == By.Margin
            ? string.Create(CultureInfo.InvariantCulture, $"{_list[last].Place}~{_list.MarginOf(last):R}") : _list[last].Place.ToString();
    }

    private static async Task<IReadOnlyList<Row>> Rows(FindingList list, IReadOnlyList<int> found, Register register, Db db, CancellationToken ct)
    {
        var (at, words) = (list.In(register).At, await list.Words(found, db, ct));
        return
        [
            .. found.Select((i, n) => (f: list[i], At: at[i], Said: words[n])).Select(x => new Row(x.f.Id, x.f.Place, register.OfficialCode(x.At), register.Name(x.At), register.Path(x.At),
                x.f.Outcome, x.f.Severity, x.f.Margin, x.Said.Distance, x.Said.Dimension, x.f.Stand, x.f.Since, x.f.Uncertain, x.Said.Reason)),
        ];
    }
}
