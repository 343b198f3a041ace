using System.Buffers.Binary;
using System.Text;

namespace Shanhai.Tests.Host.Tables;

/// <summary>
/// Makes an old workbook with one sheet: BIFF8 records in a compound file of 512-byte sectors. Values: string, double, and an error as
/// its code in a byte.
/// </summary>
internal static class MakeXls
{
    public static byte[] With(string sheet, params object?[][] rows) => Compound("Workbook", Book(sheet, rows));

    public static byte[] Compound(string name, byte[] stream)
    {
        const int size = 512;
        Array.Resize(ref stream, Math.Max(4096, (stream.Length + size - 1) / size * size));
        var sectors = stream.Length / size;
        var file = new byte[size * (3 + sectors)];
        byte[] mark = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        mark.CopyTo(file, 0);
        Short(file, 24, 0x3E);
        Short(file, 26, 3);
        Short(file, 28, 0xFFFE);
        Short(file, 30, 9);
        Short(file, 32, 6);
        Int(file, 44, 1);
        Int(file, 48, 1);
        Int(file, 56, 4096);
        Int(file, 60, 0xFFFFFFFE);
        Int(file, 68, 0xFFFFFFFE);
        for (var i = 0; i < 109; i++)
        {
            Int(file, 76 + 4 * i, i == 0 ? 0 : 0xFFFFFFFF);
        }
        for (var i = 0; i < size / 4; i++)
        {
            Int(file, size + 4 * i, i == 0 ? 0xFFFFFFFD : i == 1 || i == sectors + 1 ? 0xFFFFFFFE : i < sectors + 1 ? (uint)i + 1 : 0xFFFFFFFF);
        }
        Entry(file, 2 * size, "Root Entry", 5, 1, 0xFFFFFFFE, 0);
        Entry(file, 2 * size + 128, name, 2, 0xFFFFFFFF, 2, (uint)stream.Length);
        stream.CopyTo(file, 3 * size);
        return file;
    }

    private static byte[] Book(string sheet, object?[][] rows)
    {
        using var all = new MemoryStream();
        Record(all, 0x0809, [0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Record(all, 0x0042, [0xB0, 0x04]);
        var name = Encoding.Unicode.GetBytes(sheet);
        byte[] bound = [0, 0, 0, 0, 0, 0, (byte)sheet.Length, 1, .. name];
        BinaryPrimitives.WriteInt32LittleEndian(bound, (int)all.Length + 4 + bound.Length + 4);
        Record(all, 0x0085, bound);
        Record(all, 0x000A, []);
        Record(all, 0x0809, [0, 6, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Record(all, 0x0200, [0, 0, 0, 0, (byte)rows.Length, 0, 0, 0, 0, 0, (byte)rows.Max(r => r.Length), 0, 0, 0]);
        for (var r = 0; r < rows.Length; r++)
        {
            for (var c = 0; c < rows[r].Length; c++)
            {
                byte[] at = [(byte)r, 0, (byte)c, 0, 0, 0];
                switch (rows[r][c])
                {
                    case double number:
                        Record(all, 0x0203, [.. at, .. BitConverter.GetBytes(number)]);
                        break;
                    case string text:
                        Record(all, 0x0204, [.. at, (byte)text.Length, 0, 1, .. Encoding.Unicode.GetBytes(text)]);
                        break;
                    case byte error:
                        Record(all, 0x0205, [.. at, error, 1]);
                        break;
                }
            }
        }
        Record(all, 0x000A, []);
        return all.ToArray();
    }

    private static void Record(MemoryStream all, int type, byte[] content)
    {
        all.Write([(byte)type, (byte)(type >> 8), (byte)content.Length, (byte)(content.Length >> 8), .. content]);
    }

    private static void Entry(byte[] file, int at, string name, byte type, uint child, uint start, uint length)
    {
        Encoding.Unicode.GetBytes(name).CopyTo(file, at);
        Short(file, at + 64, (name.Length + 1) * 2);
        file[at + 66] = type;
        file[at + 67] = 1;
        Int(file, at + 68, 0xFFFFFFFF);
        Int(file, at + 72, 0xFFFFFFFF);
        Int(file, at + 76, child);
        Int(file, at + 116, start);
        Int(file, at + 120, length);
    }

    private static void Short(byte[] file, int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);

    private static void Int(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
}
