using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shanhai.Host.Clocks;

/// <summary>The rows of <c>data/deadlines</c>, read once at the start. A code may have several rows, one after the other in time or one beside the other in place.</summary>
public sealed class DeadlineRules
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly ILookup<string, DeadlineRule> _byCode;
    private readonly ILookup<string, DeadlineRule> _byReplaced;
    private readonly ILookup<string, DeadlineRule> _byExtended;

    /// <summary>Throws <see cref="FormatException"/> where two rows of a code hold on one day in one place, or a row names a code that is not there.</summary>
    public DeadlineRules(IReadOnlyList<DeadlineRule> all)
    {
        All = all;
        _byCode = all.ToLookup(r => r.Code);
        _byReplaced = all.Where(r => r.Replaces is not null).ToLookup(r => r.Replaces!);
        _byExtended = all.Where(r => r.Extends is not null).ToLookup(r => r.Extends!);
        foreach (var rule in all)
        {
            Check(rule);
        }
    }

    public IReadOnlyList<DeadlineRule> All { get; }

    public IReadOnlyList<string> Profiles => [.. All.Select(r => r.Profile).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Reads every *.json of a folder. Throws <see cref="FormatException"/> naming the file that cannot be read.</summary>
    public static DeadlineRules Read(string folder)
    {
        var rules = new List<DeadlineRule>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                var file = JsonSerializer.Deserialize<File>(System.IO.File.ReadAllBytes(path), Json)!;
                rules.AddRange(file.Rules.Select(r => r with { Source = file.Source }));
            }
            catch (Exception broken) when (broken is JsonException or NotSupportedException)
            {
                throw new FormatException($"{Path.GetFileName(path)}: {broken.Message}", broken);
            }
        }
        return new(rules);
    }

    /// <summary>The row of that very code on a day, of whatever profile; the narrowest that holds at <paramref name="place"/>.</summary>
    public DeadlineRule? Row(string code, PlaceCode place, DateOnly day) => Narrowest(_byCode[code], place, day);

    /// <summary>
    /// The row that decides about <paramref name="code"/> at a place and on a day: that of a profile which <paramref name="isOn"/> there, else the general one.
    /// Null where none is in force.
    /// </summary>
    public DeadlineRule? InForce(string code, PlaceCode place, DateOnly day, Func<string, bool> isOn) =>
        Narrowest(_byReplaced[code].Where(r => isOn(r.Profile!)), place, day) ?? Narrowest(_byCode[code].Where(r => r.Profile is null || isOn(r.Profile)), place, day);

    /// <summary>The row by which the time of <paramref name="rule"/> may be extended; null: it may not.</summary>
    public DeadlineRule? ExtensionOf(DeadlineRule rule, PlaceCode place, DateOnly day) => Narrowest(_byExtended[rule.Code], place, day);

    private static DeadlineRule? Narrowest(IEnumerable<DeadlineRule> rows, PlaceCode place, DateOnly day) =>
        rows.Where(r => r.InForce(day) && r.Jurisdiction.Contains(place)).MaxBy(r => r.Jurisdiction.Level);

    private void Check(DeadlineRule rule)
    {
        if (_byCode[rule.Code].Any(r => !ReferenceEquals(r, rule) && r.Jurisdiction == rule.Jurisdiction && r.InForce(rule.From)))
        {
            throw new FormatException($"{rule.Code}: two rows hold on {rule.From:yyyy-MM-dd} in {rule.Jurisdiction}.");
        }
        foreach (var named in new[] { rule.Extends, rule.Replaces }.OfType<string>().Where(n => !_byCode.Contains(n)))
        {
            throw new FormatException($"{rule.Code}: there is no row {named}.");
        }
        if (rule.Replaces is not null != (rule.Profile is not null))
        {
            throw new FormatException($"{rule.Code}: a row that replaces another belongs to a profile, and one of a profile replaces another.");
        }
    }

    private sealed record File(Both Source, IReadOnlyList<DeadlineRule> Rules);
}
