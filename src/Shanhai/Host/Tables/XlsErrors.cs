using System.Buffers.Binary;
using System.Text;

namespace Shanhai.Host.Tables;

/// <summary>
/// Finds the error cells of an old workbook. ExcelDataReader gives them as blanks, so a #REF! would be lost in silence; this reads
/// nothing else: it follows the container's chains to the workbook stream and walks its records.
/// </summary>
internal static class XlsErrors
{
    private const int EndOfSubstream = 0x0A, BoundSheet = 0x85, BoolErr = 0x0205, Formula = 0x0006;
    private const uint EndOfChain = 0xFFFFFFFE;

    /// <summary>By worksheet in the order of the file: (row, column), both from 1, and the error as the sheet shows it.</summary>
    public static List<Dictionary<(int Row, int Column), string>> Find(ArraySegment<byte> file)
    {
        var all = new List<Dictionary<(int, int), string>>();
        if (Container(file) is not { } stream)
        {
            return all;
        }
        foreach (var (type, at, length) in Records(stream, 0))
        {
            if (type == BoundSheet && length >= 6 && stream[at + 5] == 0)
            {
                all.Add(OfSheet(stream, BinaryPrimitives.ReadInt32LittleEndian(stream.AsSpan(at))));
            }
        }
        return all;
    }

    private static Dictionary<(int, int), string> OfSheet(byte[] stream, int start)
    {
        var errors = new Dictionary<(int, int), string>();
        foreach (var (type, at, length) in Records(stream, start))
        {
            // A boolean-or-error cell says which it is; a formula's result is an error when its last two bytes are FFFF and its first is 2.
            int code = type == BoolErr && length >= 8 && stream[at + 7] == 1 ? stream[at + 6]
                : type == Formula && length >= 14 && stream[at + 12] == 0xFF && stream[at + 13] == 0xFF && stream[at + 6] == 2 ? stream[at + 8]
                : -1;
            if (code >= 0)
            {
                errors[(Short(stream, at) + 1, Short(stream, at + 2) + 1)] = Written(code);
            }
        }
        return errors;
    }

    private static IEnumerable<(int Type, int At, int Length)> Records(byte[] stream, int start)
    {
        var depth = 0;
        for (var at = start; at >= 0 && at + 4 <= stream.Length;)
        {
            var (type, length) = (Short(stream, at), Short(stream, at + 2));
            if (at + 4 + length > stream.Length)
            {
                yield break;
            }
            yield return (type, at + 4, length);
            depth += type is 0x0809 or 0x0409 ? 1 : type == EndOfSubstream ? -1 : 0;
            if (depth <= 0)
            {
                yield break;
            }
            at += 4 + length;
        }
    }

    /// <summary>The bytes of the workbook stream, or null where the chains do not hold together (the reader then says so).</summary>
    private static byte[]? Container(ArraySegment<byte> file)
    {
        if (file.Count < 512 || !file.AsSpan().StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0]))
        {
            return null;
        }
        var bytes = file.AsSpan();
        var shift = bytes[30];
        if (shift is not (9 or 12))
        {
            return null;
        }
        var size = 1 << shift;
        var fat = new List<uint>();
        for (var i = 0; i < 109; i++)
        {
            AddFat(fat, file, Int(file, 76 + 4 * i), size);
        }
        var more = Int(file, 68);
        for (var guard = 0; more < EndOfChain - 4 && guard < 1000 && Sector(file, more, size) is { Count: > 0 } sector; guard++)
        {
            for (var i = 0; i < size / 4 - 1; i++)
            {
                AddFat(fat, file, Int(sector, 4 * i), size);
            }
            more = Int(sector, size - 4);
        }
        var directory = Chain(file, fat, Int(file, 48), size);
        for (var at = 0; at + 128 <= directory.Length; at += 128)
        {
            var letters = Math.Clamp(BinaryPrimitives.ReadUInt16LittleEndian(directory.AsSpan(at + 64)) - 2, 0, 62);
            if (Encoding.Unicode.GetString(directory, at, letters) is "Workbook" or "Book")
            {
                // Streams under 4096 bytes lie elsewhere; no workbook with an error cell is that small in practice.
                return BinaryPrimitives.ReadUInt32LittleEndian(directory.AsSpan(at + 120)) < Int(file, 56) ? null
                    : Chain(file, fat, BinaryPrimitives.ReadUInt32LittleEndian(directory.AsSpan(at + 116)), size);
            }
        }
        return null;
    }

    private static void AddFat(List<uint> fat, ArraySegment<byte> file, uint sector, int size)
    {
        if (sector >= EndOfChain - 4)
        {
            return;
        }
        var bytes = Sector(file, sector, size);
        for (var i = 0; i + 4 <= bytes.Count; i += 4)
        {
            fat.Add(Int(bytes, i));
        }
    }

    private static byte[] Chain(ArraySegment<byte> file, List<uint> fat, uint first, int size)
    {
        using var bytes = new MemoryStream();
        // A chain that comes back to itself would never end: it can have no more links than there are sectors.
        for (var (at, left) = (first, fat.Count); at < fat.Count && left > 0; at = fat[(int)at], left--)
        {
            bytes.Write(Sector(file, at, size));
        }
        return bytes.ToArray();
    }

    private static ArraySegment<byte> Sector(ArraySegment<byte> file, uint number, int size)
    {
        var at = ((long)number + 1) * size;
        return at >= file.Count ? ArraySegment<byte>.Empty : file.Slice((int)at, (int)Math.Min(size, file.Count - at));
    }

    private static uint Int(ArraySegment<byte> bytes, int at) =>
        at + 4 <= bytes.Count ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) : EndOfChain;

    private static int Short(byte[] bytes, int at) => bytes[at] | (bytes[at + 1] << 8);

    private static string Written(int code) => code switch
    {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#?",
    };
}
