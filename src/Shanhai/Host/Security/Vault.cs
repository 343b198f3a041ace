using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Shanhai.Host.Security;

/// <summary>
/// Seals what the database must not tell: who a petitioner is, the code that opens a receipt. The secret lies in the data folder (keys/vault.key);
/// each purpose has a key of its own derived from it. A sealed text is bound to the id of its record: moved to another row it does not open.
/// </summary>
public sealed class Vault(Settings settings)
{
    private const byte Form = 1;
    private const int NonceSize = 12, TagSize = 16;

    private Keys _keys = new(settings);

    public byte[] Seal(string purpose, Guid record, string text) => Seal(purpose, record, Encoding.UTF8.GetBytes(text));

    /// <summary>AES-256-GCM: one byte of form, nonce, tag, cipher.</summary>
    public byte[] Seal(string purpose, Guid record, ReadOnlySpan<byte> plain)
    {
        var box = new byte[1 + NonceSize + TagSize + plain.Length];
        box[0] = Form;
        var nonce = box.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Key(purpose), TagSize);
        cipher.Encrypt(nonce, plain, box.AsSpan(1 + NonceSize + TagSize), box.AsSpan(1 + NonceSize, TagSize), record.ToByteArray());
        return box;
    }

    /// <summary>Throws <see cref="CryptographicException"/> where the box was altered, moved to another record or sealed with another key.</summary>
    public string Open(string purpose, Guid record, byte[] box) => Encoding.UTF8.GetString(OpenBytes(purpose, record, box));

    public byte[] OpenBytes(string purpose, Guid record, byte[] box)
    {
        if (box.Length < 1 + NonceSize + TagSize || box[0] != Form)
        {
            throw new CryptographicException("This is no sealed text.");
        }
        var plain = new byte[box.Length - 1 - NonceSize - TagSize];
        using var cipher = new AesGcm(Key(purpose), TagSize);
        cipher.Decrypt(box.AsSpan(1, NonceSize), box.AsSpan(1 + NonceSize + TagSize), box.AsSpan(1 + NonceSize, TagSize), plain, record.ToByteArray());
        return plain;
    }

    /// <summary>A keyed mark of a short secret: who reads the database cannot try all of them.</summary>
    public byte[] Mark(string purpose, Guid record, string text) => HMACSHA256.HashData(Key(purpose), (byte[])[.. record.ToByteArray(), .. Encoding.UTF8.GetBytes(text)]);

    public bool Fits(string purpose, Guid record, string text, byte[] mark) => CryptographicOperations.FixedTimeEquals(Mark(purpose, record, text), mark);

    /// <summary>After the file was replaced by that of a backup.</summary>
    internal void Reread() => _keys = new(settings);

    private byte[] Key(string purpose) => _keys.For(purpose);

    /// <summary>Each purpose's key is derived once: purposes are few and named in code.</summary>
    private sealed class Keys(Settings settings)
    {
        private readonly Lazy<byte[]> _secret = new(() => KeyFile.ReadOrMake(settings, "vault"));
        private readonly ConcurrentDictionary<string, byte[]> _derived = new();

        public byte[] For(string purpose) => _derived.GetOrAdd(purpose, (named, secret) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret.Value, 32, info: Encoding.UTF8.GetBytes(named)), _secret);
    }
}
