using Shanhai.Pairing.Solving;

namespace Shanhai.Pairing;

/// <summary>
/// Which fits and candidates of the solve before hold still. Fits are made of the weights, of both sides and of what went before; which of them are candidates, of what is decided about the village as well. Where all of it is
/// the same, so are they; there is no version to be forgotten by whoever adds a record.
/// </summary>
internal sealed class KnownFits
{
    private readonly Gathering _now;
    private readonly Gathering? _before;
    private readonly ILookup<int, int> _fixed = Pairs([]), _fixedBefore = Pairs([]), _barred = Pairs([]), _barredBefore = Pairs([]);

    /// <summary>By village: where it stood among those of before, as long as both it and every helper are the same; -1: it is another.</summary>
    private readonly int[] _was;

    public KnownFits(Gathering? before, Gathering now)
    {
        _now = now;
        _was = new int[now.Villages.Count];
        Array.Fill(_was, -1);
        if (before is null || !AreHelpersSame(before, now))
        {
            return;
        }
        _before = before;
        var at = before.Villages.Select((v, i) => (v, i)).ToDictionary(x => x.v, x => x.i);
        for (var v = 0; v < _was.Length; v++)
        {
            _was[v] = at.TryGetValue(now.Villages[v], out var was) && IsSame(before.VillageSides[was], now.VillageSides[v]) ? was : -1;
        }
        (_fixed, _fixedBefore, _barred, _barredBefore) = (Pairs(now.Problem.Fixed), Pairs(before.Problem.Fixed), Pairs(now.Problem.Forbidden), Pairs(before.Problem.Forbidden));
        // The fit of any pair: where every village and its index are the same too.
        if (before.Villages.Count == _was.Length && Enumerable.Range(0, _was.Length).All(v => _was[v] == v))
        {
            Rows = before.Rows;
        }
    }

    /// <summary>The fits of before, all of them; null: something has changed.</summary>
    public FitRows? Rows { get; }

    /// <summary>The fits of a village with every helper; null: they are to be reckoned anew.</summary>
    public short[]? Row(int village) => _was[village] < 0 ? null : _before!.Rows.Known(_was[village]);

    /// <summary>The candidates of a village; null: they are to be found anew.</summary>
    public IReadOnlyList<Candidate>? Of(int village)
    {
        var was = _was[village];
        if (was < 0 || !_before!.Problem.Villages[was].Places.SequenceEqual(_now.Problem.Villages[village].Places)
            || !_fixedBefore[was].Order().SequenceEqual(_fixed[village].Order()) || !_barredBefore[was].Order().SequenceEqual(_barred[village].Order()))
        {
            return null;
        }
        return was == village ? _before.Found[was] : [.. _before.Found[was].Select(c => c with { Village = village })];
    }

    private static bool IsSame(Fit.VillageSide before, Fit.VillageSide now) => now.At == before.At && now.Needs.SequenceEqual(before.Needs) && now.Wanted.SetEquals(before.Wanted);

    private static bool AreHelpersSame(Gathering before, Gathering now) =>
        before.Settings.Written() == now.Settings.Written() && before.Helpers.Count == now.Helpers.Count && before.Earlier.SetEquals(now.Earlier)
        && Enumerable.Range(0, now.Helpers.Count).All(h => before.Helpers[h].Id == now.Helpers[h].Id && before.Problem.Helpers[h].Kind == now.Problem.Helpers[h].Kind
            && before.Problem.Helpers[h].Capacity > 0 == now.Problem.Helpers[h].Capacity > 0 && before.HelperSides[h].At == now.HelperSides[h].At && before.HelperSides[h].Past == now.HelperSides[h].Past
            && before.HelperSides[h].Offers.SequenceEqual(now.HelperSides[h].Offers));

    private static ILookup<int, int> Pairs(IEnumerable<(int Helper, int Village)> pairs) => pairs.ToLookup(p => p.Village, p => p.Helper);
}
