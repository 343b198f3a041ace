using System.Globalization;
using System.Text.RegularExpressions;

namespace Shanhai.Voices.Templates;

/// <summary>What a template is about when it is filled: the voice and what is known around it. Never who sent it.</summary>
public sealed record TemplateSubject(
    string Receipt, DateOnly ReceivedOn, string Place, Both Category, string? Office, string? Holder, string? Superior, DateOnly Today, DateOnly? Due, DateOnly? ExecuteBy, string? Phone);

/// <summary>
/// The names in braces that a template may use, each with its type: a day is written out as a day, a body by its whole name. A value that is not known is left as a mark
/// that must be replaced before anything is sent.
/// </summary>
public static partial class Placeholders
{
    public sealed record Placeholder(Both Name, Func<TemplateSubject, object?> Value);

    public const string Gap = "〔待填";

    public static readonly IReadOnlyList<Placeholder> All =
    [
        new(new("查询码", "receipt"), s => Receipt.Written(s.Receipt)),
        new(new("收到日期", "received"), s => s.ReceivedOn),
        new(new("地方", "place"), s => s.Place),
        new(new("事项", "subject"), s => s.Category),
        new(new("受理机构", "office"), s => s.Office),
        new(new("承办单位", "body"), s => s.Holder),
        new(new("上级单位", "superior"), s => s.Superior),
        new(new("今天", "today"), s => s.Today),
        new(new("到期日", "due"), s => s.Due),
        new(new("执行期限", "execute-by"), s => s.ExecuteBy),
        new(new("联系电话", "phone"), s => s.Phone),
    ];

    public static string Fill(string text, TemplateSubject subject, Language language) => Braces().Replace(text, m =>
        Find(m.Groups[1].Value) is not { } placeholder ? m.Value
        : placeholder.Value(subject) switch
        {
            DateOnly day => day.ToString(language == Language.English ? "d MMMM yyyy" : "yyyy年M月d日", language == Language.English ? CultureInfo.GetCultureInfo("en-GB") : CultureInfo.InvariantCulture),
            Both both => both.In(language),
            string { Length: > 0 } said => said,
            _ => $"{Gap}：{placeholder.Name.In(language)}〕",
        });

    /// <summary>Names in braces that mean nothing here.</summary>
    public static IReadOnlyList<string> Unknown(string text) => [.. Braces().Matches(text).Select(m => m.Groups[1].Value).Where(n => Find(n) is null).Distinct()];

    private static Placeholder? Find(string name) => All.FirstOrDefault(p => p.Name.Zh == name || p.Name.En.Equals(name, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\{([^{}\r\n]{1,30})\}")]
    private static partial Regex Braces();
}
