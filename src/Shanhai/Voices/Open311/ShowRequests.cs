using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices.Files;

namespace Shanhai.Voices.Open311;

/// <summary>
/// What is public of voices: those whose petitioner agreed and for which the office wrote words for everybody, with the village and no closer place. Whoever
/// filed voices by a key sees these as they were sent. An accusation is never among them, nor that there is one.
/// </summary>
internal sealed class ShowRequests(CurrentRegister registers, CurrentTree trees, CurrentDeadlines deadlines, VoiceCatalogue catalogue, Settings settings, Db db, TimeProvider clock)
{
    private const int Most = 1000, MostDays = 90;

    public async Task<Answer> List(Asked asked, CancellationToken ct)
    {
        var query = Seen(db, asked.Sender);
        if (asked.Listed("service_request_id") is { Count: > 0 } named)
        {
            var ids = named.Take(Most).Select(n => Id<Voice>.TryParse(n, null, out var id) ? id : (Id<Voice>?)null).OfType<Id<Voice>>().ToList();
            return await Page(query.Where(v => ids.Contains(v.Id)).OrderByDescending(v => v.Id).Take(Most), asked, ct);
        }
        if (!asked.TryInstant("start_date", out var from) || !asked.TryInstant("end_date", out var to))
        {
            return asked.Refuse(400, "open311.bad-date");
        }
        var (first, last) = Window(from, to, clock.GetUtcNow());
        query = query.Where(v => v.ReceivedAt >= first && v.ReceivedAt <= last);
        if (asked.Listed("service_code") is { Count: > 0 } codes)
        {
            query = query.Where(v => codes.Contains(v.Category));
        }
        var states = asked.Listed("status");
        if (states.Any(s => s is not ("open" or "closed")))
        {
            return asked.Refuse(400, "open311.bad-status");
        }
        query = states.Distinct().ToList() is [var state] ? state == "open" ? query.Where(v => v.State < VoiceState.Concluded) : query.Where(v => v.State >= VoiceState.Concluded) : query;
        if (Number(asked["page"], 1, int.MaxValue) is not { } page || Number(asked["page_size"], 100, Most) is not { } size || page > 100_000)
        {
            return asked.Refuse(400, "open311.bad-page", Most);
        }
        return await Page(query.OrderByDescending(v => v.Id).Skip((page - 1) * size).Take(size), asked, ct);
    }

    public async Task<Answer> One(Asked asked, CancellationToken ct) =>
        Id<Voice>.TryParse(asked.Http.Request.RouteValues["id"] as string, null, out var id) && await Page(Seen(db, asked.Sender).Where(v => v.Id == id), asked, ct) is { Items.All.Count: 1 } found
            ? found : asked.Refuse(404, "open311.no-request");

    /// <summary>Requests get their number at once here, so a token is that number. Clients ask without their key; the answer tells them nothing they did not bring.</summary>
    public async Task<Answer> Token(Asked asked, CancellationToken ct) =>
        Id<Voice>.TryParse(asked.Http.Request.RouteValues["id"] as string, null, out var id) && await db.Voices.AnyAsync(v => v.Id == id && v.Kind != VoiceKind.Accusation && db.ExchangedVoices.Any(e => e.Voice == v.Id), ct)
            ? Answer.List("service_requests", "request", [new Fields { { "service_request_id", id.ToString() }, { "token", id.ToString() } }])
            : asked.Refuse(404, "open311.no-token");

    /// <summary>A picture that the office made public.</summary>
    public static async Task<IResult> Media(Id<VoiceFile> file, Attachments attachments, Db db, CancellationToken ct) =>
        await db.VoiceFiles.AsNoTracking().FirstOrDefaultAsync(f => f.Id == file && f.PublicAt != null && f.Type == VoiceFile.Picture, ct) is { } found
            && await Seen(db, null).AnyAsync(v => v.Id == found.Voice, ct)
            ? TypedResults.File(attachments.Open(found), found.Type) : TypedResults.NotFound();

    internal static IQueryable<Voice> Seen(Db db, Guid? sender)
    {
        var voices = db.Voices.AsNoTracking().Where(v => v.Kind != VoiceKind.Accusation);
        return sender is { } mine ? voices.Where(v => v.MayPublish && v.PublicText != null || db.ExchangedVoices.Any(e => e.Voice == v.Id && e.Sender == mine))
            : voices.Where(v => v.MayPublish && v.PublicText != null);
    }

