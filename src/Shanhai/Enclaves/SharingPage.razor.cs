using Microsoft.Extensions.Primitives;

namespace Shanhai.Enclaves;

/// <summary>Three rules of sharing beside each other, with what every coalition could earn; what was asked stands in the address, so that it can be sent on and come back to.</summary>
public partial class SharingPage
{
    public sealed record Shown(CompareSharing.Compared? Of, Problem? Problem, IReadOnlyDictionary<string, string?> Typed);

    private static readonly string[] Fields = ["host", "guest", "villages", "hostGuest", "hostVillages", "guestVillages", "all", "capitalHost", "capitalGuest", "capitalVillages", "needHost", "needGuest", "needVillages"];

    public static async Task<IResult> Show(View view, Id<Enclave>? enclave, HttpRequest request, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        if (view.Actor.Refuses(EnclavesModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }
        var typed = Fields.Where(f => !StringValues.IsNullOrEmpty(request.Query[f])).ToDictionary(f => f, f => (string?)request.Query[f].ToString());
        if (typed.Count == 0)
        {
            // Nothing asked yet: what is known of the enclave stands in the form already.
            var known = enclave is { } id ? await CompareSharing.From(id, with.Db, view.Actor, ct) : null;
            return Page(view, null, null, known is null ? typed : new Dictionary<string, string?>
            {
                ["capitalHost"] = Sums.Typed(known.CapitalHost), ["capitalGuest"] = Sums.Typed(known.CapitalGuest), ["capitalVillages"] = Sums.Typed(known.CapitalVillages), ["all"] = Sums.Typed(known.All),
            });
        }
        var errors = new Errors();
        decimal? Of(string field) => Sums.Read(typed.GetValueOrDefault(field), field, errors);
        var input = new CompareSharing(Of("capitalHost"), Of("capitalGuest"), Of("capitalVillages"), Of("needHost"), Of("needGuest"), Of("needVillages"), Of("host"), Of("guest"), Of("villages"), Of("hostGuest"), Of("hostVillages"), Of("guestVillages"), Of("all"));
        var compared = errors.Refusal is { } unread ? unread : CompareSharing.Handle(input, view.Actor);
        return compared.Problem is { } problem ? Page(view, null, problem, typed) : Page(view, compared.Value, null, typed);
    }

    private static IResult Page(View view, CompareSharing.Compared? of, Problem? problem, IReadOnlyDictionary<string, string?> typed) =>
        Html.Show<SharingPage, Shown>(view, view.Say("enclaves.compare"), new(of, problem, typed), problem?.Status ?? 200);
}
