using System.Runtime.Intrinsics;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>One estimate with its place in a simultaneous band.</summary>
/// <param name="Effect">The estimate with its analytic error.</param>
/// <param name="BootstrapError">Interquartile range of the draws over that of the normal (1.349); NaN where the effect is fixed.</param>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
public sealed record BandedEffect(Coefficient Effect, double BootstrapError, double Lower, double Upper);

/// <summary>A band that covers all effects together with the stated probability.</summary>
/// <param name="Effects">Effects with their ends.</param>
/// <param name="CriticalValue">Multiple of the error; above the normal quantile because several effects are covered at once.</param>
/// <param name="Level">Coverage.</param>
/// <param name="Draws">Draws.</param>
/// <param name="Seed">Seed.</param>
public sealed record SimultaneousBand(IReadOnlyList<BandedEffect> Effects, double CriticalValue, double Level, int Draws, ulong Seed)
{
    /// <summary>One sentence.</summary>
    public string Summary(Language language) => FormattableString.Invariant(language == Language.Chinese
        ? (FormattableString)$"{Effects.Count} 个效应的 {Level:P0} 联合置信带：临界值 {CriticalValue:G4}（{Draws} 次乘数自助抽样，种子 {Seed}）。"
        : (FormattableString)$"Simultaneous {Level:P0} band over {Effects.Count} effects: critical value {CriticalValue:G4} ({Draws} multiplier draws, seed {Seed}).");
}

/// <summary>
/// Multiplier bootstrap of influence functions with random signs (Rademacher, as BMisc draws; the paper describes
/// Mammen's). Units are taken eight at a time: the 256 signed sums of eight rows are tabled once and every draw looks
/// its sum up, so a draw costs an eighth. Signs of a draw come from its own stream of the seed and sums are taken in
/// the order of units: the answer does not depend on the number of threads.
/// </summary>
internal static class MultiplierBootstrap
{
    private const int Width = 8;
    private const int DrawsPerTask = 512;

    public static SimultaneousBand Band(Coefficient[] effects, double[][] influence, GroupTimeDesign design, int draws, ulong seed, double level, IProgress<double>? progress, CancellationToken cancel)
    {
        Refuse.Unless(draws >= 99, "自助抽样次数至少 99", "at least 99 draws");
        Refuse.Unless((long)draws * (design.Units / 8 + 1) <= Array.MaxLength, "抽样次数与单位数过大", "too many draws for so many units");
        Refuse.Unless(level is > 0 and < 1, "置信水平必须在 0 与 1 之间", "the level must lie between 0 and 1");
        double[][] rows = design.Clusters is null ? influence : [.. influence.Select(design.Summed)];
        var sums = Sums(rows, draws, seed, progress, cancel);
        var errors = new double[effects.Length];
        Parallel.For(0, errors.Length, c => errors[c] = Spread(sums[c]) / design.Units);
        var largest = new double[draws];
        for (var c = 0; c < effects.Length; c++)
        {
            if (!(effects[c].StandardError > 0))
            {
                errors[c] = double.NaN;
                continue;
            }

            for (var d = 0; d < draws; d++)
            {
                largest[d] = Math.Max(largest[d], Math.Abs(sums[c][d]) / (errors[c] * design.Units));
            }
        }

        Array.Sort(largest);
        var critical = largest[Math.Clamp((int)Math.Ceiling(level * draws) - 1, 0, draws - 1)];
        return new SimultaneousBand(
            [.. effects.Select((e, c) => new BandedEffect(e, errors[c], e.Value - critical * errors[c], e.Value + critical * errors[c]))], critical, level, draws, seed);
    }

