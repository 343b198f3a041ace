using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Shanhai.Host.Web;

/// <summary>
/// Every visible word in both languages, read once from the Words.json beside each capability. A key that is missing is shown in
/// brackets, which a test turns into a failure long before a person sees it.
/// </summary>
public static class Words
{
    public static readonly FrozenDictionary<string, Both> All = Read();

    private static readonly CultureInfo Chinese = Dated("zh-CN");
    private static readonly CultureInfo English = Dated("en-GB");

    public static CultureInfo Culture(Language language) => language == Language.English ? English : Chinese;

    public static bool Has(string key) => All.ContainsKey(key);

    public static string Say(Language language, string key, params object?[] args)
    {
        if (!All.TryGetValue(key, out var both))
        {
            return $"[{key}]";
        }
        var text = both.In(language);
        return args.Length == 0 ? text : string.Format(Culture(language), text, [.. args.Select(a => a switch { Both b => b.In(language), DateTimeOffset at => at.ToOffset(ChinaDay.Offset), _ => a })]);
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
