using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Shanhai.Host.Journal;

/// <summary>
/// One unambiguous run of bytes for a list of fields, so that a hash means the same everywhere and can be recomputed with any
/// language: each field is its length in UTF-8 bytes, a colon, the bytes and a comma; a field that is null is "-,". Instants are
/// UTC with six decimals, hashes are lower-case hexadecimal. See docs/journal.md.
/// </summary>
internal static class Canonical
{
    public static byte[] Of(params ReadOnlySpan<string?> fields)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        foreach (var field in fields)
        {
            Write(bytes, field);
        }
        return bytes.WrittenSpan.ToArray();
    }

    public static void Write(IBufferWriter<byte> bytes, string? field)
    {
        if (field is null)
        {
            bytes.Write("-,"u8);
            return;
        }
        Utf8Formatter.TryFormat(Encoding.UTF8.GetByteCount(field), bytes.GetSpan(12), out var digits);
        bytes.Advance(digits);
        bytes.Write(":"u8);
        Encoding.UTF8.GetBytes(field, bytes);
        bytes.Write(","u8);
    }

    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
