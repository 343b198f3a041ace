using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Voices;

namespace Shanhai.Notices;

/// <summary>
/// Files an objection to a notice that is out. Anybody may, without an account, with or without a name, until the time to object is over. The answer is a
/// code and a PIN, by which its sender reads what the body says to it.
/// </summary>
public sealed record FileObjection(string? Text)
{
    public string? Name { get; init; }
    public string? Phone { get; init; }
    public string? Address { get; init; }

    /// <summary>Made by the sender: an objection sent again under the same key is not filed twice.</summary>
    public string? ClientKey { get; init; }

    /// <param name="AnswerBy">Where the law gives a time.</param>
    public sealed record Filed(Id<Objection> Id, string Receipt, string Pin, DateOnly? AnswerBy);

    private const string PinPurpose = "notices.pin";

    // Whoever has the key is told the PIN again: it must not be one that somebody guesses.
    private const int ShortestKey = 16;

    public Errors Validate()
    {
        var errors = new Errors().Require(Text, "text", "notice.say-objection").Limit(Text, Objection.LongestText, "text")
            .Limit(Name, 60, "name").Limit(Phone, 40, "phone").Limit(Address, 200, "address").Limit(ClientKey, 80, "clientKey");
        return ClientKey.Kept() is { Length: < ShortestKey } ? errors.Add("clientKey", "notice.key-short", ShortestKey) : errors;
    }

    public static async Task<Result<Filed>> Handle(
        Id<Notice> id, FileObjection input, MatterCatalogue matters, CurrentDeadlines current, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(NoticesModule.Object) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }
        var key = input.ClientKey.Kept();
        if (key is not null && await Before(id, key, vault, db, ct) is { } before)
        {
            return before;
        }
        if (await db.Notices.AsNoTracking().FirstOrDefaultAsync(n => n.Id == id, ct) is not { IsOut: true } notice)
        {
            return Problem.Missing("notice.not-found");
        }
        var deadlines = await current.Read(db, ct);
        if (await TooLate(notice, matters.Find(notice.Matter)!, deadlines, db, clock, ct) is { } late)
        {
            return late;
        }

        var (oid, today) = (Id<Objection>.New(clock), ChinaDay.Today(clock));
        Clock? answer = null;
        if (matters.Find(notice.Matter)!.Answer is { } rule)
        {
            var started = Clock.Start(deadlines, rule, new(NoticesModule.ObjectionSubject, oid.Value, notice.Place, notice.Body.Value), today, clock);
            if (started.Problem is { } problem)
            {
                return problem;
            }
            answer = db.Clocks.Add(started.Value).Entity;
        }
        var person = new Objection.Person(input.Name.Kept(), input.Phone.Kept(), input.Address.Kept());
        var pin = key is null ? Receipt.NewPin() : PinOf(oid, key, vault);
        var objection = new Objection
        {
            Id = oid, Notice = id, Round = notice.Round, Receipt = Receipt.New(), PinMark = vault.Mark(PinPurpose, oid.Value, pin), ClientKey = key, Text = input.Text!.Trim(),
            Box = person is { Name: null, Phone: null, Address: null } ? null : Objection.Seal(oid, person, vault), ReceivedAt = clock.GetUtcNow(), Clock = answer?.Id,
        };
        db.Objections.Add(objection);
        // Anonymous means anonymous: the address stays out of the journal too.
        db.Record(actor with { Origin = null }, NoticesModule.Object, NoticesModule.SubjectOf(objection), new { notice = id.ToString(), round = notice.Round }, notice.Place);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException broken) when (key is not null && db.Dialect.IsDuplicate(broken))
        {
            // Two presses at once: the second gets the first one's answer.
            db.ChangeTracker.Clear();
            return await Before(id, key, vault, db, ct) is { } first ? first : Problem.Clash("notice.key-used");
        }
        return new Filed(oid, objection.Receipt, pin, answer?.DueOn);
    }

    /// <summary>Null: one may still object.</summary>
    internal static async Task<Problem?> TooLate(Notice notice, Matter matter, Deadlines deadlines, Db db, TimeProvider clock, CancellationToken ct)
    {
        if (notice.State == NoticeState.Withdrawn)
        {
            return Problem.Clash("notice.over");
        }
        var running = await db.Clocks.AsNoTracking().FirstAsync(c => c.Id == notice.Clock, ct);
        var last = matter.Objection is { } rule && deadlines.InForce(rule, notice.Place, running.StartedOn) is { } right ? deadlines.Reckon(right, running.StartedOn).Due : running.DueOn;
        return ChinaDay.Today(clock) > last ? Problem.Clash("notice.objection-late", $"{running.StartedOn.AddDays(1):yyyy-MM-dd}", $"{last:yyyy-MM-dd}") : null;
    }

    internal static bool PinFits(Objection objection, string pin, Vault vault) => vault.Fits(PinPurpose, objection.Id.Value, pin.Trim(), objection.PinMark);

    private static async Task<Filed?> Before(Id<Notice> notice, string key, Vault vault, Db db, CancellationToken ct)
    {
        var known = await db.Objections.AsNoTracking().Where(o => o.Notice == notice && o.ClientKey == key)
            .Select(o => new { o.Id, o.Receipt, Due = db.Clocks.Where(c => c.Id == o.Clock).Select(c => (DateOnly?)c.DueOn).FirstOrDefault() }).FirstOrDefaultAsync(ct);
        return known is null ? null : new(known.Id, known.Receipt, PinOf(known.Id, key, vault), known.Due);
    }

    // Made from the sender's own secret, so that a form sent twice is answered twice the same and no PIN is kept.
    private static string PinOf(Id<Objection> id, string key, Vault vault) =>
        (BitConverter.ToUInt32(vault.Mark(PinPurpose + ".key", id.Value, key)) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
}

