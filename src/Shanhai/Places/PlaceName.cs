using System.Text.RegularExpressions;

namespace Shanhai.Places;

/// <summary>
/// The forms of a place's name. The register writes a village as its committee (下姜村村民委员会); people write and say 下姜村.
/// Paths, pages and pinyin use the spoken form; the register's own form is kept as it is.
/// </summary>
public static partial class PlaceName
{
    /// <summary>下姜村村委会 → 下姜村, 上山村委会 → 上山村, 翠苑一区社区居委会 → 翠苑一区社区; any other name is unchanged.</summary>
    public static string Spoken(string name) =>
        name.EndsWith("委员会", StringComparison.Ordinal) || name.EndsWith("委会", StringComparison.Ordinal)
            ? Community().Replace(Village().Replace(name, "村"), "社区")
            : name;

    [GeneratedRegex("村?(村民委员会|村委会)$")]
    private static partial Regex Village();

    [GeneratedRegex("社区(居民委员会|居委会)$")]
    private static partial Regex Community();
}
