using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Notices;

/// <summary>What a notice says, where it is put up and for how long: the same for a draft and for a change of one that is out.</summary>
public sealed record NoticeContent(string? Title, string? Text)
{
    public IReadOnlyList<IReadOnlyList<string>>? Rows { get; init; }

    /// <summary>The rows with every cell in its place, whatever was sent.</summary>
    private IReadOnlyList<IReadOnlyList<string>> Cells => [.. (Rows ?? []).Select(r => (IReadOnlyList<string>)[.. (r ?? []).Select(c => c?.Trim() ?? "")])];
    public IReadOnlyList<NoticeChannel>? Channels { get; init; }

    /// <summary>Which board, which media.</summary>
    public string? Where { get; init; }

    /// <summary>A longer term than the shortest: "7 wd".</summary>
    public string? Term { get; init; }
    public int? KeepDays { get; init; }
    public DateOnly? EventOn { get; init; }
    public string? Contact { get; init; }
    public string? NextStep { get; init; }

    public const string RowsPurpose = "notices.rows";

    private const int LongestKeep = 365;

    public Errors Validate(Matter matter)
    {
        var errors = new Errors()
            .Require(Title, "title").Limit(Title, Notice.LongestTitle, "title").Require(Text, "text").Limit(Text, Notice.LongestText, "text")
            .Limit(Where, 300, "where").Limit(Contact, 200, "contact").Limit(NextStep, Notice.LongestNext, "nextStep");
        foreach (var (field, text) in new[] { ("title", Title), ("text", Text), ("where", Where), ("contact", Contact), ("nextStep", NextStep) })
        {
            errors.WithoutNumbers(text, field);
        }
        if (Channels is not { Count: > 0 })
        {
            errors.Add("channels", "notice.say-channels");
        }
        else if (Channels.Any(c => !matter.Channels.Contains(c)))
        {
            errors.Add("channels", "notice.board-only", matter.Name);
        }
        if (Channels is not null && Channels.Any(c => c != NoticeChannel.Web))
        {
            errors.Require(Where, "where", "notice.say-board");
        }
        if (!string.IsNullOrWhiteSpace(Term) && !Kernel.Term.TryParse(Term, out _))
        {
            errors.Add("term", "notice.no-term", Term);
        }
        if (KeepDays is < 0 or > LongestKeep)
        {
            errors.Add("keepDays", "notice.keep-days", LongestKeep);
        }
        foreach (var wrong in Masking.Judge(matter, Cells).All)
        {
            errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
        return errors;
    }

    /// <summary>Shorter than the law is refused when it is written, not only when it is posted.</summary>
    public Problem? Shorter(Matter matter, PlaceCode place, DateOnly today, Deadlines deadlines) =>
        deadlines.InForce(matter.Rule, place, today) is not { } rule ? Problem.Invalid("clock.no-rule", matter.Rule, place.ToString(), $"{today:yyyy-MM-dd}")
        : Kernel.Term.TryParse(Term, out var term) && rule.Term.IsLongerThan(term) is not false
            ? new Errors().Add("term", "problem.clock.shorter-than-law", TermWords.Of(term), TermWords.Of(rule.Term), rule.Basis).Refusal
            : null;

    public void Write(Notice notice, Matter matter, DateOnly today, Vault vault)
    {
        var rows = Cells;
        (notice.Title, notice.Text, notice.Where, notice.Contact, notice.NextStep) = (Title!.Trim(), Text!.Trim(), Where.Kept(), Contact.Kept(), NextStep.Kept());
        (notice.OnBoard, notice.OnWeb, notice.InMedia) = (Channels!.Contains(NoticeChannel.Board), Channels!.Contains(NoticeChannel.Web), Channels!.Contains(NoticeChannel.Media));
        (notice.Term, notice.KeepDays, notice.EventOn) = (Term.Kept(), KeepDays ?? matter.KeepDays, EventOn);
        notice.Shown = rows.Count == 0 ? null : Masking.Public(matter, rows, today).Written;
        notice.Box = rows.Count == 0 ? null : vault.Seal(RowsPurpose, notice.Id.Value, JsonSerializer.Serialize(rows));
        notice.Version++;
    }

    internal static IReadOnlyList<IReadOnlyList<string>> RowsOf(Notice notice, Vault vault) =>
        notice.Box is null ? [] : JsonSerializer.Deserialize<List<List<string>>>(vault.Open(RowsPurpose, notice.Id.Value, notice.Box))!;
}

/// <summary>Writes a draft in the name of a body. People of the body may, and officers and clerks of the area.</summary>
public sealed record DraftNotice(string? Matter, Id<Organisation>? Body, PlaceCode? Place, NoticeContent Content)
{
    /// <summary>Nothing sent is told field by field, like anything that is missing.</summary>
    public NoticeContent Content { get; init; } = Content ?? new(null, null);

    /// <summary>The record of another capability whose next step waits; set by it alone.</summary>
    [JsonIgnore]
    public (string Kind, Guid Id)? Subject { get; init; }

    public sealed record Drafted(Id<Notice> Id);

    public static async Task<Result<Drafted>> Handle(
        DraftNotice input, MatterCatalogue matters, CurrentTree trees, CurrentRegister places, CurrentDeadlines current, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(NoticesModule.Write) is { } no)
        {
            return no;
        }
        var (tree, register, today) = (await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock));
        var body = input.Body is { } named ? tree.Successor(named) : null;
        var place = input.Place ?? body?.Place;
        if (Judge(input, matters, body, place, register).Refusal is { } refusal)
        {
            return refusal;
        }
        if (!NoticeSight.Of(actor, tree, NoticesModule.Write).Covers(body!, place!.Value))
        {
            return Problem.Refused("notice.not-your-body", body!.Name);
        }
        var matter = matters.Find(input.Matter)!;
        if (input.Content.Shorter(matter, place.Value, today, await current.Read(db, ct)) is { } shorter)
        {
            return shorter;
        }

        var notice = new Notice
        {
            Id = Id<Notice>.New(clock), Matter = matter.Code, Body = body!.Id, Place = place.Value, Title = "", Text = "",
            SubjectKind = input.Subject?.Kind, Subject = input.Subject?.Id, CreatedAt = clock.GetUtcNow(),
        };
        input.Content.Write(notice, matter, today, vault);
        db.Notices.Add(notice);
        db.Record(actor, NoticesModule.Write, NoticesModule.SubjectOf(notice), place: notice.Place);
        await db.SaveChangesAsync(ct);
        return new Drafted(notice.Id);
    }

    private static Errors Judge(DraftNotice input, MatterCatalogue matters, Body? body, PlaceCode? place, Register register)
    {
        var errors = new Errors();
        if (body is null)
        {
            errors.Add("body", "notice.say-body");
        }
        if (place is { } at && (register.Find(at) is var i && (i < 0 || !register.Stands(i))))
        {
            errors.Add("place", "notice.no-place", at.ToString());
        }
        if (matters.Find(input.Matter) is not { } matter)
        {
            return errors.Add("matter", "notice.say-matter");
        }
        foreach (var wrong in input.Content.Validate(matter).All)
        {
            errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
        return errors;
    }
}