    /// <summary>Ninety days, to the end that was given or to now, as the standard has it.</summary>
    internal static (DateTimeOffset From, DateTimeOffset To) Window(DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset now)
    {
        var last = to ?? (from is { } start && start.AddDays(MostDays) < now ? start.AddDays(MostDays) : now);
        return (from is { } first && last - first <= TimeSpan.FromDays(MostDays) ? first : last.AddDays(-MostDays), last);
    }

    private static int? Number(string? text, int usual, int most) =>
        text is null ? usual : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0 ? Math.Min(number, most) : null;

    private async Task<Answer> Page(IQueryable<Voice> query, Asked asked, CancellationToken ct)
    {
        var mine = asked.Sender;
        var rows = await query.Select(v => new
        {
            Voice = v,
            Mine = mine != null && db.ExchangedVoices.Any(e => e.Voice == v.Id && e.Sender == mine),
            Moved = db.VoiceSteps.Where(s => s.Voice == v.Id).OrderByDescending(s => s.Number).Select(s => s.At).First(),
            Picture = db.VoiceFiles.Where(f => f.Voice == v.Id && f.PublicAt != null && f.Type == VoiceFile.Picture).OrderBy(f => f.Id).Select(f => (Id<VoiceFile>?)f.Id).FirstOrDefault(),
        }).ToListAsync(ct);
        var ids = rows.Select(r => r.Voice.Id.Value).ToList();
        var clocks = await db.Clocks.AsNoTracking().Where(c => c.SubjectKind == VoicesModule.Subject && ids.Contains(c.Subject) && c.StoppedAt == null && !c.Right).OrderBy(c => c.DueOn).ToListAsync(ct);
        var first = clocks.GroupBy(c => c.Subject).ToDictionary(g => g.Key, g => g.First());
        var (register, tree, ends) = (await registers.Read(db, ct), await trees.Read(db, ct), await deadlines.Read(db, ct));
        return Answer.List("service_requests", "request", rows.Select(r => Row(r.Voice, r.Mine, r.Moved, r.Picture, first.GetValueOrDefault(r.Voice.Id.Value), asked, register, tree, ends)));
    }

    private Fields Row(Voice v, bool mine, DateTimeOffset moved, Id<VoiceFile>? picture, Clock? running, Asked asked, Register register, OrganisationTree tree, Deadlines ends)
    {
        var rule = running is null ? null : ends.Rules.Row(running.Row, running.Place, running.StartedOn);
        var at = register.Find(v.Place);
        return
        [
            ("service_request_id", v.Id.ToString()),
            ("status", v.HasEnded ? "closed" : "open"),
            ("status_notes", asked.T("voice.state." + v.State)),
            ("service_name", asked.In(catalogue.Category(v.Category)?.Name ?? new(v.Category, v.Category))),
            ("service_code", v.Category),
            ("description", mine ? v.Text.Length <= 4000 ? v.Text : v.Text[..4000] : v.PublicText),
            ("agency_responsible", (v.Holder ?? v.Office) is { } body ? tree.Find(body)?.Name : null),
            ("service_notice", rule is null ? null : Notice(rule, running!.Provisional, asked)),
            ("requested_datetime", Answer.Instant(v.ReceivedAt)),
            ("updated_datetime", Answer.Instant(moved)),
            // The last second of the last day: who shows only the day shows the right one.
            ("expected_datetime", running is null ? null : Answer.Instant(ChinaDay.EndOf(running.DueOn).AddSeconds(-1))),
            ("address", at < 0 ? v.Place.ToString() : mine && v.Where is { } where ? $"{where}, {register.Name(at)}" : register.Name(at)),
            ("address_id", v.Place.ToString()),
            ("zipcode", null),
            ("lat", mine ? v.Latitude : null),
            ("long", mine ? v.Longitude : null),
            ("media_url", picture is { } file ? $"{asked.Site(settings)}/open311/v2/media/{file}.jpg" : null),
        ];
    }

    internal static string Notice(DeadlineRule rule, bool provisional, Asked asked) =>
        asked.T(provisional ? "open311.notice-provisional" : "open311.notice", rule.Name, TermWords.Of(rule.Term), rule.Begins, rule.Basis);
}
