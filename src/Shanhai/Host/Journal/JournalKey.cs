using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>
/// The secret that marks entries, leaves and seals. It lies in the data folder (keys/journal.key), never in the database: whoever can
/// write only the database can alter rows, but not make marks that fit. All nodes on one database need the same file.
/// </summary>
public sealed class JournalKey(Settings settings)
{
    private Lazy<byte[]> _key = Reading(settings);

    /// <summary>Tells keys apart without giving them away.</summary>
    public string Id => Canonical.Hex(SHA256.HashData(_key.Value))[..16];

    public byte[] Mark(Digest digest, byte[] content) => digest.Keyed(_key.Value, content);

    public bool Fits(Digest digest, byte[] content, byte[]? mark) =>
        mark is not null && CryptographicOperations.FixedTimeEquals(Mark(digest, content), mark);

    /// <summary>Not null where the database was sealed with another key: writing on would make marks that nobody can check later.</summary>
    public async Task<Problem?> Refuses(Db db, CancellationToken ct)
    {
        var sealedWith = await db.JournalSeals.AsNoTracking().OrderByDescending(s => s.Number).Select(s => s.KeyId).FirstOrDefaultAsync(ct);
        return sealedWith is null || sealedWith == Id ? null : Problem.Clash("journal.other-key", sealedWith, Id);
    }

    /// <summary>After the file was replaced by that of a backup.</summary>
    internal void Reread() => _key = Reading(settings);

    private static Lazy<byte[]> Reading(Settings settings) => new(() => KeyFile.ReadOrMake(settings, "journal"));
}
