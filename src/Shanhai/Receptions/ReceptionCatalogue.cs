using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Outside;
using Shanhai.Organisations;

namespace Shanhai.Receptions;

/// <summary>
/// How a reception day is prepared and held (the practice of Pujiang, 2003), how often each level ought to hold one, and what is told of four days of that time:
/// data that ship in <c>data/receptions</c>, each with where it was read and how sure that is.
/// </summary>
public sealed record ReceptionCatalogue(ReceptionCatalogue.Pattern Template, ReceptionCatalogue.Frequency Frequencies, ReceptionCatalogue.Past History)
{
    public sealed record Pattern(Both Source, Mark Mark, IReadOnlyList<Step> Steps, IReadOnlyList<Room> Rooms);

    public sealed record Step(string Code, Both Name, Both What);

    /// <param name="Duties">Whose office sits in it.</param>
    /// <param name="Categories">Subjects of voices that are sent there.</param>
    public sealed record Room(string Subject, Both Name, Duties Duties, IReadOnlyList<string> Categories);

    public enum Span { HalfYear, Quarter, Month, Week }

    public sealed record Frequency(IReadOnlyList<Norm> Norm, Both Basis, Mark Mark, IReadOnlyList<Example> Examples);

    /// <summary>At least so many days in each span.</summary>
    public sealed record Norm(Level Level, int Days, Span Each);

    public sealed record Example(Both Text, Mark Mark);

    public sealed record Past(Both Source, Mark Mark, IReadOnlyList<PastDay> Days, IReadOnlyList<Claim> Claims);

    public sealed record PastDay(string Code, PlaceCode Place, Both Name, DateOnly On, int Batches, int People, IReadOnlyList<Part> Parts);

    public sealed record Part(string Kind, int Count);

    public sealed record Claim(Both Text);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static ReceptionCatalogue Read() => new(File<Pattern>("template"), File<Frequency>("frequencies"), File<Past>("history"));

    public Room? RoomOf(string? subject) => Template.Rooms.FirstOrDefault(r => r.Subject == subject);

    /// <summary>The first and last day of the span that holds <paramref name="day"/>; weeks begin on Monday.</summary>
    public static (DateOnly From, DateOnly To) SpanOf(Span span, DateOnly day)
    {
        var (from, months) = span switch
        {
            Span.HalfYear => (new DateOnly(day.Year, day.Month <= 6 ? 1 : 7, 1), 6),
            Span.Quarter => (new DateOnly(day.Year, (day.Month - 1) / 3 * 3 + 1, 1), 3),
            Span.Month => (new DateOnly(day.Year, day.Month, 1), 1),
            _ => (day.AddDays(-((int)day.DayOfWeek + 6) % 7), 0),
        };
        return (from, months == 0 ? from.AddDays(6) : from.AddMonths(months).AddDays(-1));
    }

    private static T File<T>(string name) => JsonSerializer.Deserialize<T>(System.IO.File.ReadAllBytes(ShippedData.PathOf($"receptions/{name}.json")), Json)!;
}
