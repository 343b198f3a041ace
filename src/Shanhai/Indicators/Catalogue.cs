using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shanhai.Indicators;

/// <summary>Every indicator the program knows, found by code, by number or by any name a table may use. Immutable; a change makes a new catalogue.</summary>
public sealed class Catalogue
{
    /// <summary>How the shipped files are written: camelCase names, enumerations as words.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly FrozenDictionary<string, Indicator> _byCode;
    private readonly FrozenDictionary<int, Indicator> _byId;
    private readonly FrozenDictionary<string, Indicator[]> _byName;

    private Catalogue(IReadOnlyList<Indicator> all)
    {
        All = all;
        _byCode = all.ToFrozenDictionary(i => i.Code, StringComparer.OrdinalIgnoreCase);
        _byId = all.ToFrozenDictionary(i => i.Id);
        _byName = all.SelectMany(i => i.Aliases.Append(i.Name.Zh).Append(i.Name.En).Append(i.Code).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => (name, i)))
            .GroupBy(p => p.name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(g => g.Key, g => g.Select(p => p.i).ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<Indicator> All { get; }

    public Indicator? Find(string code) => _byCode.GetValueOrDefault(code);

    public Indicator? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>Throws where the code is unknown: for callers that have validated it.</summary>
    public Indicator this[string code] => _byCode[code];

    /// <summary>Every indicator that goes by this name, code or alias; a person decides between several.</summary>
    public IReadOnlyList<Indicator> Named(string name) => _byName.GetValueOrDefault(name.Trim()) ?? [];

    /// <summary>The indicators that a figure of this one may be computed from in a year, itself not included.</summary>
    public IEnumerable<Indicator> Sources(Indicator indicator, Period period)
    {
        foreach (var term in indicator.FormulaAt(period)?.Terms ?? [])
        {
            yield return this[term.Code];
        }
        if (indicator.Rate is { } rate)
        {
            yield return this[rate.Numerator];
            yield return this[rate.Denominator];
        }
        if (indicator.WeightedBy is { } weight)
        {
            yield return this[weight];
        }
    }

    public static Result<Catalogue> Of(IReadOnlyList<Indicator> all) =>
        CatalogueCheck.FirstProblem(all) is { } problem ? problem : new Catalogue(all);

    /// <summary>Reads every *.json of a folder, in the order of their names.</summary>
    public static async Task<Result<Catalogue>> Read(string folder, CancellationToken ct = default)
    {
        var all = new List<Indicator>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            await using var stream = File.OpenRead(path);
            try
            {
                all.AddRange((await JsonSerializer.DeserializeAsync<Indicator[]>(stream, Json, ct))!);
            }
            catch (JsonException e)
            {
                return Problem.Invalid("catalogue.unreadable", Path.GetFileName(path), e.LineNumber + 1, e.Path);
            }
        }
        return Of(all);
    }
}
