namespace Shanhai.Analytics.Integrity;

/// <summary>How strongly the data speak. Never more than a reason to look: a person decides.</summary>
public enum Strength
{
    /// <summary>Nothing beyond chance.</summary>
    None,

    /// <summary>Worth a look if other signs agree.</summary>
    Weak,

    /// <summary>Chance is an unlikely explanation: verify.</summary>
    Strong,
}

/// <summary>A verdict in words with its uncertainty. Evidence, never an accusation.</summary>
/// <param name="Strength">How strongly the data speak.</param>
/// <param name="Text">The verdict.</param>
/// <param name="Notes">What limits it.</param>
public sealed record Evidence(Strength Strength, Term Text, IReadOnlyList<Note> Notes)
{
    /// <summary>Verdict and notes in one paragraph.</summary>
    public string Summary(Language language) => language == Language.Chinese
        ? $"{Text.Chinese}。{string.Concat(Notes.Select(n => n.Text.Chinese + "。"))}此为线索，不是结论，须经核实。"
        : $"{Text.English}. {string.Concat(Notes.Select(n => n.Text.English + ". "))}This is evidence to be checked, not a finding.";

    internal static Strength OfP(double p) => p < 0.001 ? Strength.Strong : p < 0.05 ? Strength.Weak : Strength.None;

    internal static Evidence FromP(double p, Term what, params IReadOnlyList<Note> notes)
    {
        var strength = OfP(p);
        var (zh, en) = strength switch
        {
            Strength.Strong => ("偶然解释不了", "chance is an unlikely explanation"),
            Strength.Weak => ("值得留意", "worth a look"),
            _ => ("与偶然波动相符", "within chance"),
        };
        var number = p.ToString("G3", System.Globalization.CultureInfo.InvariantCulture);
        return new Evidence(strength, new Term($"{what.Chinese}：{zh}（P 值 {number}）", $"{what.English}: {en} (p-value {number})"), notes);
    }
}
