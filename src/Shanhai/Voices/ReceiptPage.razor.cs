using System.Text;
using Microsoft.EntityFrameworkCore;
using QRCoder;

namespace Shanhai.Voices;

/// <summary>The receipt after sending: code and PIN, told for ten minutes to the browser that sent it and nowhere else. To be printed or written down.</summary>
public partial class ReceiptPage
{
    /// <param name="Address">Where the voice is followed, with its code and without the PIN.</param>
    public sealed record Shown(OwnPass.Slip Slip, string Address, QrPicture Qr, DateOnly Today);

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
                        path.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                    }
                }
            }
            return new(rows.Count, path.ToString());
        }
    }

    public static IResult Show(View view, OwnPass pass, Settings settings, HttpContext http, TimeProvider clock)
    {
        if (pass.Receipt(http) is not { } slip)
        {
            return Html.Go("/voices/follow");
        }
        var site = settings.Address?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host}";
        var address = $"{site}/voices/follow?receipt={Receipt.Written(slip.Receipt)}";
        return Html.Show<ReceiptPage, Shown>(view, view.Say("voices.receipt.title"), new(slip, address, QrPicture.Of(address), ChinaDay.Today(clock)));
    }

    /// <summary>The receipt as a file that proves by itself what was said and when; without the proof until the next seal.</summary>
    public static async Task<IResult> File(OwnPass pass, Db db, HttpContext http, CancellationToken ct)
    {
        var own = pass.Holds(http);
        var code = own is null ? pass.Receipt(http)?.Receipt : null;
        var voice = own is null && code is null ? null : await db.Voices.AsNoTracking().FirstOrDefaultAsync(v => own != null ? v.Id == own : v.Receipt == code, ct);
        if (voice is null || await VoiceReceipts.Of(voice, db, ct) is not { } receipt)
        {
            return Html.Go("/voices/follow");
        }
        http.Response.Headers.CacheControl = "private, no-store";
        return receipt.Download($"receipt-{Receipt.Written(voice.Receipt)}.json");
    }

    /// <summary>She has it on paper; a browser that others use forgets it.</summary>
    public static IResult Done(View view, [Microsoft.AspNetCore.Mvc.FromForm] string? receipt, OwnPass pass, HttpContext http)
    {
        pass.Forget(http);
        return Html.Go(view.Actor.IsPublic ? "/voices/follow" : "/voices/enter");
    }
}
