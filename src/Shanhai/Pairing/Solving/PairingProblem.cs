namespace Shanhai.Pairing.Solving;

/// <param name="Key">Tells helpers apart and decides their order: whatever order they are given in, the answer is the same.</param>
/// <param name="Capacity">How many villages it can help at most.</param>
public sealed record PairingBody(string Key, string Name, int Kind, int Capacity);

/// <param name="Key">As for helpers.</param>
/// <param name="Places">How many helpers of each kind it is to have.</param>
public sealed record PairingVillage(string Key, string Name, IReadOnlyList<int> Places);

/// <summary>A pair that may be made, and how well it fits: 0 to <see cref="PairingProblem.BestFit"/>.</summary>
public readonly record struct Candidate(int Helper, int Village, int Fit);

/// <summary>
/// Who may help whom, and how well. No database and no clock: the same problem always has the same answer. Each helper is of one kind, so that every kind is a
/// flow of its own and is solved by itself.
/// </summary>
public sealed record PairingProblem
{
    /// <summary>Fits are whole hundredths of a point of 100, so that optima are exact.</summary>
    public const int BestFit = 10_000;

    public required IReadOnlyList<string> Kinds { get; init; }
    public required IReadOnlyList<PairingBody> Helpers { get; init; }
    public required IReadOnlyList<PairingVillage> Villages { get; init; }

    /// <summary>Each pair at most once.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>Pairs that must be there, the oldest decision first: those that run, mandatory ones and those that somebody locked. They are kept whatever they fit.</summary>
    public IReadOnlyList<(int Helper, int Village)> Fixed { get; init; } = [];

    /// <summary>Those of the fixed pairs that run already: they are ended, not released.</summary>
    public IReadOnlyList<(int Helper, int Village)> Running { get; init; } = [];

    /// <summary>Pairs that may not be there.</summary>
    public IReadOnlyList<(int Helper, int Village)> Forbidden { get; init; } = [];

    /// <summary>Those of the forbidden pairs that are a conflict of interest: no way out leads over them.</summary>
    public IReadOnlyList<(int Helper, int Village)> Conflicts { get; init; } = [];

    /// <summary>Of several answers that are equally good, one that keeps as many of these pairs as can be: those of the scenario before.</summary>
    public IReadOnlyList<(int Helper, int Village)> Preferred { get; init; } = [];

    /// <summary>
    /// The fits of a village with every helper, none of those that are no candidates better than the least of the village's candidates. They are asked for where they could make a difference, so that the answer is that
    /// of all pairs. Null: the candidates are all there are.
    /// </summary>
    public Func<int, short[]>? FitsOf { get; init; }

    /// <summary>No village is to get less than this as long as it can be helped.</summary>
    public int Level { get; init; }

    /// <summary>Every place must be filled, or it is told why not; else as many as can be.</summary>
    public bool ServeAll { get; init; } = true;

    /// <summary>How many places the largest kind asks for.</summary>
    public long LargestKind => Kinds.Count == 0 ? 0 : Enumerable.Range(0, Kinds.Count).Max(k => Villages.Sum(v => (long)v.Places[k]));

    /// <summary>Whether a kind asks for the same as it did in another problem: its answer is the same then, because kinds share nothing.</summary>
    public bool IsSameOf(int kind, PairingProblem other)
    {
        bool Mine((int Helper, int Village) pair) => Helpers[pair.Helper].Kind == kind;
        bool Same(Func<PairingProblem, IReadOnlyList<(int, int)>> pairs) => pairs(this).Where(Mine).Order().SequenceEqual(pairs(other).Where(Mine).Order());
        return Level == other.Level && ServeAll == other.ServeAll && Equals(FitsOf, other.FitsOf) && Kinds.SequenceEqual(other.Kinds) && Helpers.Count == other.Helpers.Count && Villages.Count == other.Villages.Count
            && Enumerable.Range(0, Helpers.Count).All(h => Helpers[h].Kind == other.Helpers[h].Kind && (Helpers[h].Kind != kind || Helpers[h] == other.Helpers[h]))
            && Enumerable.Range(0, Villages.Count).All(v => Villages[v].Key == other.Villages[v].Key && Villages[v].Places[kind] == other.Villages[v].Places[kind])
            && Same(p => p.Fixed) && Same(p => p.Running) && Same(p => p.Forbidden) && Same(p => p.Conflicts)
            && HasSameCandidates(kind, other);
    }

    // Loops and no expressions: of a province there are millions.
    private bool HasSameCandidates(int kind, PairingProblem other)
    {
        int Next(IReadOnlyList<Candidate> all, int at)
        {
            while (at < all.Count && Helpers[all[at].Helper].Kind != kind)
            {
                at++;
            }
            return at;
        }
        var (mine, its) = (Next(Candidates, 0), Next(other.Candidates, 0));
        while (mine < Candidates.Count && its < other.Candidates.Count && Candidates[mine] == other.Candidates[its])
        {
            (mine, its) = (Next(Candidates, mine + 1), Next(other.Candidates, its + 1));
        }
        return mine == Candidates.Count && its == other.Candidates.Count;
    }

    /// <summary>A mistake of the caller, not of a person.</summary>
    public void Check()
    {
        if (Candidates.Any(c => c.Helper < 0 || c.Helper >= Helpers.Count || c.Village < 0 || c.Village >= Villages.Count || c.Fit is < 0 or > BestFit) || IsAnyThereTwice())
        {
            throw new ArgumentException("A candidate is outside the lists, outside its range or there twice.");
        }
        if (Helpers.Any(h => h.Kind < 0 || h.Kind >= Kinds.Count || h.Capacity < 0) || Villages.Any(v => v.Places.Count != Kinds.Count || v.Places.Any(p => p < 0)))
        {
            throw new ArgumentException("A helper of no kind, a negative capacity, or a village whose places do not fit the kinds.");
        }
    }

