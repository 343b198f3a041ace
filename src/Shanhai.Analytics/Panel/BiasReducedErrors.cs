using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// CR2 (power -1/2) and CR3 (power -1): residuals of each cluster are multiplied by a power of I - H of its block.
/// Since H of a block has the rank of the design, everything is done in matrices of the size of the design:
/// X_g' A_g = W_g X_g' with W_g = R^-T V f(1 - s²) V' R', M = R R', R' X_g'X_g R = V s² V'. Effects nested in the
/// clusters stay absorbed (their part of the residual is zero); the others are written out as dummies.
/// </summary>
internal sealed class BiasReducedErrors(Grouping cluster, double power) : Covariance
{
    private const int MostColumns = 300;

    internal override Inference Of(PanelRegression fit)
    {
        var clusters = Clusters.For(fit, cluster);
        var (design, bread) = Written(fit, clusters);
        var k = fit.Columns.Length;
        var root = bread.Cholesky() ?? throw Refuse.With(Refusal.Singular, "设计矩阵奇异", "the design is singular");
        var rootInverse = root.Inverse();
        var blocks = Blocks(design, clusters);
        var scores = Scores(design, fit.Residual, clusters);
        var adjusted = new Matrix[clusters.Count];
        Parallel.For(0, clusters.Count, g => adjusted[g] = Adjustment(blocks[g], root, rootInverse, power));
        var meat = new Matrix(k, k);
        for (var g = 0; g < clusters.Count; g++)
        {
            var s = adjusted[g].Times(scores[g]);
            for (var i = 0; i < k; i++)
            {
                for (var j = 0; j < k; j++)
                {
                    meat[i, j] += s[i] * s[j];
                }
            }
        }

        var v = Sandwich(fit, meat, 1);
        var each = power == -0.5 ? Enumerable.Range(0, k).Select(j => Satterthwaite(j, bread, blocks, adjusted)).ToArray() : null;
        var name = power == -0.5 ? new Term($"CR2 聚类稳健，Satterthwaite 自由度（{clusters.Count} 个聚类）", $"clustered CR2 with Satterthwaite degrees of freedom ({clusters.Count} clusters)")
            : new Term($"CR3 聚类稳健（{clusters.Count} 个聚类）", $"clustered CR3 ({clusters.Count} clusters)");
        return new Inference(fit, v, clusters.Count - 1, name, each);
    }

    /// <summary>Slopes' columns and, demeaned by the nested effects, dummies of the effects that are not nested.</summary>
    private static (double[][] Design, Matrix Bread) Written(PanelRegression fit, Grouping clusters)
    {
        Grouping[] nested = [.. fit.Effects.Where(e => Clusters.Nested(e, clusters))];
        Grouping[] others = [.. fit.Effects.Where(e => !Clusters.Nested(e, clusters))];
        var columns = others.Sum(e => e.Count) + fit.Columns.Length;
        Refuse.Unless(columns <= MostColumns, $"固定效应写成虚拟变量后有 {columns} 列，超过 {MostColumns} 列", $"{columns} columns with the effects written out, at most {MostColumns}");
        double[][] dummies = [.. others.SelectMany(e => Enumerable.Range(0, e.Count).Select(level => Dummy(e, level)))];
        new Absorption(nested, fit.Rows).Apply(dummies);
        var (_, kept) = PivotedSolve.Independent(CrossProducts.Of(dummies), 1e-10);
        double[][] design = [.. fit.Columns, .. kept.Select(d => dummies[d])];
        return (design, PivotedSolve.InverseDefinite(CrossProducts.Of(design)));
    }

    private static double[] Dummy(Grouping effect, int level)
    {
        var x = new double[effect.Codes.Length];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = effect.Codes[i] == level ? 1 : 0;
        }

        return x;
    }

    private static Matrix[] Blocks(double[][] design, Grouping clusters)
    {
        Matrix[] blocks = [.. Enumerable.Range(0, clusters.Count).Select(_ => new Matrix(design.Length, design.Length))];
        for (var i = 0; i < clusters.Codes.Length; i++)
        {
            var block = blocks[clusters.Codes[i]];
            for (var a = 0; a < design.Length; a++)
            {
                var x = design[a][i];
                for (var b = 0; b < design.Length; b++)
                {
                    block[a, b] += x * design[b][i];
                }
            }
        }

        return blocks;
    }

    private static double[][] Scores(double[][] design, double[] residual, Grouping clusters)
    {
        double[][] scores = [.. Enumerable.Range(0, clusters.Count).Select(_ => new double[design.Length])];
        for (var i = 0; i < residual.Length; i++)
        {
            for (var a = 0; a < design.Length; a++)
            {
                scores[clusters.Codes[i]][a] += design[a][i] * residual[i];
            }
        }

        return scores;
    }

    private static Matrix Adjustment(Matrix block, Matrix root, Matrix rootInverse, double power)
    {
        var (squares, vectors) = root.Transposed().Times(block).Times(root).SymmetricEigen();
        var middle = new Matrix(squares.Length, squares.Length);
        for (var e = 0; e < squares.Length; e++)
        {
            // A direction only this cluster knows has no residual left: generalised inverse, zero.
            var left = 1 - squares[e];
            var scale = left < 1e-9 ? 0 : Math.Pow(left, power);
            for (var i = 0; i < squares.Length; i++)
            {
                for (var j = 0; j < squares.Length; j++)
                {
                    middle[i, j] += scale * vectors[i, e] * vectors[j, e];
                }
            }
        }

        return rootInverse.Transposed().Times(middle).Times(root.Transposed());
    }

    /// <summary>
    /// (sum p_g'p_g)² / sum (p_g'p_h)² with p_g'p_h = [g = h] a_g'a_g - b_g' M b_h, independent errors of equal variance as
    /// working model. The double sum over clusters is a trace: sum (b_g' M b_h)² = tr(M B M B), B = sum b_g b_g'.
    /// </summary>
    private static double Satterthwaite(int slope, Matrix bread, Matrix[] blocks, Matrix[] adjusted)
    {
        var direction = bread.Row(slope).ToArray();
        var outer = new Matrix(bread.Rows, bread.Rows);
        double trace = 0, sum = 0;
        for (var g = 0; g < blocks.Length; g++)
        {
            var turned = adjusted[g].Transposed().Times(direction);
            var b = blocks[g].Times(turned);
            var (square, shared) = (CrossProducts.Dot(turned, b), CrossProducts.Dot(bread.Times(b), b));
            trace += square - shared;
            sum += square * square - 2 * square * shared;
            for (var i = 0; i < b.Length; i++)
            {
                for (var j = 0; j < b.Length; j++)
                {
                    outer[i, j] += b[i] * b[j];
                }
            }
        }

        var spread = bread.Times(outer);
        for (var i = 0; i < spread.Rows; i++)
        {
            for (var j = 0; j < spread.Rows; j++)
            {
                sum += spread[i, j] * spread[j, i];
            }
        }

        return trace * trace / sum;
    }
}