    /// <summary>Signed sums: one array of draws for each column.</summary>
    internal static double[][] Sums(double[][] columns, int draws, ulong seed, IProgress<double>? progress, CancellationToken cancel)
    {
        var n = columns[0].Length;
        var blocks = (n + 7) / 8;
        var signs = Signs(blocks, draws, seed);
        double[][] sums = [.. columns.Select(_ => new double[draws])];
        var wide = (columns.Length + Width - 1) / Width;
        SharedWork.Run(wide * ((draws + DrawsPerTask - 1) / DrawsPerTask), task => Part(columns, sums, signs, blocks, draws, task % wide * Width, task / wide * DrawsPerTask), progress, cancel);
        return sums;
    }

    /// <summary>One byte for eight units in a draw, draws next to each other.</summary>
    private static byte[] Signs(int blocks, int draws, ulong seed)
    {
        var signs = new byte[blocks * draws];
        const int group = 32;
        Parallel.For(0, (draws + group - 1) / group, g =>
        {
            var end = Math.Min(draws, (g + 1) * group);
            var streams = new SeededRandom[end - g * group];
            for (var d = 0; d < streams.Length; d++)
            {
                streams[d] = new SeededRandom(seed, (ulong)(g * group + d));
            }

            for (var from = 0; from < blocks; from += 8)
            {
                for (var d = 0; d < streams.Length; d++)
                {
                    var bits = streams[d].NextBits();
                    for (var b = from; b < Math.Min(blocks, from + 8); b++)
                    {
                        signs[b * draws + g * group + d] = (byte)bits;
                        bits >>= 8;
                    }
                }
            }
        });
        return signs;
    }

    /// <summary>Eight columns by up to 512 draws; a row of eight is two vectors of four.</summary>
    private static void Part(double[][] columns, double[][] sums, byte[] signs, int blocks, int draws, int column, int draw)
    {
        var (width, length) = (Math.Min(Width, columns.Length - column), Math.Min(DrawsPerTask, draws - draw));
        var table = new Vector256<double>[512];
        var total = new Vector256<double>[2 * length];
        var rows = new double[8 * Width];
        for (var b = 0; b < blocks; b++)
        {
            Fill(columns, rows, b, column, width);
            Tabulate(rows, table);
            var own = signs.AsSpan(b * draws + draw, length);
            for (var d = 0; d < own.Length; d++)
            {
                total[2 * d] += table[2 * own[d]];
                total[2 * d + 1] += table[2 * own[d] + 1];
            }
        }

        for (var c = 0; c < width; c++)
        {
            for (var d = 0; d < length; d++)
            {
                sums[column + c][draw + d] = total[2 * d + c / 4][c % 4];
            }
        }
    }

    private static void Fill(double[][] columns, double[] rows, int block, int column, int width)
    {
        for (var c = 0; c < width; c++)
        {
            var x = columns[column + c];
            for (var r = 0; r < 8; r++)
            {
                rows[r * Width + c] = block * 8 + r < x.Length ? x[block * 8 + r] : 0;
            }
        }
    }

    /// <summary>Entry m is the sum with + for each set bit: entry without its highest bit plus twice that row.</summary>
    private static void Tabulate(double[] rows, Vector256<double>[] table)
    {
        table[0] = table[1] = Vector256<double>.Zero;
        for (var r = 0; r < 8; r++)
        {
            table[0] -= Vector256.Create(rows, r * Width);
            table[1] -= Vector256.Create(rows, r * Width + 4);
        }

        for (var r = 0; r < 8; r++)
        {
            var (left, right) = (2 * Vector256.Create(rows, r * Width), 2 * Vector256.Create(rows, r * Width + 4));
            for (var m = 1 << r; m < 2 << r; m++)
            {
                var without = 2 * (m - (1 << r));
                table[2 * m] = table[without] + left;
                table[2 * m + 1] = table[without + 1] + right;
            }
        }
    }

    /// <summary>Interquartile range (smallest value with at least that share) over the normal's.</summary>
    private static double Spread(double[] draws)
    {
        var sorted = (double[])draws.Clone();
        Array.Sort(sorted);
        double At(double p) => sorted[(int)Math.Ceiling(p * sorted.Length) - 1];
        return (At(0.75) - At(0.25)) / (2 * Distributions.NormalQuantile(0.75));
    }
}
