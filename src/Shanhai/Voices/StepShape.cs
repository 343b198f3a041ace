using System.Globalization;

namespace Shanhai.Voices;

/// <summary>What is missing or out of place in a step, field by field: what its <see cref="Move"/> needs, and days that cannot be.</summary>
internal static class StepShape
{
    public static Errors Of(Move move, TakeStep said, Voice voice, VoiceCatalogue catalogue, DateOnly today)
    {
        var errors = new Errors()
            .Limit(said.Words, VoiceStep.LongestWords, "words").Limit(said.Facts, VoiceStep.LongestWords, "facts")
            .Limit(said.Note, VoiceStep.LongestNote, "note").Limit(said.Law, VoiceStep.LongestLaw, "law");
        Ask(errors, move, Needs.Words, said.Words, "words");
        if (said.Words?.Contains(Templates.Placeholders.Gap, StringComparison.Ordinal) == true)
        {
            errors.Add("words", "voice.unfilled");
        }
        Ask(errors, move, Needs.Note, said.Note, "note");
        Ask(errors, move, Needs.Facts, said.Facts, "facts");
        Ask(errors, move, Needs.Law, said.Law, "law");
        Ask(errors, move, Needs.Body, said.Body?.ToString(), "body");
        Ask(errors, move, Needs.Outcome, said.Outcome?.ToString(), "outcome");
        Ask(errors, move, Needs.Day, Iso(said.Day), "day");
        Ask(errors, move, Needs.Person, said.Person?.ToString(), "person");
        Ask(errors, move, Needs.Approver, said.Reason, "reason");
        Ask(errors, move, Needs.Days, said.Days?.ToString(CultureInfo.InvariantCulture), "days");
        if (move.Needs.HasFlag(Needs.Reason) && catalogue.Reason(said.Reason) is null)
        {
            errors.Add("reason", "voice.say-reason");
        }
        if (move.Needs.HasFlag(Needs.Other) && !Receipt.TryRead(said.Other, out _))
        {
            errors.Add("other", "voice.bad-receipt");
        }
        if (move.Needs.HasFlag(Needs.Rating) && said.Rating is null or < 1 or > 5)
        {
            errors.Add("rating", "voice.rating");
        }
        if (said.Outcome == Decision.Agreed && move.Needs.HasFlag(Needs.Outcome))
        {
            errors.Add("outcome", "voice.agreed-is-mediation");
        }
        if (said.Outcome == Decision.Supported && move.Needs.HasFlag(Needs.Outcome) && said.ExecuteBy is null)
        {
            errors.Add("executeBy", "voice.say-execute-by");
        }
        if (said.ExecuteBy < today)
        {
            errors.Add("executeBy", "voice.day-past");
        }
        if (said.Day > today || said.Day < ChinaDay.Of(voice.ReceivedAt))
        {
            errors.Add("day", "voice.day-outside", Iso(ChinaDay.Of(voice.ReceivedAt)), Iso(today));
        }
        if (said.Category is not null && catalogue.Category(said.Category) is null)
        {
            errors.Add("category", "voice.no-such-category", said.Category);
        }
        // A voice enters the compartment by a step of its own that finds its keeper; it never leaves it.
        return said.Kind is { } kind && voice.Kind == VoiceKind.Accusation != (kind == VoiceKind.Accusation) ? errors.Add("kind", "voice.accusation-apart") : errors;
    }

    public static string? Iso(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);

    private static void Ask(Errors errors, Move move, Needs need, string? given, string field)
    {
        if (move.Needs.HasFlag(need))
        {
            errors.Require(given, field);
        }
    }
}