/// <summary>Shows somebody her own objection and what was answered: whoever has the code and the PIN. Nothing tells whether a code exists.</summary>
public sealed record FollowObjection(string? Receipt, string? Pin)
{
    public sealed record Shown(
        string Receipt, Id<Notice> Notice, string Title, string Text, bool Anonymous, DateTimeOffset ReceivedAt, DateOnly? AnswerBy, DateTimeOffset? AnsweredAt, string? Answer, bool? Upheld);

    public static async Task<Result<Shown>> Handle(FollowObjection input, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(NoticesModule.Object) ?? new Errors().Require(input.Receipt, "receipt").Require(input.Pin, "pin").Refusal) is { } no)
        {
            return no;
        }
        if (!Voices.Receipt.TryRead(input.Receipt, out var code))
        {
            return new Errors().Add("receipt", "voice.bad-receipt").Refusal!;
        }
        var now = clock.GetUtcNow();
        if (await db.Objections.FirstOrDefaultAsync(o => o.Receipt == code, ct) is not { } objection)
        {
            return Problem.Missing("voice.receipt-or-pin");
        }
        if (objection.PinLockedUntil > now)
        {
            return new Problem("voice.pin-locked", 429);
        }
        var right = FileObjection.PinFits(objection, input.Pin!, vault);
        if (!right || objection.PinFailures > 0)
        {
            objection.Tried(right, now);
            db.Record(actor with { Origin = null }, NoticesModule.Object, NoticesModule.SubjectOf(objection), new { pin = right ? "right again" : "wrong", times = objection.PinFailures });
            await db.SaveChangesAsync(ct);
        }
        if (!right)
        {
            return Problem.Missing("voice.receipt-or-pin");
        }
        var title = await db.Notices.Where(n => n.Id == objection.Notice).Select(n => n.Title).SingleAsync(ct);
        var due = objection.Clock is { } running ? await db.Clocks.Where(c => c.Id == running).Select(c => (DateOnly?)c.DueOn).SingleAsync(ct) : null;
        return new Shown(objection.Receipt, objection.Notice, title, objection.Text, objection.Box is null, objection.ReceivedAt, due, objection.AnsweredAt, objection.Answer, objection.Upheld);
    }
}
