using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Voices;

/// <summary>Keeps what voices are found by in step with what they say and with whose they are.</summary>
public sealed class SearchIndex(CurrentRegister registers, VoiceCatalogue catalogue)
{
    /// <summary>Of a voice that was just filed.</summary>
    public VoiceWords Of(Voice voice, Register register) => Made(voice, [], [], register);

    /// <summary>After a step, before it is saved: with what is in the database already and what this save adds.</summary>
    public async Task Renew(Voice voice, Db db, CancellationToken ct)
    {
        var id = voice.Id;
        var said = await db.VoiceSteps.Where(s => s.Voice == id && (s.Words != null || s.Facts != null)).Select(s => new { s.Words, s.Facts }).ToListAsync(ct);
        var units = await db.VoiceUnits.Where(u => u.Voice == id).Select(u => u.Body).ToListAsync(ct);
        var added = db.ChangeTracker.Entries<VoiceStep>().Where(e => e.State == EntityState.Added && e.Entity.Voice == id).Select(e => e.Entity);
        var joined = db.ChangeTracker.Entries<VoiceUnit>().Where(e => e.State == EntityState.Added && e.Entity.Voice == id).Select(e => e.Entity.Body);
        var words = Made(voice, [.. said.SelectMany(s => new[] { s.Words, s.Facts }), .. added.SelectMany(s => new[] { s.Words, s.Facts })], [.. units, .. joined], await registers.Read(db, ct));
        if (await db.VoiceWords.FirstOrDefaultAsync(w => w.Voice == id, ct) is { } known)
        {
            (known.Names, known.Grams) = (words.Names, words.Grams);
            return;
        }
        db.VoiceWords.Add(words);
    }

    private VoiceWords Made(Voice voice, IReadOnlyList<string?> said, IReadOnlyList<Id<Organisation>> units, Register register)
    {
        var names = NamesOf(voice, register);
        var grams = SearchGrams.Of([voice.Text, voice.Wish, voice.Where, .. said, .. names]);
        grams.UnionWith(SearchGrams.Above(voice.Place));
        grams.Add(SearchGrams.In(ChinaDay.Of(voice.ReceivedAt)));
        grams.Add(SearchGrams.Filed(SearchGrams.FiledOn(voice.Id)));
        grams.UnionWith(units.Append(voice.Office ?? default).Append(voice.Holder ?? default).Append(voice.OpinionBy ?? default).Where(b => !b.IsNone).Select(SearchGrams.By));
        var written = string.Join(' ', names.Select(SearchGrams.Folded));
        return new() { Voice = voice.Id, Names = written.Length > VoiceWords.LongestNames ? written[..VoiceWords.LongestNames] : written, Grams = [.. grams.Order()] };
    }

    // In both languages, as the pages show them.
    private List<string> NamesOf(Voice voice, Register register)
    {
        var names = new List<string>();
        for (var at = register.Find(voice.Place); at >= 0 && register.LevelOf(at) >= Level.City; at = register.Parent(at))
        {
            names.Add(register.Name(at));
        }
        foreach (var both in new[] { catalogue.Category(voice.Category)?.Name, Host.Web.Words.All["voice.kind." + voice.Kind] })
        {
            names.AddRange(both is null ? [] : [both.Zh, both.En]);
        }
        return names;
    }
}

internal static class SearchQueries
{
    /// <summary>The rows that hold at least one of each group, by the index of the database at hand.</summary>
    public static IQueryable<VoiceWords> Holding(this DbSet<VoiceWords> words, IReadOnlyList<IReadOnlyList<int>> groups, Db db)
    {
        var (sql, arguments) = db.Dialect.Holding("voice_words", groups);
        return words.FromSqlRaw(sql, arguments).AsNoTracking();
    }
}
