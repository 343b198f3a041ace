using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices.Officials;

namespace Shanhai.Voices.Letters;

/// <summary>The letter of a step as a file: addressed to "信访人", or, for a reason that is journalled, to the petitioner by name; and its document number.</summary>
public static class LetterDoors
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public static Task<IResult> Draft(View view, Id<Voice> id, int step, LetterTexts texts, [AsParameters] VoicePage.Reading with, CancellationToken ct) => File(view, id, step, null, texts, with, ct);

    public static async Task<IResult> Addressed(View view, Id<Voice> id, int step, [FromForm(Name = "letter-why")] string? why, LetterTexts texts, [AsParameters] VoicePage.Reading with, CancellationToken ct)
    {
        var opened = await OpenIdentity.Handle(id, new(why), with.Trees, with.Vault, with.Db, view.Actor, ct);
        return opened.Problem is { } no ? await VoicePage.Again(view, id, new(VoicePage.Unsent.Addressing, AtField(no), why), with, ct, step)
            : await File(view, id, step, opened.Value.Name ?? "信访人", texts, with, ct);
    }

    public static async Task<IResult> Number(View view, Id<Voice> id, int step, [FromForm(Name = "letter-code")] string? code, [FromForm(Name = "letter-number")] string? number, [AsParameters] VoicePage.Reading page, CancellationToken ct)
    {
        int? typed = null;
        if (number.Kept() is { } text)
        {
            typed = TypedNumber.TryCount(text, out var read) ? read : -1;
        }
        var numbered = await NumberLetter.Handle(id, step, new(code, typed), page.Trees, page.Db, view.Actor, page.Clock, ct);
        return numbered.Problem is { } no ? await VoicePage.Again(view, id, new(VoicePage.Unsent.Numbering, AtField(no), Code: code, Number: number), page, ct, step)
            : Html.Go($"/voices/{id}#letter-{step}");
    }

    private static Problem AtField(Problem problem) => problem with { Fields = [.. problem.Fields.Select(f => f with { Field = "letter-" + (f.Field == "reason" ? "why" : f.Field) })] };

    private static async Task<IResult> File(View view, Id<Voice> id, int step, string? name, LetterTexts texts, VoicePage.Reading with, CancellationToken ct)
    {
        if (view.Actor.Refuses(VoicesModule.Send) is { } no)
        {
            return Html.Refused(view, no);
        }
        var found = await NumberLetter.LetterOf(id, step, with.Trees, with.Db, view.Actor, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var (voice, taken, tree) = found.Value;
        // Of an accusation the reading itself is journalled, and so is its letter's.
        if (voice.Kind == VoiceKind.Accusation)
        {
            await with.Db.RecordReading(view.Actor, VoicesModule.Send, VoicesModule.SubjectOf(voice), new { step }, voice.Place, VoicesModule.KeptBy(voice), ct);
        }
        var number = await with.Db.VoiceLetters.AsNoTracking().FirstOrDefaultAsync(l => l.Step == taken.Id, ct);
        var due = await with.Db.Clocks.AsNoTracking().Where(c => c.SubjectKind == VoicesModule.Subject && c.Subject == voice.Id.Value && c.Rule == Procedure.Handle)
            // What was said when it was accepted, whatever time was given later.
            .Select(c => found.Value.Letter == Letter.Receipt ? c.ExtendedFrom ?? (DateOnly?)c.DueOn : c.DueOn).FirstOrDefaultAsync(ct);
        var phone = (taken.Body ?? voice.Office) is { } body ? await with.Db.Organisations.Where(o => o.Id == body).Select(o => o.Phone).FirstOrDefaultAsync(ct) : null;
        var document = texts.Of(new(voice, taken, found.Value.Letter, number, tree, await with.Places.Read(with.Db, ct), due, name, phone));
        using var memory = new MemoryStream();
        OfficialLayout.Write(memory, document);
        return TypedResults.File(memory.ToArray(), Docx, $"{document.Title}-{Receipt.Written(voice.Receipt)}-{step}.docx");
    }
}
