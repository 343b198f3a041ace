namespace Shanhai.Analytics.Forecast;

/// <summary>Pairs of successive years: what was known, and whether the place was below the line a year later.</summary>
internal sealed class RiskCases
{
    private readonly List<Case> cases = [];
    private readonly List<Case> open = [];
    private readonly string[] names;

    private RiskCases(string[] names) => this.names = names;

    public int LastYear { get; private init; }

    public IEnumerable<int> Years => cases.Select(c => c.Year + 1).Distinct().Order();

    /// <summary>Cases whose outcome fell in that year.</summary>
    public IReadOnlyList<Case> In(int year) => [.. cases.Where(c => c.Year + 1 == year)];

    public static RiskCases Of(
        IReadOnlyList<string> places, ReadOnlySpan<int> years, ReadOnlySpan<double> values, double line, IReadOnlyList<Column> columns, EarlyWarningOptions options)
    {
        ArgumentNullException.ThrowIfNull(places);
        Refuse.UnlessSameLength(values.Length, places.Count, "places");
        Refuse.UnlessSameLength(values.Length, years.Length, "years");
        Refuse.IfFewer(values.Length, 1, "观测", "observations");
        Refuse.UnlessFinite(values, "values");
        Refuse.UnlessFinite([line], "line");
        var row = new Dictionary<(string, int), int>();
        var (below, last) = (0, int.MinValue);
        for (var i = 0; i < values.Length; i++)
        {
            if (!row.TryAdd((places[i], years[i]), i))
            {
                throw Refuse.With(Refusal.Duplicate, $"{places[i]} 在 {years[i]} 年出现两次（第 {i + 1} 行）", $"{places[i]} appears twice in {years[i]} (row {i + 1})", i);
            }

            below += values[i] < line ? 1 : 0;
            last = Math.Max(last, years[i]);
        }

        if (below == 0 || below == values.Length)
        {
            throw Refuse.With(Refusal.LineOutsideData, "标准线不在数据范围之内", "the line lies outside the data");
        }

        foreach (var column in columns)
        {
            Refuse.UnlessSameLength(values.Length, column.Values.Length, column.Name);
            Refuse.UnlessFinite(column.Values.Span, column.Name);
        }

        var scale = line != 0 ? Math.Abs(line) : 1;
        string[] names = ["distance to the line", "change", "no year before", .. options.EntriesOnly ? Array.Empty<string>() : ["below now"], .. columns.Select(c => c.Name)];
        var result = new RiskCases(names) { LastYear = last };
        for (var i = 0; i < values.Length; i++)
        {
            var (v, now) = (values[i], values[i] < line);
            if (now && options.EntriesOnly)
            {
                continue;
            }

            var known = row.TryGetValue((places[i], years[i] - 1), out var before);
            var index = i;
            double[] x =
            [
                (v - line) / scale, known ? (v - values[before]) / scale : 0, known ? 0 : 1, .. options.EntriesOnly ? Array.Empty<double>() : [now ? 1.0 : 0],
                .. columns.Select(c => c.Values.Span[index]),
            ];
            var next = row.TryGetValue((places[i], years[i] + 1), out var after);
            (next ? result.cases : years[i] == last ? result.open : []).Add(new Case(places[i], years[i], v, x, now, next && values[after] < line));
        }

        return result;
    }

    /// <summary>The model learnt from some of the cases; null when events or their absence are too few, or every column is constant.</summary>
    public LogisticRegression? Fit(Func<Case, bool> from, double ridge, int leastEvents = 2)
    {
        var used = cases.Where(from).ToArray();
        var events = used.Count(c => c.Happens);
        if (events < leastEvents || used.Length - events < leastEvents)
        {
            return null;
        }

        // A column that does not vary yet (nobody lacks a year before, say) says nothing: its slope is zero.
        var varying = Enumerable.Range(0, names.Length).Where(j => used.Any(c => c.X[j] != used[0].X[j])).ToArray();
        if (varying.Length == 0)
        {
            return null;
        }

        var fit = LogisticRegression.Of([.. used.Select(c => c.Happens)], [.. varying.Select(j => new Column(names[j], used.Select(c => c.X[j]).ToArray()))], ridge);
        var slopes = new double[names.Length];
        for (var k = 0; k < varying.Length; k++)
        {
            slopes[varying[k]] = fit.Coefficients[k + 1];
        }

        return fit with { Names = ["(constant)", .. names], Coefficients = [fit.Coefficients[0], .. slopes] };
    }

    public IReadOnlyList<PlaceForecast> Forecast(LogisticRegression model, Func<double, double> calibration)
    {
        double[] mean = [.. Enumerable.Range(0, names.Length).Select(j => open.Count == 0 ? 0 : open.Average(c => c.X[j]))];
        return
        [
            .. open.Select(c => new PlaceForecast(
                c.Place, c.Value, calibration(model.For(c.X)), c.Below ? 1 : 0,
                [.. names.Select((n, j) => new ForecastReason(n, model.Coefficients[j + 1] * (c.X[j] - mean[j]))).OrderByDescending(r => Math.Abs(r.LogOdds))]))
                .OrderByDescending(f => f.Probability).ThenBy(f => f.Place, StringComparer.Ordinal),
        ];
    }

    internal sealed record Case(string Place, int Year, double Value, double[] X, bool Below, bool Happens);
}
