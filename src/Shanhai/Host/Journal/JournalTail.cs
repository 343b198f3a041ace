using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>
/// What was committed to the journal and no seal covers yet, noted in the data folder (journal.tail): an entry taken out of the database before
/// its first seal is named from here. Noted right after the commit, one file for each process and minute; a file goes when seals cover
/// all it tells, and stays as evidence when one of them is gone. Kept apart by database, as several may share a folder.
/// </summary>
public sealed class JournalTail(Settings settings, TimeProvider clock)
{
    public sealed record Line(Guid Id, long? Number, DateTimeOffset At, string Verb, string Subject);

    public const string FolderName = "journal.tail";
    private const string Minute = "yyyyMMddHHmm";

    private readonly string _folder = Path.Combine(settings.Folder, FolderName, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.DatabaseOrDefault)))[..8]);
    private readonly string _process = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private readonly Lock _writing = new();

    public void Note(IEnumerable<JournalEntry> committed)
    {
        var lines = string.Concat(committed.Select(e => JsonSerializer.Serialize(new Line(e.Id, e.Number > 0 ? e.Number : null, e.At, e.Verb, e.Subject), JournalEntry.Json) + "\n"));
        if (lines.Length == 0)
        {
            return;
        }
        lock (_writing)
        {
            try
            {
                Directory.CreateDirectory(_folder);
                File.AppendAllText(FileOf(clock.GetUtcNow()), lines);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // The change is committed and must be answered as such; until the next seal its entry can only be missed by its number.
            }
        }
    }

    /// <summary>What was noted and stands in the journal no more.</summary>
    public async Task<IReadOnlyList<Line>> Gone(Db db, CancellationToken ct)
    {
        var gone = new List<Line>();
        foreach (var file in Files())
        {
            var lines = Read(file);
            gone.AddRange(lines.ExceptBy(await Among(db.Journal, lines, ct), l => l.Id));
        }
        return gone;
    }

    /// <summary>After sealing: lets go of the files of past minutes whose entries are all sealed.</summary>
    public async Task Sweep(Db db, CancellationToken ct)
    {
        // A minute more than the current one: a commit noted at its very end may still be on its way into the file.
        var young = FileName(clock.GetUtcNow().AddMinutes(-1));
        foreach (var file in Files().Where(f => string.CompareOrdinal(Path.GetFileName(f), young) < 0))
        {
            var lines = Read(file);
            if ((await Among(db.Journal.Where(e => e.Seal != null), lines, ct)).Count == lines.Select(l => l.Id).Distinct().Count())
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>After the database was replaced by that of a backup: what came after it is gone on purpose.</summary>
    internal void Forget()
    {
        foreach (var file in Files())
        {
            File.Delete(file);
        }
    }

    private string FileOf(DateTimeOffset now) => Path.Combine(_folder, $"{FileName(now)}-{_process}.jsonl");

    private static string FileName(DateTimeOffset now) => now.UtcDateTime.ToString(Minute, System.Globalization.CultureInfo.InvariantCulture);

    private string[] Files() => Directory.Exists(_folder) ? [.. Directory.EnumerateFiles(_folder, "*.jsonl").Order(StringComparer.Ordinal)] : [];

    // A line that a killed process left half-written tells nothing.
    private static List<Line> Read(string file)
    {
        var lines = new List<Line>();
        foreach (var text in File.ReadLines(file))
        {
            try
            {
                lines.Add(JsonSerializer.Deserialize<Line>(text, JournalEntry.Json)!);
            }
            catch (JsonException)
            {
            }
        }
        return lines;
    }

    private static async Task<HashSet<Guid>> Among(IQueryable<JournalEntry> journal, List<Line> lines, CancellationToken ct)
    {
        var found = new HashSet<Guid>();
        foreach (var ids in lines.Select(l => l.Id).Chunk(500))
        {
            found.UnionWith(await journal.Where(e => ids.Contains(e.Id)).Select(e => e.Id).ToListAsync(ct));
        }
        return found;
    }
}
