using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Shanhai.Places;

namespace Shanhai.Pairing.Investors;

/// <summary>The public's form for an offer of investment: one short page without script; sent twice it is taken once.</summary>
public partial class InvestPage
{
    /// <param name="Sent">Code and PIN of what was sent.</param>
    public sealed record Shown(Typed Form, Problem? Problem, SendOffer.Sent? Sent);

    public sealed record Typed
    {
        public string? Key { get; init; }
        public string? Who { get; init; }
        public string? Place { get; init; }
        public string? What { get; init; }
        public string? Sector { get; init; }
        public string? Amount { get; init; }
        public string? Words { get; init; }
        public string? Name { get; init; }
        public string? Phone { get; init; }
    }

    public static async Task<IResult> Show(View view, string? place, CurrentRegister places, Db db, CancellationToken ct)
    {
        var register = await places.Read(db, ct);
        var named = PlaceCode.TryParse(place, out var code) && register.Find(code) is >= 0 and var i && register.Stands(i) ? code.ToString() : null;
        return Page(view, new() { Key = RandomNumberGenerator.GetHexString(32, true), Place = named }, null, null);
    }

    public static async Task<IResult> Post(View view, [FromForm] Typed? form, CurrentRegister places, Vault vault, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var place = NamedPlace.Find(form.Place, await places.Read(db, ct), view.Actor, errors, "place");
        var amount = TypedNumber.Whole(form.Amount, "amount", errors);
        var input = new SendOffer(Enum.TryParse<InvestorKind>(form.Who, out var who) ? who : null, place, Enum.TryParse<ResourceKind>(form.What, out var what) ? what : null, form.Sector, amount, form.Words, form.Name, form.Phone) { ClientKey = form.Key };
        // What a name of a place may mean is said before that none was given.
        foreach (var wrong in input.Validate().All.Where(e => errors.Any && errors.All.All(x => x.Field != e.Field)).ToList())
        {
            errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
        if (errors.Refusal is { } unread)
        {
            return Page(view, form, unread, null);
        }
        var sent = await SendOffer.Handle(input, places, vault, db, view.Actor, clock, ct);
        return sent.Problem is { } problem ? Page(view, form, problem, null) : Page(view, form, null, sent.Value);
    }

    /// <summary>Too much came from one address: what was typed stays.</summary>
    public static async Task<IResult> TooOften(HttpContext http, View view, Problem problem)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : null;
        return Page(view, new()
        {
            Key = form?["key"], Who = form?["who"], Place = form?["place"], What = form?["what"], Sector = form?["sector"], Amount = form?["amount"], Words = form?["words"], Name = form?["name"], Phone = form?["phone"],
        }, problem, null);
    }

    private static IResult Page(View view, Typed form, Problem? problem, SendOffer.Sent? sent) => Html.Show<InvestPage, Shown>(view, view.Say(sent is null ? "investors.title" : "investors.sent"), new(form, problem, sent), problem?.Status ?? 200);
}
