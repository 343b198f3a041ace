using SkiaSharp;

namespace Shanhai.Host.Outside;

/// <summary>
/// Writes a picture anew: nothing of the file that was sent survives but what is seen in it, so that no place, device or name travels along with it (EXIF,
/// comments, colour profiles) and nothing hidden in its bytes. How large it is, is asked before any of it is unpacked.
/// </summary>
public static class Picture
{
    public const int LongestSide = 2560;
    public const long MostPixels = 64_000_000;
    private const int Quality = 86;

    public enum Fault { None, TooManyPixels, Broken }

    /// <summary>A JPEG, upright, at most <see cref="LongestSide"/> wide and high.</summary>
    public static (byte[] Jpeg, Fault Fault) Renew(ReadOnlySpan<byte> content)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width < 1 || codec.Info.Height < 1)
        {
            return ([], Fault.Broken);
        }
        if ((long)codec.Info.Width * codec.Info.Height > MostPixels)
        {
            return ([], Fault.TooManyPixels);
        }
        var wanted = Math.Min(1f, (float)LongestSide / Math.Max(codec.Info.Width, codec.Info.Height));
        // Some formats unpack at once to about the size that is wanted; the others ignore it.
        var size = codec.GetScaledDimensions(wanted);
        using var colours = SKColorSpace.CreateSrgb();
        using var seen = new SKBitmap();
        if (!seen.TryAllocPixels(new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, colours)))
        {
            return ([], Fault.TooManyPixels);
        }
        if (codec.GetPixels(seen.Info, seen.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            return ([], Fault.Broken);
        }
        return Drawn(seen, codec.EncodedOrigin, colours) is { } jpeg ? (jpeg, Fault.None) : ([], Fault.Broken);
    }

    private static byte[]? Drawn(SKBitmap seen, SKEncodedOrigin origin, SKColorSpace colours)
    {
        var scale = Math.Min(1f, (float)LongestSide / Math.Max(seen.Width, seen.Height));
        int width = Math.Max(1, (int)Math.Round(seen.Width * scale)), height = Math.Max(1, (int)Math.Round(seen.Height * scale));
        var lies = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        using var paper = SKSurface.Create(new SKImageInfo(lies ? height : width, lies ? width : height, SKColorType.Rgba8888, SKAlphaType.Premul, colours));
        if (paper is null)
        {
            return null;
        }
        var canvas = paper.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Concat(Upright(origin, width, height));
        using var image = SKImage.FromBitmap(seen);
        canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = paper.Snapshot();
        using var jpeg = drawn.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return jpeg?.ToArray();
    }

    // How the camera was held, as EXIF numbers it; the drawn picture stands upright by itself.
    private static SKMatrix Upright(SKEncodedOrigin origin, int w, int h) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, w, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, w, 0, -1, h, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, h, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, h, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, h, -1, 0, w, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, w, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
