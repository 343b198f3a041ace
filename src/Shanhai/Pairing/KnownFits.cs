using Shanhai.Pairing.Solving;

namespace Shanhai.Pairing;

/// <summary>
/// Which candidates of the solve before hold still. Fits are made of the weights, of both sides and of what went before; which of them are candidates, of what is decided about the village as well. Where all of it is the
/// same, so are they; there is no version to be forgotten by whoever adds a record.
/// </summary>
internal sealed class KnownFits
{
    private readonly Gathering _now;
    private readonly Gathering? _before;
    private readonly Dictionary<PlaceCode, int> _at = [];
    private readonly ILookup<int, int> _fixed = Pairs([]), _fixedBefore = Pairs([]), _barred = Pairs([]), _barredBefore = Pairs([]);

    public KnownFits(Gathering? before, Gathering now)
    {
        _now = now;
        if (before is null || !AreHelpersSame(before, now))
        {
            return;
        }
        _before = before;
        _at = before.Villages.Select((v, i) => (v, i)).ToDictionary(x => x.v, x => x.i);
        (_fixed, _fixedBefore, _barred, _barredBefore) = (Pairs(now.Problem.Fixed), Pairs(before.Problem.Fixed), Pairs(now.Problem.Forbidden), Pairs(before.Problem.Forbidden));
        // The fit of any pair: where every village and its index are the same too.
        if (before.Villages.SequenceEqual(now.Villages) && Enumerable.Range(0, now.Villages.Count).All(v => IsSideSame(v, v)))
        {
            FitOf = before.Problem.FitOf;
        }
    }

    /// <summary>The fit of every pair as it was asked for before; null: something of it has changed.</summary>
    public Func<int, int, int>? FitOf { get; }

    /// <summary>The candidates of a village; null: they are to be found anew.</summary>
    public IReadOnlyList<Candidate>? Of(int village)
    {
        if (_before is null || !_at.TryGetValue(_now.Villages[village], out var was) || !IsSideSame(village, was)
            || !_before.Problem.Villages[was].Places.SequenceEqual(_now.Problem.Villages[village].Places)
            || !_fixedBefore[was].Order().SequenceEqual(_fixed[village].Order()) || !_barredBefore[was].Order().SequenceEqual(_barred[village].Order()))
        {
            return null;
        }
        return was == village ? _before.Found[was] : [.. _before.Found[was].Select(c => c with { Village = village })];
    }

    private bool IsSideSame(int village, int was)
    {
        var (now, before) = (_now.VillageSides[village], _before!.VillageSides[was]);
        return now.At == before.At && now.Needs.SequenceEqual(before.Needs) && now.Wanted.SetEquals(before.Wanted);
    }

    private static bool AreHelpersSame(Gathering before, Gathering now) =>
        before.Settings.Written() == now.Settings.Written() && before.Helpers.Count == now.Helpers.Count && before.Earlier.SetEquals(now.Earlier)
        && Enumerable.Range(0, now.Helpers.Count).All(h => before.Helpers[h].Id == now.Helpers[h].Id && before.Problem.Helpers[h].Kind == now.Problem.Helpers[h].Kind
            && before.Problem.Helpers[h].Capacity > 0 == now.Problem.Helpers[h].Capacity > 0 && before.HelperSides[h].At == now.HelperSides[h].At && before.HelperSides[h].Past == now.HelperSides[h].Past
            && before.HelperSides[h].Offers.SequenceEqual(now.HelperSides[h].Offers));

    private static ILookup<int, int> Pairs(IEnumerable<(int Helper, int Village)> pairs) => pairs.ToLookup(p => p.Village, p => p.Helper);
}
