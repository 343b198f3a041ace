using System.Numerics;
using System.Runtime.InteropServices;

namespace Shanhai.Analytics.Numerics;

/// <summary>
/// X'X of long columns. Rows are cut into blocks of a fixed size that fit the cache, each block is summed on its
/// own and the blocks are added in row order, so the result does not depend on the number of threads.
/// </summary>
internal static class CrossProducts
{
    private const int Rows = 1024;
    private const int BlocksPerPart = 16;

    /// <summary>Symmetric matrix of inner products of all pairs of columns.</summary>
    public static Matrix Of(IReadOnlyList<double[]> columns)
    {
        var k = columns.Count;
        var n = k == 0 ? 0 : columns[0].Length;
        var parts = (n + Rows * BlocksPerPart - 1) / (Rows * BlocksPerPart);
        var sums = new double[parts][];
        void One(int part)
        {
            var total = new double[k * k];
            var end = Math.Min(n, (part + 1) * Rows * BlocksPerPart);
            for (var from = part * Rows * BlocksPerPart; from < end; from += Rows)
            {
                Block(columns, from, Math.Min(Rows, end - from), total);
            }

            sums[part] = total;
        }

        if (parts < 2)
        {
            for (var part = 0; part < parts; part++)
            {
                One(part);
            }
        }
        else
        {
            Parallel.For(0, parts, One);
        }

        var result = new Matrix(k, k);
        for (var i = 0; i < k; i++)
        {
            for (var j = i; j < k; j++)
            {
                var sum = default(Sum);
                foreach (var part in sums)
                {
                    sum.Add(part[i * k + j]);
                }

                result[i, j] = result[j, i] = sum.Value;
            }
        }

        return result;
    }

    private static void Block(IReadOnlyList<double[]> columns, int from, int length, double[] total)
    {
        var k = columns.Count;
        for (var i = 0; i < k; i++)
        {
            var x = columns[i].AsSpan(from, length);
            var j = i;
            for (; j + 4 <= k; j += 4)
            {
                Four(x, columns[j].AsSpan(from, length), columns[j + 1].AsSpan(from, length), columns[j + 2].AsSpan(from, length), columns[j + 3].AsSpan(from, length), total.AsSpan(i * k + j, 4));
            }

            for (; j < k; j++)
            {
                total[i * k + j] += Dot(x, columns[j].AsSpan(from, length));
            }
        }
    }

    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y)[..vx.Length];
        Vector<double> a = default, b = default;
        var i = 0;
        for (; i + 1 < vx.Length; i += 2)
        {
            a += vx[i] * vy[i];
            b += vx[i + 1] * vy[i + 1];
        }

        if (i < vx.Length)
        {
            a += vx[i] * vy[i];
        }

        var sum = Vector.Sum(a + b);
        for (var r = vx.Length * Vector<double>.Count; r < x.Length; r++)
        {
            sum += x[r] * y[r];
        }

        return sum;
    }

    private static void Four(ReadOnlySpan<double> x, ReadOnlySpan<double> p, ReadOnlySpan<double> q, ReadOnlySpan<double> r, ReadOnlySpan<double> s, Span<double> total)
    {
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var vp = MemoryMarshal.Cast<double, Vector<double>>(p)[..vx.Length];
        var vq = MemoryMarshal.Cast<double, Vector<double>>(q)[..vx.Length];
        var vr = MemoryMarshal.Cast<double, Vector<double>>(r)[..vx.Length];
        var vs = MemoryMarshal.Cast<double, Vector<double>>(s)[..vx.Length];
        Vector<double> a = default, b = default, c = default, d = default;
        for (var i = 0; i < vx.Length; i++)
        {
            var v = vx[i];
            a += v * vp[i];
            b += v * vq[i];
            c += v * vr[i];
            d += v * vs[i];
        }

        double ta = Vector.Sum(a), tb = Vector.Sum(b), tc = Vector.Sum(c), td = Vector.Sum(d);
        for (var i = vx.Length * Vector<double>.Count; i < x.Length; i++)
        {
            ta += x[i] * p[i];
            tb += x[i] * q[i];
            tc += x[i] * r[i];
            td += x[i] * s[i];
        }

        total[0] += ta;
        total[1] += tb;
        total[2] += tc;
        total[3] += td;
    }
}
