namespace Shanhai.Analytics.Panel;

/// <summary>The warnings of this folder, in one place so that they read alike.</summary>
internal static class PanelNotes
{
    /// <summary>Below this many clusters, clustered errors are known to be too small (Cameron, Gelbach and Miller 2008).</summary>
    public const int FewClustersBelow = 30;

    public static Note Singletons(int count) => new(
        "singletons",
        new Term($"有 {count} 行在某一固定效应组内独此一行，不提供斜率信息，已剔除", $"{count} rows are alone in a level of a fixed effect, say nothing about slopes and are left out"));

    public static Note Collinear(IReadOnlyList<string> names) => new(
        "collinear",
        new Term($"因共线未估计：{string.Join("、", names)}", $"not estimated because collinear: {string.Join(", ", names)}"));

    public static Note FewClusters(int count) => new(
        "few-clusters",
        new Term(
            $"聚类只有 {count} 个，聚类标准误往往偏小，请以野聚类自助法或 CR2 核对",
            $"only {count} clusters: clustered errors tend to be too small, check with the wild cluster bootstrap or CR2"));

    public static Note NotPositive() => new(
        "eigenvalues-set-to-zero",
        new Term("双向聚类协方差不是半正定，负特征值已置零", "the two-way covariance was not positive semi-definite: negative eigenvalues were set to zero"));
}

/// <summary>Checks shared by the methods of this folder.</summary>
internal static class PanelChecks
{
    public static void Outcome(ReadOnlySpan<double> outcome)
    {
        if (outcome.IsEmpty)
        {
            throw Refuse.With(Refusal.NoObservations, "没有观测", "no observations");
        }

        Refuse.UnlessFinite(outcome, "outcome");
    }
}
