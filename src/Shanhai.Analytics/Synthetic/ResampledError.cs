namespace Shanhai.Analytics.Synthetic;

/// <summary>A standard error from repeating an estimate on changed samples; apart from the estimate, which it never changes.</summary>
/// <param name="Method">How the samples were changed.</param>
/// <param name="StandardError">The standard error.</param>
/// <param name="Draws">The repeated estimates, in order of the draws.</param>
/// <param name="Seed">Seed of the draws; null where nothing is drawn.</param>
public sealed record ResampledError(Term Method, double StandardError, IReadOnlyList<double> Draws, ulong? Seed)
{
    /// <summary>Two-sided share of draws as far from zero as the estimate, itself counted: (1 + hits)/(1 + draws). Meant for placebos.</summary>
    public double ShareBeyond(double estimate) => (1.0 + Draws.Count(d => Math.Abs(d) >= Math.Abs(estimate))) / (1.0 + Draws.Count);

    /// <summary>The method and the error in a sentence.</summary>
    public string Summary(Language language) => language == Language.Chinese
        ? $"{Method.Chinese}：标准误 {StandardError:G6}（{Draws.Count} 次{(Seed is { } s ? $"，种子 {s}" : "")}）。"
        : $"{Method.English}: standard error {StandardError:G6} ({Draws.Count} repetitions{(Seed is { } e ? $", seed {e}" : "")}).";
}
