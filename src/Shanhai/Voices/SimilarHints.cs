using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>What stands beside a voice on file for whoever may see it: voices like it; and while it waits to be sorted, the subject its words point to where that is another.</summary>
public sealed record SimilarHints(IReadOnlyList<SimilarVoices.Row> Near, Routing.Suggestion? Suggested)
{
    private const int MostNear = 5;

    public static async Task<SimilarHints?> Of(Id<Voice> id, Sight sight, Register register, Routing routing, Db db, CancellationToken ct)
    {
        if (await sight.Voices(db).AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } voice)
        {
            return null;
        }
        var near = await SimilarVoices.Find(SimilarVoices.ToOf(voice), MostNear, sight, register, db, ct);
        var suggested = voice.State <= VoiceState.Registered && voice.Kind != VoiceKind.Accusation ? await routing.Suggest(voice.Text, db, ct) : null;
        return new(near, suggested?.Category == voice.Category ? null : suggested);
    }
}
