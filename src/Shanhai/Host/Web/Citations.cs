using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shanhai.Host.Outside;

namespace Shanhai.Host.Web;

/// <summary>
/// What was read for the data that ship, by its full name. They name a source by a short key of data/sources.json, alone or within a sentence: "W-QB22, W-QB24", "L-NJT 42" (an
/// article of a law). A key that is missing stays as it is, which a test turns into a failure long before a person sees it.
/// </summary>
public static partial class Citations
{
    /// <param name="Address">Where it can be read; null: reprints, and what was found without an address.</param>
    public sealed record Source(string Zh, string En, string? Address = null);

    /// <summary>A stretch of a text: a source by its name, with its address where it has one, or what stands between.</summary>
    public readonly record struct Part(string Text, string? Address);

    public static readonly FrozenDictionary<string, Source> All = Read();

    public static IReadOnlyList<Part> Told(Language language, string text)
    {
        var (parts, named, at) = (new List<Part>(), new HashSet<string>(), 0);
        foreach (Match key in Keys().Matches(text))
        {
            if (!All.TryGetValue(key.Groups["key"].Value, out var source))
            {
                continue;
            }
            var name = Name(language, source, key.Groups["article"].Value);
            // Several keys may stand for one work: it is named once.
            if (named.Add(name))
            {
                parts.Add(new(Between(language, text[at..key.Index]), null));
                parts.Add(new(name, source.Address));
            }
            at = key.Index + key.Length;
        }
        parts.Add(new(text[at..], null));
        return [.. parts.Where(p => p.Text.Length > 0)];
    }

    public static string Said(Language language, string text) => string.Concat(Told(language, text).Select(p => p.Text));

    private static string Name(Language language, Source source, string article) => language == Language.English
        ? source.En + (article.Length == 0 ? "" : $", art. {article}")
        : source.Zh + (article.Length == 0 ? "" : $"第{article}条");

    private static string Between(Language language, string text) => language == Language.English ? text : text switch { ", " => "、", "; " => "；", _ => text };

    private static FrozenDictionary<string, Source> Read()
    {
        using var stream = File.OpenRead(ShippedData.PathOf("sources.json"));
        return JsonSerializer.Deserialize<Dictionary<string, Source>>(stream, JsonSerializerOptions.Web)!.ToFrozenDictionary();
    }

    [GeneratedRegex("(?<![A-Za-z0-9-])(?:(?<key>L-[A-Z]+)(?: (?<article>[0-9]+))?|(?<key>[WIR]-[A-Z0-9]+(?:-[0-9]{4})?))(?![A-Za-z0-9])")]
    public static partial Regex Keys();
}
