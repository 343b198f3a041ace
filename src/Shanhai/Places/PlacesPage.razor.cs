using System.Globalization;
using Shanhai.Host.Tables;

namespace Shanhai.Places;

public partial class PlacesPage
{
    /// <summary><paramref name="Under"/> is the path of the place the list is cut down to.</summary>
    public sealed record Shown(FindPlaces Filter, Page<FindPlaces.Row> Found, string? Under, bool HasClasses, bool RegisterIsEmpty);

    /// <summary>What the address says. A filter left empty, or one that nobody could have meant, does not count.</summary>
    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Under { get; init; }
        public string? Level { get; init; }
        public string? Class { get; init; }
        public string? State { get; init; }
        public string? AsOf { get; init; }
        public string? Sort { get; init; }
        public string? After { get; init; }
        public string? Size { get; init; }

        public FindPlaces Filter() => new()
        {
            Q = Q,
            Under = PlaceCode.TryParse(Under, out var under) ? under : null,
            Level = Enum.TryParse<Level>(Level, ignoreCase: true, out var level) ? level : null,
            Class = short.TryParse(Class, NumberStyles.None, CultureInfo.InvariantCulture, out var @class) ? @class : null,
            State = Enum.TryParse<PlaceState>(State, ignoreCase: true, out var state) ? state : null,
            AsOf = TypedDay.TryRead(AsOf, out var day) ? day : null,
            Sort = Sort,
            After = After,
            Size = int.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
        };
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, CurrentRegister current, Db db, CancellationToken ct)
    {
        var filter = address.Filter();
        var found = await FindPlaces.Handle(filter, current, db, view.Actor, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var register = await current.Read(db, ct);
        var under = filter.Under is { } u && register.Find(u) is >= 0 and var i ? string.Join(" / ", new[] { register.Path(i), register.Name(i) }.Where(n => n.Length > 0)) : null;
        return Html.Show<PlacesPage, Shown>(view, view.Say("places.title"), new(filter, found.Value, under, register.HasClasses, register.Count == 0));
    }

    /// <summary>The whole list as it is shown: same filter, same order, same columns.</summary>
    public static async Task<IResult> Export(
        View view, [AsParameters] Address address, string? format, string[]? columns, CurrentRegister current, Db db, CancellationToken ct)
    {
        if (view.Actor.Refuses(PlacesModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }

        var filter = address.Filter();
        var register = await current.Read(db, ct);
        (string Key, double Width, bool Asked, Func<FindPlaces.Row, object?> Value)[] all =
        [
            ("name", 20, false, r => r.Name),
            ("code", 16, false, r => r.OfficialCode ?? r.Code.ToString()),
            ("level", 12, false, r => view.Say("level." + r.Level)),
            ("path", 40, false, r => r.Path),
            ("class", 8, !register.HasClasses, r => r.Class),
            ("opened", 12, true, r => r.Opened),
            ("closed", 12, filter.AsOf is null && filter.State is null or PlaceState.Standing, r => r.Closed),
            ("today", 30, filter.AsOf is null && filter.State is null or PlaceState.Standing, r => r.Today is null ? null : string.Join(' ', r.Today.Select(t => t.Name))),
        ];
        var shown = TableFile.Chosen(columns, all);
        TableColumn[] heads = [.. shown.Select(c => new TableColumn(view.Say("places." + c.Key), c.Width))];
        var rows = filter.All(register).Select(r => shown.Select(c => c.Value(r)).ToArray()).ToAsyncEnumerable();
        return TableFile.Of(view, format, view.Say("places.title"), heads, rows);
    }
}
