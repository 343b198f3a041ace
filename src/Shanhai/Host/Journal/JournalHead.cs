using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>
/// The latest seal, as it is published at /journal/head. Whoever keeps a copy (an anchor) can prove later that the journal was cut
/// or written anew behind it. The program keeps its own copy in the data folder with every seal.
/// </summary>
public sealed record JournalHead(long Seal, DateTimeOffset At, string Algorithm, string Hash, long Entries)
{
    public const string FileName = "journal.head";

    public static JournalHead Of(JournalSeal seal) => new(seal.Number, seal.At, seal.Algorithm, Canonical.Hex(seal.Hash), seal.Total);

    public static async Task<JournalHead?> Of(Db db, CancellationToken ct) =>
        await db.JournalSeals.AsNoTracking().OrderByDescending(s => s.Number).FirstOrDefaultAsync(ct) is { } last ? Of(last) : null;

    /// <summary>Null where the file is missing or not a head.</summary>
    public static JournalHead? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<JournalHead>(File.ReadAllText(file), Composition.Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The copy in the data folder, where there is one.</summary>
    public static IReadOnlyList<JournalHead> KeptIn(string folder) => Read(Path.Combine(folder, FileName)) is { } kept ? [kept] : [];

    /// <summary>Not null where the kept copy names a seal that is no longer in the database: sealing on would cover the traces.</summary>
    public static async Task<Problem?> Refuses(string folder, Db db, CancellationToken ct) =>
        KeptIn(folder) is [var kept] && !await kept.IsIn(db, ct) ? Problem.Clash("journal.cut", kept.Seal) : null;

    public async Task<bool> IsIn(Db db, CancellationToken ct) =>
        await db.JournalSeals.AsNoTracking().Where(s => s.Number == Seal).Select(s => s.Hash).FirstOrDefaultAsync(ct) is { } hash && Canonical.Hex(hash) == Hash;

    /// <summary>Replaces the kept copy in one step: a process that dies here leaves the old one whole.</summary>
    public void Keep(string folder)
    {
        var file = Path.Combine(folder, FileName);
        var draft = $"{file}.{Environment.ProcessId}";
        Directory.CreateDirectory(folder);
        File.WriteAllText(draft, JsonSerializer.Serialize(this, Composition.Json));
        File.Move(draft, file, overwrite: true);
    }
}
