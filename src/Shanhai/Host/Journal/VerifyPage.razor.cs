using System.Globalization;

namespace Shanhai.Host.Journal;

/// <summary>Anybody uploads a receipt file and reads in one sentence whether it still stands.</summary>
public partial class VerifyPage
{
    public sealed record Shown(VerifyReceipt.Verified? Verified, Problem? Problem);

    public static IResult Show(View view) => Page(view, new(null, null));

    public static async Task<IResult> Post(View view, IFormFile? file, IEnumerable<ReceiptKind> kinds, Db db, JournalKey key, CancellationToken ct)
    {
        if (file is null or { Length: 0 })
        {
            return Page(view, new(null, new Errors().Add("file", "verify.say-file").Refusal));
        }
        var given = file.Length > JournalReceipt.Largest ? null : JournalReceipt.Read(await Text(file, ct));
        var verified = given is null ? Problem.Invalid("journal.not-a-receipt") : await VerifyReceipt.Handle(given, kinds, db, key, ct);
        return Page(view, verified.Problem is { } no ? new(null, no) : new(verified.Value, null));
    }

    internal static string Say(Language language, VerifyReceipt.Verified verified) =>
        Words.Say(language, "verify." + verified.Finding, Instant(verified.RecordedAt), verified.Seal, Instant(verified.SealedAt));

    private static string Instant(DateTimeOffset? at) => at is { } when ? when.ToOffset(ChinaDay.Offset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "–";

    private static async Task<string> Text(IFormFile file, CancellationToken ct)
    {
        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync(ct);
    }

    private static IResult Page(View view, Shown shown) => Html.Show<VerifyPage, Shown>(view, view.Say("verify.title"), shown, shown.Problem?.Status ?? 200);
}
