using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices.Letters;

/// <summary>
/// Gives the letter of a step its document number in the register of the body that issues it: the code word, the year of the step, the next number or the one that was
/// typed. Whoever may act on the voice may; a number once given stays.
/// </summary>
public sealed record NumberLetter(string? Code, int? Number = null)
{
    public sealed record Numbered(string Written, int Number);

    public static async Task<Result<Numbered>> Handle(Id<Voice> id, int step, NumberLetter input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var no = actor.Refuses(VoicesModule.Send) ?? new Errors().Require(input.Code, "code", "letter.say-code").Limit(input.Code, VoiceLetter.LongestCode, "code").Refusal;
        if (no is not null)
        {
            return no;
        }
        var found = await LetterOf(id, step, trees, db, actor, ct);
        if (found.Problem is { } missing)
        {
            return missing;
        }
        var (voice, taken, tree) = found.Value;
        if ((taken.Body ?? voice.Office) is not { } issuer)
        {
            return Problem.Clash("letter.no-body");
        }
        // Numbers are the issuing body's own, whoever has the voice today.
        if (!Sight.Of(actor, tree, VoicesModule.Send).Bodies.Contains(issuer))
        {
            return Problem.Refused("letter.not-yours");
        }
        if (await db.VoiceLetters.AsNoTracking().FirstOrDefaultAsync(l => l.Step == taken.Id, ct) is { } before)
        {
            return Problem.Clash("letter.numbered", before.Written);
        }
        var (code, year) = (input.Code!.Trim(), (short)ChinaDay.Of(taken.At).Year);
        var next = input.Number ?? (await db.VoiceLetters.Where(l => l.Body == issuer && l.Code == code && l.Year == year).MaxAsync(l => (int?)l.Number, ct) ?? 0) + 1;
        if (next is < 1 or > 999_999)
        {
            return new Errors().Add("number", "letter.no-number").Refusal!;
        }
        var letter = new VoiceLetter { Step = taken.Id, Voice = voice.Id, Body = issuer, Code = code, Year = year, Number = next, By = actor.Name, At = clock.GetUtcNow() };
        db.VoiceLetters.Add(letter);
        db.Record(actor, VoicesModule.Send, VoicesModule.SubjectOf(voice), new { step = taken.Number, number = letter.Written }, voice.Place, VoicesModule.KeptBy(voice));
        if (await db.Save(changed: null, there: new Errors().Add("number", "letter.number-used", letter.Written).Refusal, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        return new Numbered(letter.Written, letter.Number);
    }

    internal sealed record Found(Voice Voice, VoiceStep Step, OrganisationTree Tree)
    {
        public Letter Letter => Procedure.Moves.FirstOrDefault(m => m.Act == Step.Act && m.By == Step.Party && m.Fits(Step.From, Voice.Kind))?.Letter ?? Letter.None;
    }

    internal static async Task<Result<Found>> LetterOf(Id<Voice> id, int step, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var tree = await trees.Read(db, ct);
        if (await Sight.Of(actor, tree, VoicesModule.Send).Voices(db).AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } voice
            || await db.VoiceSteps.AsNoTracking().FirstOrDefaultAsync(s => s.Voice == id && s.Number == step, ct) is not { } taken)
        {
            return Problem.Missing("voice.not-found");
        }
        var found = new Found(voice, taken, tree);
        return found.Letter == Letter.None ? Problem.Missing("letter.none") : found;
    }
}
