namespace Shanhai.Indicators;

/// <summary>What must hold before a list of indicators may be used: nothing double, nothing unknown, no circle, units that add up.</summary>
internal static class CatalogueCheck
{
    public static Problem? FirstProblem(IReadOnlyList<Indicator> all)
    {
        if (Twice(all, i => i.Code.ToUpperInvariant()) is { } code)
        {
            return Problem.Invalid("catalogue.code-twice", code);
        }
        if (Twice(all, i => i.Id) is { } id)
        {
            return Problem.Invalid("catalogue.id-twice", id);
        }
        var byCode = all.ToDictionary(i => i.Code, StringComparer.OrdinalIgnoreCase);
        return all.Select(i => Shape(i) ?? References(i, byCode)).FirstOrDefault(p => p is not null)
            ?? all.Select(i => Circle(i, byCode, [])).FirstOrDefault(p => p is not null);
    }

    private static Problem? Shape(Indicator i) =>
        Unit.Find(i.Unit) is null ? Problem.Invalid("catalogue.unit-unknown", i.Code, i.Unit)
        : i.Decimals is < 0 or > 6 ? Problem.Invalid("catalogue.decimals", i.Code, i.Decimals)
        : i.RollUp == RollUp.Parts && i.Rate is null ? Problem.Invalid("catalogue.rate-without-parts", i.Code)
        : i.RollUp == RollUp.Weighted && i.WeightedBy is null ? Problem.Invalid("catalogue.weight-missing", i.Code)
        : i.Kind == IndicatorKind.Rate && i.RollUp == RollUp.Sum ? Problem.Invalid("catalogue.rate-summed", i.Code)
        : i.Kind == IndicatorKind.Class && (i.Classes.Count == 0 || i.RollUp != RollUp.None) ? Problem.Invalid("catalogue.class-without-list", i.Code)
        : Overlap(i) is { } year ? Problem.Invalid("catalogue.formulas-overlap", i.Code, year)
        : null;

    private static Problem? References(Indicator i, Dictionary<string, Indicator> byCode)
    {
        foreach (var code in Mentioned(i))
        {
            if (!byCode.ContainsKey(code))
            {
                return Problem.Invalid("catalogue.code-unknown", i.Code, code);
            }
        }
        foreach (var term in i.Formulas.SelectMany(f => f.Terms))
        {
            var other = byCode[term.Code];
            // A term with more decimals than the sum would have to be rounded; one with fewer is exact.
            if (other.Unit != i.Unit || other.Decimals > i.Decimals || other.PeriodType != i.PeriodType)
            {
                return Problem.Invalid("catalogue.term-unlike", i.Code, term.Code);
            }
        }
        return null;
    }

    private static Problem? Circle(Indicator i, Dictionary<string, Indicator> byCode, List<string> path)
    {
        if (path.Contains(i.Code))
        {
            return Problem.Invalid("catalogue.circle", string.Join(" → ", path.SkipWhile(c => c != i.Code).Append(i.Code)));
        }
        path.Add(i.Code);
        foreach (var code in Mentioned(i).Where(c => c != i.NonRecurringPart))
        {
            if (Circle(byCode[code], byCode, path) is { } problem)
            {
                return problem;
            }
        }
        path.RemoveAt(path.Count - 1);
        return null;
    }

    private static IEnumerable<string> Mentioned(Indicator i) =>
        i.Formulas.SelectMany(f => f.Terms).Select(t => t.Code)
            .Concat(new[] { i.Rate?.Numerator, i.Rate?.Denominator, i.WeightedBy, i.NonRecurringPart }.OfType<string>());

    private static int? Overlap(Indicator i) =>
        i.Formulas.SelectMany((f, n) => i.Formulas.Skip(n + 1).Select(g => Math.Max(f.From ?? 0, g.From ?? 0) is var from
            && from <= Math.Min(f.To ?? 9999, g.To ?? 9999) ? from : (int?)null)).FirstOrDefault(y => y is not null);

    private static object? Twice<T>(IReadOnlyList<Indicator> all, Func<Indicator, T> key) =>
        all.GroupBy(key).FirstOrDefault(g => g.Count() > 1) is { } group ? group.Key : null;
}
