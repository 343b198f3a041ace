using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using SkiaSharp;

namespace Shanhai.Tests.Voices;

/// <summary>Files as people and attackers send them, made here.</summary>
internal static class Pictures
{
    public const string Hidden = "GPS-28.123-119.456-OF-MY-HOUSE";

    /// <summary>A photograph, wider than high, that says in its EXIF where it was taken and that the camera was held upright.</summary>
    public static byte[] Photograph(int width = 400, int height = 300)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.ForestGreen);
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        var plain = jpeg.ToArray();
        byte[] tiff = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(Hidden)];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        var length = (ushort)(exif.Length + 2);
        return [.. plain[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. exif, .. plain[2..]];
    }

    public static byte[] Png(int width = 300, int height = 200)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.SteelBlue);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 90);
        return png.ToArray();
    }

    /// <summary>A few hundred bytes that say they are a picture of 3.6 thousand million pixels.</summary>
    public static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(new byte[60_001]);
        }
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, 60_000);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), 60_000);
        (head[8], head[9]) = (8, 0);
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR"u8, head), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    public static byte[] Document(bool macros = false)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "[Content_Types].xml", "word/document.xml" }.Concat(macros ? ["word/vbaProject.bin"] : []))
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("<x/>"u8);
            }
        }
        return bytes.ToArray();
    }

    public static MultipartFormDataContent Form(Dictionary<string, string> fields, params (string Name, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }
        foreach (var (name, bytes) in files)
        {
            var content = new ByteArrayContent(bytes);
            // What the browser believes by the name; nobody should.
            content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
            form.Add(content, "files", name);
        }
        return form;
    }

    /// <summary>Posts a form with files as a browser would.</summary>
    public static async Task<HttpResponseMessage> PostFiles(this HttpClient client, string path, Dictionary<string, string> fields, string shownAt, params (string Name, byte[] Bytes)[] files)
    {
        fields["__RequestVerificationToken"] = await client.Token(shownAt);
        using var form = Form(fields, files);
        return await client.PostAsync(path, form);
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(body));
        return [.. length, .. body, .. sum];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
            }
        }
        return ~crc;
    }
}
