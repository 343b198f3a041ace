using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Comparison;

/// <summary>Traits two groups are made comparable by: numbers as they are, categories as one column for each level but the first.</summary>
public sealed class Covariates
{
    private readonly List<(string Name, double[] Values, bool Model)> columns = [];

    private Covariates(int rows) => Rows = rows;

    /// <summary>Rows of every column.</summary>
    public int Rows { get; }

    /// <summary>Names of the columns, the first level of each category among them.</summary>
    public IReadOnlyList<string> Names => [.. columns.Select(c => c.Name)];

    /// <summary>Starts from numeric columns.</summary>
    /// <param name="columns">One column a covariate, of equal length.</param>
    /// <exception cref="RefusedException">Lengths differ; a value is not finite.</exception>
    /// <example><code>Covariates.Of(new Column("area", new double[] { 1, 2, 3 })).With("county", Grouping.Of(["a", "b", "a"])).Names // area, county=a, county=b</code></example>
    public static Covariates Of(params IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var rows = columns.Count == 0 ? -1 : columns[0].Values.Length;
        var result = new Covariates(rows);
        foreach (var column in columns)
        {
            result.Add(column.Name, column.Values.ToArray(), true);
        }

        return result;
    }

    /// <summary>These and a category; the first level in ordinal order is the one the others are compared with.</summary>
    /// <param name="name">Name of the category.</param>
    /// <param name="groups">Level of each row.</param>
    public Covariates With(string name, Grouping groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var result = new Covariates(Rows < 0 ? groups.Codes.Length : Rows);
        result.columns.AddRange(columns);
        for (var level = 0; level < groups.Count; level++)
        {
            result.Add($"{name}={groups.Names[level]}", [.. groups.Codes.Select(c => c == level ? 1.0 : 0)], level > 0);
        }

        return result;
    }

    /// <summary>Columns that enter a model: all but the first level of each category.</summary>
    internal IReadOnlyList<string> ModelNames => [.. columns.Where(c => c.Model).Select(c => c.Name)];

    internal IEnumerable<(string Name, double[] Values)> All => columns.Select(c => (c.Name, c.Values));

    internal double[] this[string name] => columns.FirstOrDefault(c => c.Name == name).Values
        ?? throw Refuse.With(Refusal.InvalidOption, $"没有名为 {name} 的变量", $"there is no covariate {name}");

    internal Matrix Model()
    {
        var used = columns.Where(c => c.Model).ToArray();
        Refuse.IfFewer(used.Length, 1, "变量", "covariates");
        var x = new Matrix(Rows, used.Length);
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < used.Length; j++)
            {
                x[i, j] = used[j].Values[i];
            }
        }

        return x;
    }

    private void Add(string name, double[] values, bool model)
    {
        Refuse.UnlessSameLength(Rows, values.Length, name);
        Refuse.UnlessFinite(values, name);
        columns.Add((name, values, model));
    }
}
