using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Voices.Officials;

/// <summary>The queue: what an official has to do about voices, the one due first on top; filters in the address, counts on the tabs, bulk work, export of exactly what is shown.</summary>
public partial class VoicesPage
{
    /// <param name="Place">What was typed for the place; kept where it is none.</param>
    /// <param name="People">Who acts for the reader's own bodies.</param>
    /// <param name="Bodies">Names to choose a body from.</param>
    /// <param name="IsNarrowed">Something besides the tray is asked for.</param>
    public sealed record Shown(
        FindVoices Filter, Page<FindVoices.Row> Found, IReadOnlyDictionary<Tray, int> Counts, VoiceCatalogue Catalogue, string? Place, string? Body, IReadOnlyList<Colleagues.Person> People,
        IReadOnlyList<string> Bodies, bool MayHandle, bool MayEnter, bool IsNarrowed, Problem? Problem, DateOnly Today);

    /// <summary>What the address says. A filter that nobody could have meant does not count, except a place or a body that is not there: that is said.</summary>
    public sealed record Address
    {
        public string? Tray { get; init; }
        public string? Text { get; init; }
        public string? State { get; init; }
        public string? Kind { get; init; }
        public string? Category { get; init; }
        public string? Channel { get; init; }
        public string? Place { get; init; }
        public string? Under { get; init; }
        public string? Body { get; init; }
        public string? Person { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }
        public string? Within { get; init; }
        public string? Sort { get; init; }
        public string? After { get; init; }
        public string? Size { get; init; }

        public (FindVoices Filter, Problem? Problem) Filter(Register register, OrganisationTree tree, Actor actor)
        {
            var errors = new Errors();
            var under = PlaceCode.TryParse(Under, out var code) ? code : (PlaceCode?)null;
            if (Place.Kept() is { } words && under is null)
            {
                under = PlaceCode.TryParse(words, out var typed) ? typed : SearchPlaces.In(register, words, 12, actor) is [var found, ..] && found.Fit != Register.Fit.Typo ? found.Code : null;
                if (under is null)
                {
                    errors.Add("place", "voices.new.no-place", words);
                }
            }
            Id<Organisation>? body = Id<Organisation>.TryParse(Body, null, out var id) ? id : null;
            if (body is null && Body.Kept() is { } name && (body = NamedBody.Find(tree, name, null, errors, "body")?.Id) is null)
            {
                body = default(Id<Organisation>);
            }
            var unsought = SearchWords.Validate(Text);
            foreach (var wrong in unsought.All)
            {
                errors.Add(wrong.Field, wrong.Key, wrong.Args);
            }
            return (new()
            {
                Text = unsought.Refusal is null ? Text : null,
                Tray = Read<Tray>(Tray) ?? Voices.Tray.UnderWay, State = Read<VoiceState>(State), Kind = Read<VoiceKind>(Kind), Category = Category, Channel = Read<Channel>(Channel), Under = under, Body = body,
                Person = Guid.TryParse(Person, out var person) ? person : null, From = TypedDay.Read(From, "from", errors), To = TypedDay.Read(To, "to", errors),
                Within = int.TryParse(Within, NumberStyles.None, CultureInfo.InvariantCulture, out var within) ? within : null, Sort = Sort, After = After,
                Size = int.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
            }, errors.Refusal);
        }

        private static T? Read<T>(string? text) where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

        public bool IsNarrowed => new[] { Text, State, Kind, Category, Channel, Place, Under, Body, Person, From, To }.Any(f => !string.IsNullOrWhiteSpace(f));
    }

