using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// The bootstrap t as a function of the signs v of the clusters: numerator c'v, cluster scores Q v. Restricted residuals
/// are linear in the distance of the estimate from the null, u = e + s z/A, so c and Q are prepared twice and every
/// null is served by the same draws; a draw costs G² whatever the number of rows.
/// </summary>
internal sealed class SignedStatistic
{
    private readonly Part plain;
    private readonly Part moved;
    private readonly double factor;

    public SignedStatistic(PanelRegression fit, int slope, Grouping clusters, CancellationToken cancel)
    {
        double n = fit.Rows, g = clusters.Count;
        var direction = fit.Bread.Row(slope).ToArray();
        var z = new double[fit.Rows];
        PanelRegression.Subtract(z, fit.Columns, [.. direction.Select(d => -d)]);
        plain = Part.Of(fit, clusters, z, fit.Residual, cancel);
        moved = Part.Of(fit, clusters, z, [.. z.Select(v => v / fit.Bread[slope, slope])], cancel);
        var parameters = fit.Parameters - fit.Effects.Where(e => Clusters.Nested(e, clusters)).Sum(e => e.Count - 1);
        factor = g / (g - 1) * ((n - 1) / (n - parameters));
    }

    public SignedT At(double[] v)
    {
        double c = 0, d = 0, e = 0;
        for (var g = 0; g < v.Length; g++)
        {
            var (p, q) = (CrossProducts.Dot(plain.Scores.Row(g), v), CrossProducts.Dot(moved.Scores.Row(g), v));
            c += p * p;
            d += 2 * p * q;
            e += q * q;
        }

        return new SignedT(CrossProducts.Dot(plain.Numerator, v), CrossProducts.Dot(moved.Numerator, v), factor * c, factor * d, factor * e);
    }

    private sealed record Part(double[] Numerator, Matrix Scores)
    {
        public static Part Of(PanelRegression fit, Grouping clusters, double[] z, double[] residual, CancellationToken cancel)
        {
            var (n, k, g, codes) = (fit.Rows, fit.Columns.Length, clusters.Count, clusters.Codes);
            var (numerator, weighted, moments) = (new double[g], new Matrix(g, k), new Matrix(g, k));
            for (var i = 0; i < n; i++)
            {
                numerator[codes[i]] += z[i] * residual[i];
                for (var j = 0; j < k; j++)
                {
                    weighted[codes[i], j] += z[i] * fit.Columns[j][i];
                    moments[codes[i], j] += fit.Columns[j][i] * residual[i];
                }
            }

            var scores = weighted.Times(fit.Bread).Times(moments.Transposed());
            for (var i = 0; i < scores.Values.Length; i++)
            {
                scores.Values[i] = -scores.Values[i];
            }

            AddResiduals(fit, clusters, z, residual, numerator, scores, cancel);
            return new Part(numerator, scores);
        }

        /// <summary>Adds z_g' M(u 1_h): simple where the effects lie inside the clusters, one absorption a cluster otherwise.</summary>
        private static void AddResiduals(PanelRegression fit, Grouping clusters, double[] z, double[] residual, double[] numerator, Matrix scores, CancellationToken cancel)
        {
            if (fit.Effects.All(e => Clusters.Nested(e, clusters)))
            {
                for (var h = 0; h < clusters.Count; h++)
                {
                    scores[h, h] += numerator[h];
                }

                return;
            }

            Parallel.For(0, clusters.Count, new ParallelOptions { CancellationToken = cancel }, h =>
            {
                var part = new double[fit.Rows];
                for (var i = 0; i < part.Length; i++)
                {
                    part[i] = clusters.Codes[i] == h ? residual[i] : 0;
                }

                fit.Absorbed.Apply(part);
                var sums = new double[clusters.Count];
                for (var i = 0; i < part.Length; i++)
                {
                    sums[clusters.Codes[i]] += z[i] * part[i];
                }

                for (var g = 0; g < sums.Length; g++)
                {
                    scores[g, h] += sums[g];
                }
            });
        }
    }
}
