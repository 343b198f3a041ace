using System.Globalization;
using System.Security.Cryptography;

namespace Shanhai.Host.Journal;

/// <summary>
/// Counts and hashes rows on their way into <see cref="Bulk"/>, so that the entry of a bulk operation can say what it wrote:
/// <c>Bulk.Insert(db, "facts", columns, print.Through(rows), ct); db.Record(actor, verb, subject, new { print.Rows, print.Hash })</c>.
/// </summary>
public sealed class Fingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly System.Buffers.ArrayBufferWriter<byte> _bytes = new(1 << 16);
    private string? _done;

    public long Rows { get; private set; }

    public string Hash => _done ??= Canonical.Hex(Flushed().GetHashAndReset());

    public IEnumerable<object?[]> Through(IEnumerable<object?[]> rows)
    {
        foreach (var row in rows)
        {
            foreach (var value in row)
            {
                Canonical.Write(_bytes, value switch
                {
                    null => null,
                    string text => text,
                    DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
                    byte[] bytes => Canonical.Hex(bytes),
                    IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                    _ => value.ToString(),
                });
            }
            Rows++;
            if (_bytes.WrittenCount > 1 << 15)
            {
                Flushed();
            }
            yield return row;
        }
    }

    public void Add(string text) => Canonical.Write(_bytes, text);

    private IncrementalHash Flushed()
    {
        _hash.AppendData(_bytes.WrittenSpan);
        _bytes.ResetWrittenCount();
        return _hash;
    }

    public void Dispose() => _hash.Dispose();
}
