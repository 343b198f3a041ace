namespace Shanhai.Analytics.Comparison;

/// <summary>
/// Nearest of a set of scores, which can be taken away, by walking outwards from a place in their order (score, then row). Among equals the
/// first met on the walk wins, and the lower side before the upper: the convention of MatchIt.
/// </summary>
internal sealed class NearestScores
{
    private readonly double[] scores;
    private readonly int[] rows;
    private readonly int[] below;
    private readonly int[] above;

    /// <param name="all">Score of every row.</param>
    /// <param name="rows">Rows that take part.</param>
    public NearestScores(double[] all, int[] rows)
    {
        this.rows = [.. rows.OrderBy(r => all[r]).ThenBy(r => r)];
        scores = [.. this.rows.Select(r => all[r])];
        below = [.. Enumerable.Range(0, rows.Length + 1)];
        above = [.. Enumerable.Range(0, rows.Length + 2)];
    }

    /// <summary>Nearest row allowed; -1 when there is none within the limit.</summary>
    /// <param name="score">Score to be met.</param>
    /// <param name="own">Row of that score, for its place among equals.</param>
    /// <param name="limit">Largest difference.</param>
    /// <param name="allowed">Further conditions.</param>
    public (int Row, double Distance) Nearest(double score, int own, double limit, Func<int, bool>? allowed)
    {
        var place = Place(score, own);
        var (left, right) = (Down(place), Up(place + 1));
        while (true)
        {
            var (l, r) = (
                left > 0 ? score - scores[left - 1] : double.PositiveInfinity, right <= rows.Length ? scores[right - 1] - score : double.PositiveInfinity);
            if (Math.Min(l, r) > limit || (left == 0 && right > rows.Length))
            {
                return (-1, limit);
            }

            var at = l <= r ? left - 1 : right - 1;
            if (allowed is null || allowed(rows[at]))
            {
                return (rows[at], Math.Min(l, r));
            }

            (left, right) = l <= r ? (Down(left - 1), right) : (left, Up(right + 1));
        }
    }

    public void Remove(int row, double score)
    {
        var at = Place(score, row) + 1;
        (below[at], above[at]) = (at - 1, at + 1);
    }

    /// <summary>How many (score, row) come before.</summary>
    private int Place(double score, int row)
    {
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var before = scores[middle] < score || (scores[middle] == score && rows[middle] < row);
            (low, high) = before ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private int Down(int at) => Follow(below, at);

    private int Up(int at) => Follow(above, at);

    private static int Follow(int[] next, int at)
    {
        var end = at;
        while (next[end] != end)
        {
            end = next[end];
        }

        while (next[at] != end)
        {
            (at, next[at]) = (next[at], end);
        }

        return end;
    }
}
