using System.Globalization;
using System.Text;
using QRCoder;

namespace Shanhai.Host.Web;

/// <summary>A QR code as one path of squares: part of the page, so that no style and no picture from elsewhere is needed.</summary>
public sealed record QrPicture(int Size, string Path)
{
    public static QrPicture Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (rows[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }
        return new(rows.Count, path.ToString());
    }

    /// <summary>An address of this site as others reach it.</summary>
    public static string Address(HttpContext http, Settings settings, string path) => (settings.Address?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}") + path;
}
