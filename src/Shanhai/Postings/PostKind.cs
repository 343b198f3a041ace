using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Outside;

namespace Shanhai.Postings;

/// <summary>Whether a term is the longest or the shortest that may be.</summary>
public enum TermBound { AtMost, AtLeast }

/// <summary>By what a village should have somebody: every one, those a rule names weak, or those of a named list.</summary>
public enum ShouldBy { Every, Findings, List }

/// <summary>
/// A kind of post, as data that ships: how long a batch is, how many villages one person may hold, with which other kinds a post goes together, which villages should have somebody, what there is to do; each part with
/// where it was read and how sure that is. What no text says is left open: there is no number of days on site, because none was found and none is counted.
/// </summary>
/// <param name="Villages">Null: no limit was found, and none is set.</param>
/// <param name="Names">Whether full names are public.</param>
public sealed record PostKind(
    string Code, Both Name, Both What, Both Source, Mark Mark, int SinceYear, Mark SinceMark, PostKind.Length Term, PostKind.Limit? Villages, IReadOnlyList<string> Together, Mark TogetherMark, PostKind.Naming Names,
    IReadOnlyList<PostKind.Ought> Should, IReadOnlyList<PostKind.Duty> Duties, Mark DutiesMark)
{
    public sealed record Length(int Years, TermBound Bound, Mark Mark);

    public sealed record Limit(int Most, Mark Mark, Both Note);

    public sealed record Naming(bool Full, Mark Mark, Both Note);

    public sealed record Ought(ShouldBy By, Both Name, Mark Mark, string? List = null);

    public sealed record Duty(string Code, Both Name);

    private static readonly string[] Files = ["first-secretary", "instructor", "commissioner"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static readonly IReadOnlyList<PostKind> All = [.. Files.Select(f => JsonSerializer.Deserialize<PostKind>(File.ReadAllBytes(ShippedData.PathOf($"postings/{f}.json")), Json)!)];

    public static PostKind? Find(string? code) => All.FirstOrDefault(k => k.Code == code);

    internal static PostKind Of(string code) => Find(code) ?? throw new InvalidOperationException($"No kind of post '{code}' ships.");

    /// <summary>The last day of a term of this kind that begins on the day.</summary>
    public DateOnly LastFrom(DateOnly from) => from.AddYears(Term.Years).AddDays(-1);

    /// <summary>Null where a batch may last so long; else what is wrong with its last day.</summary>
    public Errors.At? Judge(DateOnly from, DateOnly to) =>
        to < from ? new("to", "postings.ends-before")
        : Term.Bound == TermBound.AtMost && to > LastFrom(from) ? new("to", "postings.too-long", Name, Term.Years, $"{LastFrom(from):yyyy-MM-dd}")
        : Term.Bound == TermBound.AtLeast && to < LastFrom(from) ? new("to", "postings.too-short", Name, Term.Years, $"{LastFrom(from):yyyy-MM-dd}")
        : null;
}
