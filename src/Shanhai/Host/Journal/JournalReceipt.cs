using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>
/// A receipt that its holder keeps as a file: what was recorded, field by field, with a salt; the journal's entry, whose summary repeats the fingerprint over
/// these; and, once the entry is sealed, the proof that leads from it to the published seal. docs/journal.md says how to check it without this program.
/// </summary>
public sealed record JournalReceipt(string Format, string Salt, IReadOnlyList<JournalReceipt.Part> Said, string Fingerprint, JournalReceipt.Entry Recorded, ProveEntry.Proof? Proof)
{
    public const string Version = "shanhai-receipt/1";
    public const int Largest = 256 << 10;

    /// <summary>One field of the record. The name is for people; the fingerprint goes over the values in their order.</summary>
    public sealed record Part(string Name, string? Value);

    /// <summary>The entry as the journal hashes it.</summary>
    public sealed record Entry(
        string Id, string At, string? ActorId, string ActorName, string ActingAs, string Door, string? Origin, string Verb, string Subject, string? Place, string? Summary, string? Changes, string? Compartment)
    {
        internal static Entry Of(JournalEntry e) => new(e.Id.ToString("N"), Canonical.Instant(e.At), e.ActorId?.ToString("N"), e.ActorName, e.ActingAs, e.Door, e.Origin, e.Verb, e.Subject,
            e.Place?.ToString(), e.Summary, e.Changes, e.Compartment?.ToString("N"));

        internal byte[] Content() => Canonical.Of([
            "entry", Id, At, ActorId, ActorName, ActingAs, Door, Origin, Verb, Subject, Place, Summary, Changes, .. Compartment is { } compartment ? [compartment] : Array.Empty<string>()]);
    }

    /// <summary>Null where the file is missing, far too large or no receipt.</summary>
    public static JournalReceipt? Read(FileInfo file) => file is { Exists: true, Length: <= Largest } ? Read(File.ReadAllText(file.FullName)) : null;

    public static JournalReceipt? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalReceipt>(text, Composition.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As a download, named after what it is for.</summary>
    public IResult Download(string name) => TypedResults.File(JsonSerializer.SerializeToUtf8Bytes(this, Composition.Json), "application/json", name);

    public static byte[] FingerprintOf(string salt, IEnumerable<string?> values) => SHA256.HashData(Canonical.Of([salt, .. values]));

    /// <summary>The receipt for the first entry of a subject under a verb; null where there is none.</summary>
    public static async Task<JournalReceipt?> Of(string verb, string subject, byte[] salt, IReadOnlyList<Part> said, Db db, CancellationToken ct)
    {
        if (await db.Journal.AsNoTracking().Where(e => e.Subject == subject && e.Verb == verb).OrderBy(e => e.Number).FirstOrDefaultAsync(ct) is not { } entry)
        {
            return null;
        }
        var proof = await ProveEntry.Of(entry.Number, db, ct);
        var written = Canonical.Hex(salt);
        return new(Version, written, said, Canonical.Hex(FingerprintOf(written, said.Select(s => s.Value))), Entry.Of(entry), proof.Problem is null ? proof.Value : null);
    }

    /// <summary>Whether the file still says what it said when it was made, by its own numbers alone; nothing of the database is asked.</summary>
    internal bool HoldsTogether()
    {
        try
        {
            return Format == Version && Canonical.Hex(FingerprintOf(Salt, Said.Select(s => s.Value))) == Fingerprint && Recorded.Summary?.Contains(Fingerprint, StringComparison.Ordinal) == true
                && (Proof is null || Leads(Proof));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private bool Leads(ProveEntry.Proof proof)
    {
        if (Digest.Of(proof.Seal.Algorithm) is not { } digest || proof.Entry.Subject != Recorded.Subject || proof.Entry.Verb != Recorded.Verb || proof.Entry.At != Recorded.At)
        {
            return false;
        }
        var leaf = Canonical.Of("leaf", Canonical.Number(proof.Entry.Number), proof.Entry.At, proof.Entry.Verb, proof.Entry.Subject, proof.Entry.Content);
        var root = MerkleTree.RootFrom(digest, MerkleTree.Leaf(digest, leaf), proof.Position, proof.Seal.Count, [.. proof.Path.Select(Convert.FromHexString)]);
        var s = proof.Seal;
        var seal = Canonical.Of("seal", Canonical.Number(s.Number), s.At, s.By, s.Algorithm, s.KeyId, Canonical.Number(s.Count), Canonical.Number(s.Total), s.Root, s.Previous);
        return Canonical.Hex(digest.Hash(Recorded.Content())) == proof.Entry.Content && Canonical.Hex(root) == s.Root && Canonical.Hex(digest.Hash(seal)) == s.Hash;
    }
}
