using Microsoft.EntityFrameworkCore;

namespace Shanhai.Voices;

/// <summary>The receipt after sending: code and PIN, told for ten minutes to the browser that sent it and nowhere else. To be printed or written down.</summary>
public partial class ReceiptPage
{
    /// <param name="Address">Where the voice is followed, with its code and without the PIN.</param>
    public sealed record Shown(OwnPass.Slip Slip, string Address, QrPicture Qr, DateOnly Today);

    public static IResult Show(View view, OwnPass pass, Settings settings, HttpContext http, TimeProvider clock)
    {
        if (pass.Receipt(http) is not { } slip)
        {
            return Html.Go("/voices/follow");
        }
        var address = QrPicture.Address(http, settings, $"/voices/follow?receipt={Receipt.Written(slip.Receipt)}");
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
        return Html.Go(view.Actor.IsPublic ? "/voices/follow" : "/voices");
    }
}
