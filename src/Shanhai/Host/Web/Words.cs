using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Shanhai.Host.Web;

/// <summary>
/// Every visible word in both languages, read once from the Words.json beside each capability. A key that is missing is shown in
/// brackets, which a test turns into a failure long before a person sees it. English tells one from several: <c>{0} {0:village is|villages are}</c>.
/// </summary>
public static class Words
{
    public static readonly FrozenDictionary<string, Both> All = Read();

    private static readonly CultureInfo Chinese = Dated("zh-CN");
    private static readonly CultureInfo English = Dated("en-GB");
    private static readonly Numbered InChinese = new(Chinese), InEnglish = new(English);

    public static CultureInfo Culture(Language language) => language == Language.English ? English : Chinese;

    public static bool Has(string key) => All.ContainsKey(key);

    public static string Say(Language language, string key, params object?[] args)
    {
        if (!All.TryGetValue(key, out var both))
        {
            return $"[{key}]";
        }
        var text = both.In(language);
        return args.Length == 0 ? text : string.Format(language == Language.English ? InEnglish : InChinese, text, [.. args.Select(a => a switch { Both b => b.In(language), DateTimeOffset at => at.ToOffset(ChinaDay.Offset), _ => a })]);
    }

    /// <summary>What somebody may do or did, for people; the dotted word itself where it has none.</summary>
    public static string Verb(Language language, string verb) => Has("verb." + verb) ? Say(language, "verb." + verb) : verb;

    // Days are written year-month-day in both languages, as they are typed.
    private static CultureInfo Dated(string name)
    {
        var culture = new CultureInfo(name, useUserOverride: false);
        culture.DateTimeFormat.ShortDatePattern = "yyyy-MM-dd";
        return CultureInfo.ReadOnly(culture);
    }

    /// <summary>Of two words divided by a bar says the first with one, the second with any other number; everything else as the language writes it.</summary>
    private sealed class Numbered(CultureInfo culture) : IFormatProvider, ICustomFormatter
    {
        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : culture.GetFormat(formatType);

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) =>
            format?.Split('|') is [var one, var several] ? IsOne(arg) ? one : several
            : arg is IFormattable formattable ? formattable.ToString(format, culture) : arg?.ToString() ?? "";

        private static bool IsOne(object? arg) => arg switch { decimal d => d == 1, double d => d == 1, _ => Convert.ToString(arg, CultureInfo.InvariantCulture) == "1" };
    }

    private static FrozenDictionary<string, Both> Read()
    {
        var all = new Dictionary<string, Both>();
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith("Words.json", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            foreach (var (key, both) in JsonSerializer.Deserialize<Dictionary<string, Both>>(stream, JsonSerializerOptions.Web)!)
            {
                all.Add(key, both);
            }
        }
        return all.ToFrozenDictionary();
    }
}
