using System.Globalization;
using System.Text.Json;

namespace Shanhai.Host.Outside;

/// <summary>
/// A file of <c>data/calendars</c>: days off and make-up working days by year, with the holiday's name in both languages. A new year's
/// notice is added to the file, or to a copy of it that the administrator names; nothing in the program knows a holiday.
/// </summary>
public sealed record ShippedCalendar(string Code, Both Source, IReadOnlyDictionary<int, IReadOnlyList<ShippedCalendar.Day>> Years)
{
    /// <summary>Where the notices of a year can be read. A year that is not here has no other source than <see cref="Source"/>.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> Notices { get; init; } = new Dictionary<int, IReadOnlyList<string>>();

    public enum Kind { Holiday, Workday }

    public sealed record Day(DateOnly Date, Both Name, Kind Kind);

    public WorkingDays WorkingDays { get; } = new(
    [
        .. Years.Select(y => new WorkingDays.Table(y.Key, [.. Of(y.Value, Kind.Holiday)], [.. Of(y.Value, Kind.Workday)])),
    ]);

    /// <summary>Where the file is not there, a calendar without years: everything is then reckoned with weekends only, and says so.</summary>
    public static ShippedCalendar ReadOrNone(string path) =>
        File.Exists(path) ? Read(path) : new("CN", new("没有放假安排", "No holiday tables"), new Dictionary<int, IReadOnlyList<Day>>());

    /// <summary>Throws <see cref="FormatException"/> naming the file and the day that cannot be read.</summary>
    public static ShippedCalendar Read(string path)
    {
        var file = Path.GetFileName(path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            var years = root.GetProperty("years").EnumerateObject().ToDictionary(
                y => int.Parse(y.Name, CultureInfo.InvariantCulture),
                y => (IReadOnlyList<Day>)[.. y.Value.EnumerateArray().Select(d => ReadDay(d, file))]);
            return new(root.GetProperty("code").GetString()!, Words(root.GetProperty("source")), years)
            {
                Notices = root.TryGetProperty("notices", out var notices)
                    ? notices.EnumerateObject().ToDictionary(y => int.Parse(y.Name, CultureInfo.InvariantCulture), y => (IReadOnlyList<string>)[.. y.Value.EnumerateArray().Select(a => a.GetString()!)])
                    : new Dictionary<int, IReadOnlyList<string>>(),
            };
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"{file}: {broken.Message}", broken);
        }
    }

    private static IEnumerable<DateOnly> Of(IEnumerable<Day> days, Kind kind) => days.Where(d => d.Kind == kind).Select(d => d.Date);

    private static Both Words(JsonElement at) => new(at.GetProperty("zh").GetString()!, at.GetProperty("en").GetString()!);

    private static Day ReadDay(JsonElement day, string file) =>
        DateOnly.TryParseExact(day.GetProperty("date").GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        && day.GetProperty("kind").GetString() is "holiday" or "workday"
            ? new(date, Words(day), day.GetProperty("kind").GetString() == "holiday" ? Kind.Holiday : Kind.Workday)
            : throw new FormatException($"{file}: not a day of a calendar: {day.GetRawText()}");
}
