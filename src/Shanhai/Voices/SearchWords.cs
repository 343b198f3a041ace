using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>
/// Words that somebody looks for among voices: each must stand in the message, the wish, the described spot, a reply or an opinion, or in the names of place, subject and kind. The
/// index finds who holds their pairs of characters; words of three and more are then looked for as they stand.
/// </summary>
public sealed record SearchWords(IReadOnlyList<string> Words)
{
    public const int Longest = 100, Most = 8;

    /// <summary>Null: nothing was asked.</summary>
    public static SearchWords? Of(string? text) => string.IsNullOrWhiteSpace(text) ? null : new([.. SearchGrams.Words(text).Distinct().Take(Most)]);

    public static Errors Validate(string? text)
    {
        var errors = new Errors().Limit(text, Longest, "text");
        return !string.IsNullOrWhiteSpace(text) && !SearchGrams.Words(text).Any() ? errors.Add("text", "voices.search.no-word", text) : errors;
    }

    /// <summary>Those of the voices that hold every word. <paramref name="voices"/> come from <see cref="Sight"/>; it also says where the index need not look.</summary>
    /// <param name="filedIn">Only those filed in these months; null: whenever.</param>
    public IQueryable<Voice> Among(IQueryable<Voice> voices, Sight sight, PlaceCode? under, IReadOnlyList<int>? filedIn, Db db)
    {
        var groups = new List<IReadOnlyList<int>>(Words.SelectMany(SearchGrams.Needed).Distinct().Select(g => new[] { g }));
        if (sight.Marks() is { } seen)
        {
            groups.Add(seen);
        }
        if (under is { Level: >= Level.City } place)
        {
            groups.Add([SearchGrams.At(place.Level > Level.Township ? place.At(Level.Township) : place)]);
        }
        if (filedIn is not null)
        {
            groups.Add(filedIn);
        }
        var found = db.VoiceWords.Holding(groups, db).Select(w => w.Voice);
        voices = voices.Where(v => found.Contains(v.Id));
        foreach (var word in Words.Where(w => w.Length > 2))
        {
            var wide = Wide(word);
            voices = voices.Where(v =>
                v.Text.ToLower().Contains(word) || v.Text.ToLower().Contains(wide) || v.Wish!.ToLower().Contains(word) || v.Wish!.ToLower().Contains(wide)
                || v.Where!.ToLower().Contains(word) || v.Where!.ToLower().Contains(wide) || db.VoiceWords.Any(w => w.Voice == v.Id && w.Names.Contains(word))
                || db.VoiceSteps.Any(s => s.Voice == v.Id && (s.Words!.ToLower().Contains(word) || s.Words!.ToLower().Contains(wide) || s.Facts!.ToLower().Contains(word) || s.Facts!.ToLower().Contains(wide))));
        }
        return voices;
    }

    /// <summary>From the newest back, a few months first: a frequent word fills its page from them, and the index need not look further. The last is all there is.</summary>
    public static IEnumerable<IReadOnlyList<int>?> Stages(Id<Voice>? after, DateOnly today)
    {
        var newest = after is { } id ? SearchGrams.FiledOn(id) : today;
        foreach (var months in new[] { 2, 12 })
        {
            yield return [.. Enumerable.Range(0, months).Select(m => SearchGrams.Filed(newest.AddMonths(-m)))];
        }
        yield return null;
    }

    // As a Chinese keyboard writes digits and letters when nobody has told it otherwise.
    private static string Wide(string word) => string.Concat(word.Select(c => c is > ' ' and < '\u007F' ? (char)(c + 0xFEE0) : c));
}

/// <summary>What a voice is found by, renewed in the same save as each of its steps. Not journalled: the step is.</summary>
public sealed class VoiceWords : IUnjournalled
{
    public const int LongestNames = 400;

    public long Number { get; init; }
    public required Id<Voice> Voice { get; init; }

    /// <summary>Names of place, subject and kind at the time, in the form of <see cref="SearchGrams.Folded"/>.</summary>
    public required string Names { get; set; }

    /// <summary>On SQLite they are handed on to a full-text table, and nothing stays here.</summary>
    public required int[] Grams { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<VoiceWords>
    {
        public void Configure(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<VoiceWords> words)
        {
            words.ToTable("voice_words");
            words.HasKey(w => w.Number);
            words.Property(w => w.Names).HasMaxLength(LongestNames);
            words.HasOne<Voice>().WithOne().HasForeignKey<VoiceWords>(w => w.Voice).OnDelete(DeleteBehavior.Restrict);
            words.HasIndex(w => w.Grams).HasMethod("gin");
        }
    }
}