    /// <summary>What the doors of the queue need.</summary>
    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, VoiceCatalogue Catalogue, Db Db, TimeProvider Clock);

    public static async Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct)
    {
        var (tree, register, today) = (await with.Trees.Read(with.Db, ct), await with.Places.Read(with.Db, ct), ChinaDay.Today(with.Clock));
        var (filter, wrong) = address.Filter(register, tree, view.Actor);
        var found = await FindVoices.Handle(filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var counts = await FindVoices.Counts(filter, with.Db, view.Actor, tree, today, ct);
        var body = filter.Body is { } id && tree.Find(id) is { } named ? named.Name : address.Body;
        var place = filter.Under is { } under && register.Find(under) is >= 0 and var i ? register.Name(i) : address.Place;
        var people = await OwnPeople(view.Actor, tree, with.Db, today, ct);
        return Html.Show<VoicesPage, Shown>(view, view.Say("voices.title"), new(filter, found.Value, counts, with.Catalogue, place, body, people, NamedBody.Of(tree, view.Actor.Scope(VoicesModule.View).Roots),
            view.Actor.May(VoicesModule.Handle), view.Actor.May(VoicesModule.Register), address.IsNarrowed, wrong, today), wrong is null ? 200 : 422,
            found.Value.Rows.Any(r => r.Excerpt.StartsWith(Voice.SimulatedMark, StringComparison.Ordinal)));
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, string[]? columns, [AsParameters] Reading with, CancellationToken ct)
    {
        var (filter, wrong) = address.Filter(await with.Places.Read(with.Db, ct), await with.Trees.Read(with.Db, ct), view.Actor);
        filter = filter with { After = null, Size = 200 };
        var first = await FindVoices.Handle(filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if ((wrong ?? first.Problem) is { } problem)
        {
            return Html.Refused(view, problem);
        }
        (string Key, double Width, bool Asked, Func<FindVoices.Row, object?> Value)[] all =
        [
            ("text", 50, false, r => r.Excerpt),
            ("due", 12, false, r => r.NextDue),
            ("state", 14, false, r => view.Say("voice.state." + r.State)),
            ("kind", 12, false, r => view.Say("voice.kind." + r.Kind)),
            ("category", 18, false, r => with.Catalogue.Category(r.Category) is { } c ? view.Say(c.Name) : r.Category),
            ("place", 14, false, r => r.PlaceName),
            ("holder", 20, false, r => r.Holder),
            ("assigned", 14, false, r => r.AssignedName),
            ("received", 12, false, r => ChinaDay.Of(r.ReceivedAt)),
            ("receipt", 16, true, r => Receipt.Written(r.Receipt)),
            ("channel", 10, true, r => view.Say("voice.channel." + r.Channel)),
            ("office", 20, true, r => r.Office),
            ("rating", 8, true, r => r.Rating),
        ];
        var shown = TableFile.Chosen(columns, all);
        TableColumn[] heads = [.. shown.Select(c => new TableColumn(view.Say("queue." + c.Key), c.Width))];
        var rows = Rows(first.Value, filter, with, view, ct).Select(r => shown.Select(c => c.Value(r)).ToArray());
        // Who took a list of voices out of the program is written down before the first row leaves.
        await with.Db.RecordReading(view.Actor, VoicesModule.View, "voices:export", new { tray = filter.Tray, columns = shown.Select(c => c.Key) }, ct: ct);
        return TableFile.Of(view, format, view.Say("voices.title"), heads, rows);
    }

    private static async IAsyncEnumerable<FindVoices.Row> Rows(Page<FindVoices.Row> page, FindVoices filter, Reading with, View view, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            foreach (var row in page.Rows)
            {
                yield return row;
            }
            if (page.Next is not { } next)
            {
                yield break;
            }
            page = (await FindVoices.Handle(filter with { After = next }, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Value;
        }
    }

    private static async Task<IReadOnlyList<Colleagues.Person>> OwnPeople(Actor actor, OrganisationTree tree, Db db, DateOnly today, CancellationToken ct)
    {
        var bodies = tree.WithMerged(tree.BodiesOf(actor)).Select(b => b.Value).ToList();
        if (bodies.Count == 0)
        {
            return [];
        }
        var people = await db.Grants.AsNoTracking().Where(g => g.Organisation != null && bodies.Contains(g.Organisation.Value) && g.From <= today && (g.To == null || g.To > today))
            .Join(db.Users.Where(u => u.ClosedAt == null), g => g.UserId, u => u.Id, (g, u) => new { u.Id, u.DisplayName, g.Role }).OrderBy(p => p.DisplayName).ThenBy(p => p.Id).Take(200).ToListAsync(ct);
        return [.. people.Where(p => !p.Role.IsAdministrator).DistinctBy(p => p.Id).Select(p => new Colleagues.Person(p.Id, p.DisplayName, p.Role))];
    }
}
