using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>
/// Whom a voice can be given to: people who act for the body that holds it, or, where no body does, officers and clerks of the area of whoever gives it, not those above. An accusation is never
/// given to somebody who belongs to an accused body, or to one below it, in any role.
/// </summary>
public static class Colleagues
{
    public sealed record Person(Guid Id, string Name, Role Role);

    private static readonly Role[] Working = [Role.Officer, Role.Clerk, Role.Leader];

    public static async Task<IReadOnlyList<Person>> Of(Voice voice, OrganisationTree tree, Db db, Actor actor, DateOnly today, CancellationToken ct)
    {
        var (bodies, area) = (Answering(voice.Holder, tree), actor.Scope(VoicesModule.Handle));
        var grants = db.Grants.AsNoTracking().Where(g => g.From <= today && (g.To == null || g.To > today) && Working.Contains(g.Role));
        var held = voice.Holder is null
            ? [.. (await grants.Where(g => g.Organisation == null).ToListAsync(ct)).Where(g => g.Role != Role.Leader && g.Place.Contains(voice.Place) && area.Contains(g.Place))]
            : await grants.Where(g => g.Organisation != null && bodies.Contains(g.Organisation.Value)).ToListAsync(ct);
        var ids = held.Select(g => g.UserId).Distinct().ToList();
        if (voice.Kind == VoiceKind.Accusation)
        {
            ids = [.. ids.Except(await Accused(voice, ids, tree, db, today, ct))];
        }
        var names = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id) && u.ClosedAt == null).OrderBy(u => u.DisplayName).ThenBy(u => u.Id).Select(u => new { u.Id, u.DisplayName }).ToListAsync(ct);
        return [.. names.Select(n => new Person(n.Id, n.DisplayName, held.Where(g => g.UserId == n.Id).Min(g => g.Role)))];
    }

    /// <summary>Why this person cannot be given the voice: a word of the page; null: she can.</summary>
    internal static async Task<string?> Objection(Voice voice, Guid person, OrganisationTree tree, Db db, Actor actor, DateOnly today, CancellationToken ct) =>
        (await Of(voice, tree, db, actor, today, ct)).Any(p => p.Id == person) ? null
        : voice.Kind == VoiceKind.Accusation && (await Accused(voice, [person], tree, db, today, ct)).Count > 0 ? "voice.person-is-accused"
        : "voice.not-a-colleague";

    private static HashSet<Guid> Answering(Id<Organisation>? holder, OrganisationTree tree) =>
        holder is { } body ? [.. tree.WithMerged([tree.Successor(body)?.Id ?? body]).Select(b => b.Value)] : [];

    private static async Task<IReadOnlyList<Guid>> Accused(Voice voice, IReadOnlyList<Guid> people, OrganisationTree tree, Db db, DateOnly today, CancellationToken ct)
    {
        var accused = await db.VoiceAccused.Where(a => a.Voice == voice.Id).Select(a => a.Body).ToListAsync(ct);
        var belongs = await db.Grants.AsNoTracking().Where(g => people.Contains(g.UserId) && g.Organisation != null && (g.To == null || g.To > today)).Select(g => new { g.UserId, g.Organisation }).ToListAsync(ct);
        return [.. belongs.GroupBy(g => g.UserId).Where(g => Sight.KinOf(g.Select(b => new Id<Organisation>(b.Organisation!.Value)), tree).Overlaps(accused)).Select(g => g.Key)];
    }
}

/// <summary>Lists the people a voice can be given to, for those who may act on it.</summary>
public static class FindColleagues
{
    public static async Task<Result<IReadOnlyList<Colleagues.Person>>> Handle(Id<Voice> id, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(VoicesModule.Handle) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var sight = Sight.Of(actor, tree, VoicesModule.Handle);
        return await sight.Voices(db).AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } voice || sight.PartiesOf(voice).Count == 0 ? Problem.Missing("voice.not-found")
            : (await Colleagues.Of(voice, tree, db, actor, ChinaDay.Today(clock), ct)).ToList();
    }
}
