using Microsoft.AspNetCore.Mvc;
using Shanhai.Places;

namespace Shanhai.Pairing.Investors;

/// <summary>The sender's own offer, by its code and PIN: both travel in the body of a form, never in an address.</summary>
public partial class OwnOfferPage
{
    public sealed record Shown(FollowOwnOffer.Own? Of, Problem? Problem, string? Code);

    public sealed record Typed
    {
        public string? Code { get; init; }
        public string? Pin { get; init; }
    }

    public static IResult Show(View view) => Page(view, null, null, null);

    public static async Task<IResult> Post(View view, [FromForm] Typed? form, CurrentRegister places, Vault vault, Db db, TimeProvider clock, CancellationToken ct)
    {
        var found = await FollowOwnOffer.Handle(new(form?.Code, form?.Pin), places, vault, db, view.Actor, clock, ct);
        return found.Problem is { } problem ? Page(view, null, problem, form?.Code) : Page(view, found.Value, null, null);
    }

    private static IResult Page(View view, FollowOwnOffer.Own? of, Problem? problem, string? code) => Html.Show<OwnOfferPage, Shown>(view, view.Say("investors.own"), new(of, problem, code), problem?.Status ?? 200);
}