    // Put together by village and marked by helper: a set of millions of pairs would take longer than much of what follows.
    private bool IsAnyThereTwice()
    {
        var (end, helpers, marked) = (new int[Villages.Count + 1], new int[Candidates.Count], new int[Helpers.Count]);
        foreach (var c in Candidates)
        {
            end[c.Village + 1]++;
        }
        for (var v = 0; v < Villages.Count; v++)
        {
            end[v + 1] += end[v];
        }
        foreach (var c in Candidates)
        {
            helpers[end[c.Village]++] = c.Helper;
        }
        for (var (v, at) = (0, 0); v < Villages.Count; v++)
        {
            for (; at < end[v]; at++)
            {
                if (marked[helpers[at]] == v + 1)
                {
                    return true;
                }
                marked[helpers[at]] = v + 1;
            }
        }
        return false;
    }
}

/// <summary>Why a village did not get somebody who would fit it better.</summary>
public enum Binding
{
    /// <summary>Nobody who may help it fits it better.</summary>
    None,

    /// <summary>Whoever fits better is full.</summary>
    Capacity,

    /// <summary>Somebody decided it.</summary>
    Fixed,

    /// <summary>Whoever fits better may not help it.</summary>
    Forbidden,

    /// <summary>Whoever fits better takes no part.</summary>
    TakesNoPart,

    /// <summary>Whoever fits better is needed elsewhere, so that nobody's worst fit falls: by the total alone it would be here.</summary>
    Worst,

    /// <summary>Whoever fits better is needed elsewhere, so that fewer stay below the floor: by the total alone it would be here.</summary>
    Floor,
}

/// <summary>Why a pair cannot be done without.</summary>
public enum Needed { Fewer, Worst }

/// <summary>What it would cost to do without a pair, everything else arranged as well as it can be.</summary>
/// <param name="Levels">So many more villages would stay below the level.</param>
/// <param name="Fit">So much less would be the total fit; negative only where a level is lost for it.</param>
/// <param name="Instead">Who would help this village then; -1: nobody, another village would be helped in its place.</param>
public readonly record struct SecondBest(int Levels, long Fit, int Instead);

/// <param name="Second">Null: fixed, or it cannot be done without, and <paramref name="Needed"/> says why: fewer places could be filled, or somebody would fall below the worst fit there is now.</param>
/// <param name="Binding">What stands between the village and somebody who fits it better: <paramref name="Wished"/>, whose next place would add <paramref name="Price"/> to the total.</param>
public sealed record SolvedPair(int Helper, int Village, int Fit, bool IsFixed, SecondBest? Second, Binding Binding, int Wished, long Price, Needed? Needed = null);

/// <param name="Below">Places filled below the level.</param>
/// <param name="Worst">The worst fit of a pair that was not fixed; null: there is none.</param>
/// <param name="Total">Sum of all fits, the fixed ones too.</param>
/// <param name="Unserved">Places that stayed empty, by village.</param>
/// <param name="Fairness">By how much the total would be greater without the floor and the worst fit: what they cost.</param>
public sealed record KindSolution(int Kind, int Asked, int Below, int? Worst, long Total, IReadOnlyList<SolvedPair> Pairs, IReadOnlyList<(int Village, int Places)> Unserved, long Fairness = 0);

/// <summary>Either a solution of every kind, or what clashes.</summary>
public sealed record PairingAnswer(IReadOnlyList<KindSolution> Kinds, IReadOnlyList<Clash> Clashes)
{
    public bool IsSolved => Clashes.Count == 0;
    public long Total => Kinds.Sum(k => k.Total);
    public int Asked => Kinds.Sum(k => k.Asked);
    public int Served => Kinds.Sum(k => k.Pairs.Count);
    public int Below => Kinds.Sum(k => k.Below);
    public int? Worst => Kinds.Min(k => k.Worst);
}

public enum ClashKind
{
    /// <summary>A pair is asked for and forbidden.</summary>
    FixedAndForbidden,

    /// <summary>A helper has more fixed villages than it can help.</summary>
    FixedOverCapacity,

    /// <summary>A village has more fixed helpers of a kind than places.</summary>
    FixedOverPlaces,

    /// <summary>Villages need more than those who may help them can give.</summary>
    Shortage,
}

/// <summary>The last two: a partnership that runs is ended; a body that takes no part takes so many villages.</summary>
public enum ChangeKind { RaiseCapacity, AddPlaces, Release, Allow, LowerNeed, End, Join }

/// <summary>One change among the fewest that make it possible.</summary>
public sealed record Change(ChangeKind What, int? Helper, int? Village, int By);

/// <summary>Rules that cannot all be kept, and the least that would have to change.</summary>
/// <param name="Asked">What these villages, or fixed pairs, ask for together.</param>
/// <param name="Available">What there is for it.</param>
/// <param name="Ways">Alternatives: the changes of any one of them suffice; none needs fewer units than the difference.</param>
public sealed record Clash(ClashKind What, int Kind, int Asked, int Available, IReadOnlyList<int> Helpers, IReadOnlyList<int> Villages, IReadOnlyList<IReadOnlyList<Change>> Ways);
