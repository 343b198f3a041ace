using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Outside;

namespace Shanhai.Voices.Files;

/// <summary>A file that was looked at and made harmless: what will be kept.</summary>
public sealed record ReadFile(string Name, string Type, byte[] Bytes)
{
    public byte[] Hash { get; } = SHA256.HashData(Bytes);
}

/// <summary>
/// Takes files that strangers send: by what is in them, never by their name. Pictures are written anew (<see cref="Picture"/>); PDF and Word documents are
/// taken where a scanner looks at them. What cannot be taken is told by the name of the file, with what to do instead, and then nothing is kept.
/// </summary>
public sealed class Attachments(IScanFiles scanner, Vault vault, TimeProvider clock) : IDisposable
{
    public const int MostAtOnce = 6, MostOfVoice = 30, MostMegabytes = 20;
    public const string Field = "files";

    /// <summary>What a file chooser offers. Without HEIC: telephones that make it then hand over a JPEG.</summary>
    public const string Accepted = "image/jpeg,image/png,image/webp,.pdf,.docx";

    private const long MostUnpacked = 200L << 20;

    // A large picture takes a quarter of a gigabyte while it is drawn: one at a time.
    private readonly SemaphoreSlim _one = new(1);

    private enum Kind { Unknown, Picture, Heic, Pdf, Docx }

    public bool TakesDocuments => scanner.Looks;

    public async Task<Result<IReadOnlyList<ReadFile>>> Read(IFormFileCollection? sent, CancellationToken ct)
    {
        // A chooser that was left empty sends a file without a name and without anything in it.
        var files = (sent ?? new FormFileCollection()).Where(f => f.Length > 0).ToList();
        var (errors, read) = (new Errors(), new List<ReadFile>());
        if (files.Count > MostAtOnce)
        {
            return errors.Add(Field, "voice.files-too-many", files.Count, MostAtOnce).Refusal!;
        }
        foreach (var file in files)
        {
            var name = Named(file.FileName);
            if (file.Length > (long)MostMegabytes << 20)
            {
                errors.Add(Field, "voice.file-too-large", name, file.Length >> 20, MostMegabytes);
                continue;
            }
            var bytes = new byte[file.Length];
            await using (var stream = file.OpenReadStream())
            {
                await stream.ReadExactlyAsync(bytes, ct);
            }
            if (await Read(name, bytes, errors, ct) is { } taken)
            {
                read.Add(taken);
            }
        }
        return errors.Refusal is { } no ? no : read;
    }

    public List<VoiceFile> Sealed(IReadOnlyList<ReadFile> files, Id<Voice> voice, short step, Party by) =>
        [.. files.Select(f => VoiceFile.Of(f, voice, step, by, vault, clock))];

    /// <summary>Adds files to the save of the step that will be the voice's next; not null where it has as many as it may have.</summary>
    public async Task<Problem?> Add(IReadOnlyList<ReadFile> files, Voice voice, Party by, Db db, CancellationToken ct)
    {
        if (files.Count == 0)
        {
            return null;
        }
        var has = await db.VoiceFiles.CountAsync(f => f.Voice == voice.Id, ct);
        if (has + files.Count > MostOfVoice)
        {
            return new Errors().Add(Field, "voice.files-full", has, MostOfVoice).Refusal;
        }
        db.VoiceFiles.AddRange(Sealed(files, voice.Id, (short)(voice.Steps + 1), by));
        return null;
    }

    public byte[] Open(VoiceFile file) => file.Open(vault);

    public void Dispose() => _one.Dispose();

    internal async Task<ReadFile?> Read(string name, byte[] bytes, Errors errors, CancellationToken ct)
    {
        var kind = KindOf(bytes);
        if (kind is Kind.Unknown or Kind.Heic)
        {
            errors.Add(Field, kind == Kind.Heic ? "voice.file-heic" : scanner.Looks ? "voice.file-unknown" : "voice.file-no-picture", name);
            return null;
        }
        if (kind != Kind.Picture && !scanner.Looks)
        {
            errors.Add(Field, "voice.file-no-picture", name);
            return null;
        }
        if (scanner.Looks && await scanner.Scan(bytes, ct) is not Scanned.Clean and var found)
        {
            errors.Add(Field, found == Scanned.Infected ? "voice.file-infected" : "voice.file-not-looked", name);
            return null;
        }
        if (kind != Kind.Picture)
        {
            return new(name + (kind == Kind.Pdf ? ".pdf" : ".docx"), kind == Kind.Pdf ? VoiceFile.Pdf : VoiceFile.Docx, bytes);
        }
        await _one.WaitAsync(ct);
        try
        {
            var (jpeg, fault) = Picture.Renew(bytes);
            if (fault == Picture.Fault.None)
            {
                return new(name + ".jpg", VoiceFile.Picture, jpeg);
            }
            errors.Add(Field, fault == Picture.Fault.TooManyPixels ? "voice.file-too-many-pixels" : "voice.file-broken", name, Picture.MostPixels / 1_000_000);
            return null;
        }
        finally
        {
            _one.Release();
        }
    }

    private static Kind KindOf(ReadOnlySpan<byte> b) =>
        b.StartsWith<byte>([0xFF, 0xD8, 0xFF]) || b.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']) || b.StartsWith("GIF8"u8)
            || b.Length > 12 && b.StartsWith("RIFF"u8) && b[8..].StartsWith("WEBP"u8) ? Kind.Picture
        : b.Length > 12 && b[4..].StartsWith("ftyp"u8) && (b[8..].StartsWith("hei"u8) || b[8..].StartsWith("hev"u8) || b[8..].StartsWith("mif1"u8)) ? Kind.Heic
        : b.StartsWith("%PDF-"u8) ? Kind.Pdf
        : b.StartsWith("PK\u0003\u0004"u8) && IsDocument(b) ? Kind.Docx
        : Kind.Unknown;

    // Only the list of what is inside is read; nothing is unpacked here.
    private static bool IsDocument(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes.ToArray()), ZipArchiveMode.Read);
            return zip.GetEntry("[Content_Types].xml") is not null && zip.GetEntry("word/document.xml") is not null
                && !zip.Entries.Any(e => e.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase)) && zip.Entries.Sum(e => e.Length) <= MostUnpacked;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // Without folders and without the ending, which says what the sender believes.
    private static string Named(string? given)
    {
        var name = Path.GetFileNameWithoutExtension((given ?? "").Replace('\\', '/').Split('/')[^1]);
        var clean = new string([.. name.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '（' or '）' or '(' or ')').Take(60)]).Trim();
        return clean.Length == 0 ? "file" : clean;
    }
}
