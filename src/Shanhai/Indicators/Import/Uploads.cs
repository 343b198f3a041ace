using System.Security.Cryptography;

namespace Shanhai.Indicators.Import;

/// <summary>Where uploaded files lie: in the data folder, named by the hash of what is in them, so that a repeated upload takes no room.</summary>
public sealed class Uploads(Settings settings)
{
    private string Folder => Path.Combine(settings.Folder, "uploads");

    /// <summary>Writes beside and renames, so that a file under a hash is always whole.</summary>
    public async Task<string> Keep(ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var path = Path.Combine(Folder, hash);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Folder);
            var half = path + ".part-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
            try
            {
                await File.WriteAllBytesAsync(half, content, ct);
                File.Move(half, path, overwrite: true);
            }
            catch
            {
                // On a full disk the half that did fit would make matters worse.
                File.Delete(half);
                throw;
            }
        }
        return hash;
    }

    public async Task<ArraySegment<byte>?> Find(string hash, CancellationToken ct)
    {
        var path = Path.Combine(Folder, hash);
        return File.Exists(path) ? (ArraySegment<byte>?)await File.ReadAllBytesAsync(path, ct) : null;
    }
}
