using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Voices;

/// <summary>Receipt code and PIN, and one's own voice opens for half an hour. The address may bring the code (the QR code of the receipt does), never the PIN.</summary>
public partial class FollowPage
{
    /// <param name="Kept">Words that were sent after the half hour was over: shown, so that they are not lost.</param>
    public sealed record Shown(string? Receipt, Problem? Problem, string? Kept = null);

    public sealed record Form
    {
        public string? Receipt { get; init; }
        public string? Pin { get; init; }
    }

    public static async Task<IResult> Show(View view, string? receipt, string? done, [AsParameters] OwnPage.Reading with, HttpContext http, CancellationToken ct)
    {
        var own = with.Pass.Holds(http) is { } id ? await OwnPage.Find(id, with, ct) : null;
        var asked = Voices.Receipt.TryRead(receipt, out var code) ? code : null;
        return own is null || asked is not null && asked != own.Receipt ? Ask(view, new(receipt, null)) : await OwnPage.Page(view, own, done, null, null, with, ct);
    }

    public static async Task<IResult> Post(View view, [FromForm] Form? form, FollowVoice.Door door, [AsParameters] OwnPage.Reading with, HttpContext http, CancellationToken ct)
    {
        form ??= new();
        var opened = await door.Open(form.Receipt, form.Pin, with.Db, view.Actor, ct);
        if (opened.Problem is { } problem)
        {
            return Ask(view, new(form.Receipt, problem));
        }
        with.Pass.Open(http, opened.Value.Id);
        return Html.Go("/voices/follow");
    }

    public static IResult Leave([FromForm] string? leave, OwnPass pass, HttpContext http)
    {
        pass.Close(http);
        pass.Forget(http);
        return Html.Go("/voices/follow");
    }

    internal static IResult Ask(View view, Shown shown) => Html.Show<FollowPage, Shown>(view, view.Say("voices.own.title"), shown, shown.Problem?.Status ?? 200);
}
