using System.Security.Cryptography;

namespace Shanhai.Host.Journal;

/// <summary>
/// A hash algorithm by its stored name. Every seal says with which one it was made, so that another (SM3) can follow: add it here,
/// seal what is waiting, then make it <see cref="Current"/>; old seals stay checkable with the old one.
/// </summary>
public sealed class Digest
{
    public static readonly Digest Sha256 = new("SHA-256", SHA256.HashData, HMACSHA256.HashData);

    public static readonly Digest Current = Sha256;

    private static readonly Digest[] Known = [Sha256];

    private readonly Func<byte[], byte[]> _hash;
    private readonly Func<byte[], byte[], byte[]> _keyed;

    private Digest(string name, Func<byte[], byte[]> hash, Func<byte[], byte[], byte[]> keyed) => (Name, _hash, _keyed) = (name, hash, keyed);

    public string Name { get; }

    public byte[] Hash(byte[] bytes) => _hash(bytes);

    public byte[] Keyed(byte[] key, byte[] bytes) => _keyed(key, bytes);

    /// <summary>Null for a name this program does not know.</summary>
    public static Digest? Of(string name) => Known.FirstOrDefault(d => d.Name == name);
}
