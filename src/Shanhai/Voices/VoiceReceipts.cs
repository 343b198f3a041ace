using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Voices;

/// <summary>What a receipt of a voice proves: everything that was filed, with the fingerprints of its files, and nothing about who filed it.</summary>
public static class VoiceReceipts
{
    public static readonly ReceiptKind Kind = new(VoicesModule.File, async (db, subject, ct) =>
    {
        var voice = Id<Voice>.TryParse(subject.Split(':')[^1], null, out var id) ? await db.Voices.AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) : null;
        return voice is null ? null : Fingerprint(voice.Salt, await Said(voice, db, ct));
    });

    public static byte[] Fingerprint(byte[] salt, IEnumerable<JournalReceipt.Part> said) => JournalReceipt.FingerprintOf(Convert.ToHexStringLower(salt), said.Select(s => s.Value));

    public static IReadOnlyList<JournalReceipt.Part> Said(Id<Voice> id, DateTimeOffset at, FileVoice input, IEnumerable<byte[]> files) =>
        Said(id, at, input.Place!.Value, input.Text!.Trim(), input.Wish.Kept(), input.Where.Kept(), input.Latitude, input.Longitude, files);

    /// <summary>The receipt of a voice as it stands, with the proof once it is sealed.</summary>
    public static async Task<JournalReceipt?> Of(Voice voice, Db db, CancellationToken ct) =>
        await JournalReceipt.Of(VoicesModule.File, VoicesModule.SubjectOf(voice), voice.Salt, await Said(voice, db, ct), db, ct);

    private static async Task<IReadOnlyList<JournalReceipt.Part>> Said(Voice v, Db db, CancellationToken ct)
    {
        // The office may have corrected the place since; the journal keeps the one it was filed for. Files that were added later have steps of their own.
        var subject = VoicesModule.SubjectOf(v);
        var place = await db.Journal.AsNoTracking().Where(e => e.Subject == subject && e.Verb == VoicesModule.File).OrderBy(e => e.Number).Select(e => e.Place).FirstOrDefaultAsync(ct);
        var files = await db.VoiceFiles.AsNoTracking().Where(f => f.Voice == v.Id && f.Step == 1).Select(f => f.Hash).ToListAsync(ct);
        return Said(v.Id, v.ReceivedAt, place ?? v.Place, v.Text, v.Wish, v.Where, v.Latitude, v.Longitude, files);
    }

    private static IReadOnlyList<JournalReceipt.Part> Said(
        Id<Voice> id, DateTimeOffset at, PlaceCode place, string text, string? wish, string? where, double? latitude, double? longitude, IEnumerable<byte[]> files) =>
    [
        new("what", "voice"), new("id", id.ToString()), new("at", Canonical.Instant(at)), new("place", place.ToString()), new("text", text), new("wish", wish), new("where", where),
        new("latitude", latitude?.ToString("R", CultureInfo.InvariantCulture)), new("longitude", longitude?.ToString("R", CultureInfo.InvariantCulture)),
        // In the order of their fingerprints: the database knows no other that lasts.
        .. files.Select(f => Convert.ToHexStringLower(f)).Order(StringComparer.Ordinal).Select(f => new JournalReceipt.Part("file", f)),
    ];
}
