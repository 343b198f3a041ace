using System.Numerics;
using Shanhai.Indicators;

namespace Shanhai.Identification;

public enum Outcome : byte { DoesNotHold = 0, Holds = 1, CannotTell = 2, Exempt = 3 }

/// <summary>
/// For each row of a block whether a condition holds, and by what margin: the distance to the line as a part of the line, positive where the
/// condition holds; for "all" the smallest margin (what must change for it to fail), for "any" the greatest. Not a number where it cannot be told.
/// </summary>
internal sealed record Verdicts(byte[] Outcomes, float[] Margins);

/// <summary>What each comparison of a block was, kept only where reasons are asked for.</summary>
internal sealed class Trace
{
    public Dictionary<Condition, (Verdicts Verdicts, Amounts? Left, Amounts? Right)> Seen { get; } = new(ReferenceEqualityComparer.Instance);
}

/// <summary>The one meaning of a condition. Lists, counts, previews and reasons all come from here.</summary>
internal static class Judging
{
    public static Verdicts Judge(Condition condition, Frame frame, Trace? trace = null)
    {
        Amounts? left = null, right = null;
        var verdicts = condition switch
        {
            Condition.Compare compare => Compare(left = frame.Compute(compare.Left), compare.Is, right = frame.Compute(compare.Right), frame.Count),
            Condition.Not not => Not(Judge(not.Of, frame, trace)),
            _ => condition.Children.Select(c => Judge(c, frame, trace)).Aggregate((a, b) => Join(a, b, condition is Condition.All)),
        };
        if (trace is not null)
        {
            trace.Seen[condition] = (verdicts, left, right);
        }
        return verdicts;
    }

    /// <summary>The sign of left - right in one row, exactly.</summary>
    public static int Sign(Amounts left, Amounts right, int row)
    {
        var (a, b) = left.Exact(row);
        var (c, d) = right.Exact(row);
        try
        {
            return checked(a * d).CompareTo(checked(c * b));
        }
        catch (OverflowException)
        {
            return ((BigInteger)a * (BigInteger)d).CompareTo((BigInteger)c * (BigInteger)b);
        }
    }

    private static Verdicts Compare(Amounts left, Relation relation, Amounts right, int count)
    {
        var (outcomes, margins) = (new byte[count], new float[count]);
        if (right.IsScalar && left.Below is null && !left.IsScalar && right.LackAt(0) == Lack.None && Line(left, right) is { } bound)
        {
            Direct(left, relation, bound, outcomes, margins);
            return new(outcomes, margins);
        }
        var line = right.IsScalar ? right.Near(0) : 0;
        for (var i = 0; i < count; i++)
        {
            if (left.LackAt(i) != Lack.None || right.LackAt(i) != Lack.None)
            {
                (outcomes[i], margins[i]) = ((byte)Outcome.CannotTell, float.NaN);
                continue;
            }
            outcomes[i] = Holds(Sign(left, right, i), relation) ? (byte)Outcome.Holds : (byte)Outcome.DoesNotHold;
            var there = right.IsScalar ? line : right.Near(i);
            margins[i] = Margin(relation, left.Near(i) - there, there);
        }
        return new(outcomes, margins);
    }

    // The line as a whole number in the left side's own steps, where it is one: then a comparison is one subtraction.
    private static long? Line(Amounts left, Amounts right)
    {
        var (whole, rest) = Int128.DivRem(checked(right.Above[0] * left.Scale), right.Scale);
        return rest == 0 && whole > -Far && whole < Far ? (long)whole : null;
    }

    private static void Direct(Amounts left, Relation relation, long line, byte[] outcomes, float[] margins)
    {
        var values = left.Above.AsSpan();
        var lacks = left.Lacks.AsSpan();
        var per = line == 0 ? 1 / (double)left.Scale : 1 / Math.Abs((double)line);
        for (var i = 0; i < values.Length; i++)
        {
            if (!lacks.IsEmpty && lacks[i] != 0)
            {
                (outcomes[i], margins[i]) = ((byte)Outcome.CannotTell, float.NaN);
                continue;
            }
            var value = values[i];
            var near = value > -Far && value < Far;
            var difference = near ? (long)value - line : value > 0 ? long.MaxValue : long.MinValue;
            outcomes[i] = Holds(Math.Sign(difference), relation) ? (byte)Outcome.Holds : (byte)Outcome.DoesNotHold;
            margins[i] = Margin(relation, difference * per, 1);
        }
    }

    private static readonly Int128 Far = long.MaxValue / 4;

    internal static bool Holds(int sign, Relation relation) => relation switch
    {
        Relation.Less => sign < 0,
        Relation.AtMost => sign <= 0,
        Relation.Equal => sign == 0,
        Relation.NotEqual => sign != 0,
        Relation.AtLeast => sign >= 0,
        _ => sign > 0,
    };

    private static float Margin(Relation relation, double difference, double line)
    {
        var part = (float)(difference / (line == 0 ? 1 : Math.Abs(line)));
        return relation switch
        {
            Relation.Less or Relation.AtMost => -part,
            Relation.AtLeast or Relation.More => part,
            Relation.Equal => -Math.Abs(part),
            _ => Math.Abs(part),
        };
    }

    private static Verdicts Not(Verdicts of) => new(
        Array.ConvertAll(of.Outcomes, o => o == (byte)Outcome.CannotTell ? o : (byte)(1 - o)),
        Array.ConvertAll(of.Margins, m => -m));

    private static Verdicts Join(Verdicts a, Verdicts b, bool all)
    {
        var count = a.Outcomes.Length;
        var (outcomes, margins) = (new byte[count], new float[count]);
        var decisive = all ? (byte)Outcome.DoesNotHold : (byte)Outcome.Holds;
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (a.Outcomes[i], b.Outcomes[i]);
            outcomes[i] = x == decisive || y == decisive ? decisive : x == (byte)Outcome.CannotTell ? x : y;
            var (m, n) = (a.Margins[i], b.Margins[i]);
            margins[i] = outcomes[i] == (byte)Outcome.CannotTell ? float.NaN
                : float.IsNaN(m) ? n : float.IsNaN(n) ? m : all ? Math.Min(m, n) : Math.Max(m, n);
        }
        return new(outcomes, margins);
    }
}
