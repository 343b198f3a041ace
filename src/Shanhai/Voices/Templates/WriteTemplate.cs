using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices.Templates;

/// <summary>Writes a template of one's own body, or its next version. Officers and leaders who act for the body may.</summary>
/// <param name="Of">The version this one replaces; null: a new template.</param>
/// <param name="Body">Null: the one body she acts for.</param>
public sealed record WriteTemplate(Act? Act, string? Title, string? Text, Id<ReplyTemplate>? Of = null, Id<Organisation>? Body = null)
{
    /// <summary>Acts whose words the petitioner reads, and so may be prepared.</summary>
    public static readonly IReadOnlyList<Act> Acts = [.. Procedure.Moves.Where(m => m.By is Party.Office or Party.Holder && (m.Tells || m.Needs.HasFlag(Needs.Words))).Select(m => m.Act).Distinct()];

    public sealed record Written(Id<ReplyTemplate> Id, short Version);

    public static async Task<Result<Written>> Handle(WriteTemplate input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(VoicesModule.Write) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var bodies = Sight.Of(actor, tree, VoicesModule.Write).Bodies;
        var body = input.Body ?? bodies.Where(b => tree.Find(b)?.Closed is null).Select(b => (Id<Organisation>?)b).FirstOrDefault();
        if (body is not { } own || !bodies.Contains(own))
        {
            return Problem.Refused("template.no-body");
        }
        var before = input.Of is { } of ? await db.ReplyTemplates.FirstOrDefaultAsync(t => t.Id == of && bodies.Contains(t.Body), ct) : null;
        if (input.Of is not null && before is null)
        {
            return Problem.Missing("template.not-found");
        }
        if (before?.EndedAt is not null)
        {
            return Problem.Clash("template.replaced");
        }

        var now = clock.GetUtcNow();
        var written = new ReplyTemplate
        {
            Id = Id<ReplyTemplate>.New(clock), Body = before?.Body ?? own, Line = before?.Line ?? Guid.CreateVersion7(now), Version = (short)((before?.Version ?? 0) + 1), Act = input.Act!.Value,
            Title = input.Title!.Trim(), Text = input.Text!.Trim(), By = actor.Name, At = now,
        };
        db.ReplyTemplates.Add(written);
        if (before is not null)
        {
            before.EndedAt = now;
        }

        db.Record(actor, VoicesModule.Write, $"template:{written.Line:N}", new { written.Act, written.Version, body = written.Body.ToString() });
        if (await db.Save(changed: null, there: Problem.Clash("template.replaced"), ct) is { } meanwhile)
        {
            return meanwhile;
        }
        return new Written(written.Id, written.Version);
    }

    private Errors Validate()
    {
        var errors = new Errors().Require(Act?.ToString(), "for").Require(Title, "title").Limit(Title, ReplyTemplate.LongestTitle, "title").Require(Text, "text").Limit(Text, ReplyTemplate.LongestText, "text");
        if (Act is { } act && !Acts.Contains(act))
        {
            errors.Add("for", "template.no-words-needed");
        }
        return Placeholders.Unknown(Text ?? "") is { Count: > 0 } unknown ? errors.Add("text", "template.unknown", string.Join("、", unknown)) : errors;
    }
}

/// <summary>Withdraws a template of one's own body: it is no longer offered; its versions stay readable.</summary>
public static class EndTemplate
{
    public static async Task<Result<WriteTemplate.Written>> Handle(Id<ReplyTemplate> id, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(VoicesModule.Write) is { } no)
        {
            return no;
        }
        var bodies = Sight.Of(actor, await trees.Read(db, ct), VoicesModule.Write).Bodies;
        if (await db.ReplyTemplates.FirstOrDefaultAsync(t => t.Id == id && bodies.Contains(t.Body), ct) is not { } template)
        {
            return Problem.Missing("template.not-found");
        }
        if (template.EndedAt is not null)
        {
            return Problem.Clash("template.replaced");
        }
        template.EndedAt = clock.GetUtcNow();
        db.Record(actor, VoicesModule.Write, $"template:{template.Line:N}", new { template.Act, template.Version, ended = true });
        await db.SaveChangesAsync(ct);
        return new WriteTemplate.Written(template.Id, template.Version);
    }
}
