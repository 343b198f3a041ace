using System.Text.Json;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// Which places are to be named, under whose authority and from when to when. Data, versioned: a change is a new rule with a later
/// <see cref="From"/>, and findings keep the version that made them.
/// </summary>
public sealed record Rule
{
    public required string Code { get; init; }
    public required Both Name { get; init; }
    public required PlaceCode Jurisdiction { get; init; }

    /// <summary>First and last period the rule judges, both included; no last one means until replaced.</summary>
    public required Period From { get; init; }
    public Period? To { get; init; }

    public required string Basis { get; init; }
    public required Mark Mark { get; init; }
    public required Population Population { get; init; }
    public required Condition When { get; init; }

    /// <summary>From the most severe down; a place gets the first one that holds.</summary>
    public IReadOnlyList<Severity> Severities { get; init; } = [];
    public IReadOnlyList<Exemption> Exemptions { get; init; } = [];

    /// <summary>The code of the rule of the place above that this one must not be laxer than.</summary>
    public string? Under { get; init; }

    public Both? Note { get; init; }

    public bool InForce(Period period) => period >= From && (To is null || period <= To);

    /// <summary>What must be in memory before the rule can run for a period.</summary>
    public IEnumerable<(Indicator Indicator, Period Period)> Needs(Catalogue catalogue, Period period) =>
        Severities.Select(s => s.When).Prepend(When).SelectMany(c => c.Reads()).Distinct().SelectMany(r => catalogue[r.Code] is var figure
            && r.Regular && figure.NonRecurringPart is { } part
                ? new[] { (figure, period.Plus(-r.Back)), (catalogue[part], period.Plus(-r.Back)) }
                : [(figure, period.Plus(-r.Back))]).Distinct();

    public static Result<Rule> Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Rule>(json, Catalogue.Json)!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return Problem.Invalid("rule.unreadable", e.Message);
        }
    }

    public string Written() => JsonSerializer.Serialize(this, Catalogue.Json);
}

/// <summary>
/// The places a rule judges: all of these levels within these subtrees (the jurisdiction where none is named), of one of these classes, or of this list.
/// A place that has taken another code since the rule was written is still meant; one that was joined with others or divided is not.
/// </summary>
public sealed record Population
{
    public required IReadOnlyList<Level> Levels { get; init; }

    /// <summary>Only places without places below them, whatever their level: other countries' trees end at different depths.</summary>
    public bool LowestOnly { get; init; }
    public IReadOnlyList<PlaceCode> Within { get; init; } = [];
    public IReadOnlyList<string> Classes { get; init; } = [];
    public IReadOnlyList<PlaceCode> Places { get; init; } = [];
    public IReadOnlyList<PlaceCode> Except { get; init; } = [];

    public long[] In(PlaceCode jurisdiction, PlaceList places)
    {
        var within = Within.Count == 0 ? [jurisdiction] : Within.Select(places.Today).Where(jurisdiction.Contains).ToArray();
        var classes = Classes.Count == 0 ? null : Classes.SelectMany(c => places.Classes.GetValueOrDefault(c) ?? []).ToHashSet();
        var listed = Places.Count == 0 ? null : Places.Select(p => places.Today(p).Value).ToHashSet();
        var except = Except.Select(p => places.Today(p).Value).ToHashSet();
        var levels = Levels.ToHashSet();
        return Array.FindAll(LowestOnly ? places.Leaves : places.Codes, code => new PlaceCode(code) is var place
            && levels.Contains(place.Level)
            && Array.Exists(within, w => w.Contains(place))
            && classes?.Contains(code) != false
            && listed?.Contains(code) != false
            && !except.Contains(code));
    }
}

public sealed record Severity(string Code, Both Name, Condition When);

/// <summary>A place that is not judged, by a document and for a time.</summary>
public sealed record Exemption(PlaceCode Place, string Document, Period From, Period? To = null)
{
    public bool Holds(Period period) => period >= From && (To is null || period <= To);
}
