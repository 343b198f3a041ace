using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// A rule applied to its population in one period: an outcome, a margin and a severity for each place, in arrays that ascend by code. Reasons
/// are made for the places that are asked for, by the same code over a smaller block. Pure: facts and places come in, nothing goes out.
/// </summary>
public sealed class Run
{
    /// <summary>Rows of a block: a few columns of 16-byte numbers stay in the second-level cache.</summary>
    private const int Block = 4096;

    public const byte NoSeverity = byte.MaxValue;

    private readonly Facts _facts;
    private readonly Dictionary<(Expression, int, bool), Amounts> _percentiles = [];

    private Run(Rule rule, Period period, Facts facts, PlaceList register, long[] places)
    {
        (Rule, Period, _facts, Register, Places) = (rule, period, facts, register, places);
        (Outcomes, Margins, Severities) = (new byte[places.Length], new float[places.Length], new byte[places.Length]);
        Array.Fill(Severities, NoSeverity);
    }

    public Rule Rule { get; }
    public Period Period { get; }
    public long[] Places { get; }

    /// <summary>What the run knows of the register.</summary>
    internal PlaceList Register { get; }

    /// <summary>An <see cref="Outcome"/> for each place.</summary>
    public byte[] Outcomes { get; }

    /// <summary>The distance to the line as a part of the line, positive where the rule holds; not a number where it cannot be told.</summary>
    public float[] Margins { get; }

    /// <summary>The index of the first severity that holds, or <see cref="NoSeverity"/>.</summary>
    public byte[] Severities { get; }

    public int Count(Outcome outcome) => Outcomes.AsSpan().Count((byte)outcome);

    public Outcome? this[PlaceCode place] => Array.BinarySearch(Places, place.Value) is >= 0 and var row ? (Outcome)Outcomes[row] : null;

    public IEnumerable<PlaceCode> With(Outcome outcome)
    {
        for (var i = 0; i < Places.Length; i++)
        {
            if (Outcomes[i] == (byte)outcome)
            {
                yield return new(Places[i]);
            }
        }
    }

    /// <summary>The facts must hold everything <see cref="Rule.Needs"/> names, and the rule must have passed <see cref="RuleCheck"/>.</summary>
    public static Result<Run> Of(Rule rule, Period period, Facts facts, PlaceList places)
    {
        if (!rule.InForce(period))
        {
            return Problem.Invalid("rule.not-in-force", rule.Code, period.ToString(), rule.From.ToString(), rule.To?.ToString() ?? "…");
        }
        var population = rule.Population.In(rule.Jurisdiction, places);
        if (population.Length == 0 && rule.Population.Classes.Count > 0)
        {
            return Problem.Invalid("rule.list-empty", string.Join(", ", rule.Population.Classes), rule.Jurisdiction.ToString(), period.ToString());
        }
        var run = new Run(rule, period, facts, places, population);
        foreach (var condition in rule.Severities.Select(s => s.When).Prepend(rule.When))
        {
            foreach (var compare in condition.Comparisons)
            {
                run.FindPercentiles(compare.Left, 0, false);
                run.FindPercentiles(compare.Right, 0, false);
            }
        }
        Parallel.For(0, (run.Places.Length + Block - 1) / Block, b => run.JudgeBlock(b * Block, Math.Min(Block, run.Places.Length - b * Block)));
        foreach (var exemption in rule.Exemptions.Where(e => e.Holds(period)))
        {
            if (Array.BinarySearch(run.Places, places.Today(exemption.Place).Value) is >= 0 and var row)
            {
                (run.Outcomes[row], run.Margins[row], run.Severities[row]) = ((byte)Outcome.Exempt, float.NaN, NoSeverity);
            }
        }
        return run;
    }

    /// <summary>Why: the whole tree with its figures for each of these places (places outside the population are left out).</summary>
    public IReadOnlyList<(PlaceCode Place, Reason Reason)> Reasons(IEnumerable<PlaceCode> places)
    {
        var wanted = places.Select(p => p.Value).Where(p => Array.BinarySearch(Places, p) >= 0).Distinct().Order().ToArray();
        var made = new List<(PlaceCode, Reason)>(wanted.Length);
        for (var from = 0; from < wanted.Length; from += Block)
        {
            var frame = new Frame(_facts, Period, wanted.AsMemory(from, Math.Min(Block, wanted.Length - from)), _percentiles);
            var trace = new Trace();
            Judging.Judge(Rule.When, frame, trace);
            for (var row = 0; row < frame.Count; row++)
            {
                made.Add((frame.Place(row), Identification.Reason.Of(Rule.When, "", trace, frame, this, row)));
            }
        }
        return made;
    }

    public Reason? Reason(PlaceCode place) => Reasons([place]) is [var (_, reason)] ? reason : null;

    internal Facts Facts => _facts;

    private void JudgeBlock(int from, int count)
    {
        var frame = new Frame(_facts, Period, Places.AsMemory(from, count), _percentiles);
        var verdicts = Judging.Judge(Rule.When, frame);
        verdicts.Outcomes.CopyTo(Outcomes, from);
        verdicts.Margins.CopyTo(Margins, from);
        for (var s = Rule.Severities.Count - 1; s >= 0; s--)
        {
            var severe = Judging.Judge(Rule.Severities[s].When, frame).Outcomes;
            for (var i = 0; i < count; i++)
            {
                if (severe[i] == (byte)Outcome.Holds && verdicts.Outcomes[i] == (byte)Outcome.Holds)
                {
                    Severities[from + i] = (byte)s;
                }
            }
        }
    }

    // Inner ones first: a percentile may be asked of something relative to another percentile.
    private void FindPercentiles(Expression expression, int back, bool regular)
    {
        foreach (var (child, further, without) in Inner(expression, back, regular))
        {
            FindPercentiles(child, further, without);
        }
        if (expression is Expression.Percentile wanted && !_percentiles.ContainsKey((expression, back, regular)))
        {
            var all = new Frame(_facts, Period, Places, _percentiles).Compute(wanted.Of, back, regular).Plain();
            var known = Enumerable.Range(0, all.Above.Length).Where(i => all.LackAt(i) == Lack.None).Select(i => all.Above[i]).ToArray();
            _percentiles[(expression, back, regular)] = Percentile(known, wanted.Percent, all.Scale);
        }
    }

    private static IEnumerable<(Expression, int, bool)> Inner(Expression expression, int back, bool regular) => expression switch
    {
        Expression.Years years => Enumerable.Range(0, years.Count).Select(y => (years.Of, back + y, regular)),
        Expression.Growth growth => [(growth.Of, back, regular), (growth.Of, back + growth.Count, regular)],
        Expression.ExcludingNonRecurring without => [(without.Of, back, true)],
        _ => expression.Children.Select(c => (c, back, regular)),
    };

    private static Amounts Percentile(Int128[] known, decimal percent, Int128 scale)
    {
        if (known.Length == 0)
        {
            return Amounts.Scalar(0, 1, Lack.Missing);
        }
        Array.Sort(known);
        var position = (known.Length - 1) * (long)(percent * 100);
        var (at, part) = ((int)(position / 10_000), position % 10_000);
        var above = part == 0 ? known[at] * 10_000 : known[at] * (10_000 - part) + known[at + 1] * part;
        return Amounts.Scalar(above, scale * 10_000);
    }
}
