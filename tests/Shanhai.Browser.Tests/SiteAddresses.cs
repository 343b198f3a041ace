using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Demonstration;
using Shanhai.Host.Persistence;
using Shanhai.Identification;
using Shanhai.Organisations;
using Shanhai.Voices;

namespace Shanhai.Browser.Tests;

/// <summary>An address of every page. A new kind of value in a pattern gets its line here once.</summary>
internal static partial class SiteAddresses
{
    public const string NotThere = "/no-such-page";

    // Addresses that show a page only after a step, or with something that this small site does not hold; their capabilities' own tests ask them.
    private static readonly string[] NeedsAStepBefore =
    [
        "/sign-in/code", "/weak", "/weak/map", "/sign-in/office", "/sign-in/office/done", "/journal/head", "/journal/seals/{number:long}", "/figures/import/{id}", "/figures/import/{id}/annotated", "/voices/receipt", "/voices/receipt/file",
        "/voices/own/files/{file}", "/voices/{id}/files/{file}", "/receptions/{id}/edit", "/receptions/{id}/results", "/receptions/{id}/results.docx",
    ];

    // Pages that a bare address does not show: one form of each kind, filtered lists, what is not found.
    private static readonly string[] Besides =
    [
        $"/places?under={Site.County}&level=village&size=3", "/places?q=smk", "/search?q=石门", "/search?q=没有这个地方", $"/places/change?kind=Renamed&place={Site.Village}",
        "/clocks?rule=XF.HANDLE&from=2026-03-04", "/clocks?rule=GOI.REPLY&from=2026-12-01",
        $"/weak?rule={IdentifyWeak.Rule}&period=2025", $"/weak?rule={IdentifyWeak.Rule}&period=2025&q=没有这个村", $"/rules/{IdentifyWeak.Rule}?edit=1", "/journal?verb=no-such-verb",
        "/voices?tray=All&kind=Suggestion", "/voices?tray=Overdue", "/voices/failures?whose=below",
        $"/voices/new?place={Site.Village}", "/voices/follow?receipt=0000-0000-0000",
        "/notices/new?matter=honour", "/notices?list=Over&q=没有这样的公示", "/receptions?list=Held", $"/receptions/coverage?under={Site.Province}",
        "/books?q=没有这本账", "/organisations?q=lxxxfj", "/organisations?q=没有这个机构",
        NotThere,
    ];

    public static async Task<IReadOnlyList<string>> All(Site site)
    {
        var (user, finding, body, notice, reception, batch, voice, letter) = ("", "", "", "", "", 0, "", "");
        var (book, entry, money) = ("", "", "");
        await site.Do(async (services, _) =>
        {
            var db = services.GetRequiredService<Db>();
            user = (await db.Users.OrderBy(u => u.UserName).Select(u => u.Id).FirstAsync()).ToString();
            body = (await db.Organisations.Where(o => o.Place == Site.County && o.Kind == OrganisationKind.Government).Select(o => o.Id).FirstAsync()).ToString();
            notice = (await db.Notices.Where(n => n.Matter == "honour").Select(n => n.Id).FirstAsync()).ToString();
            reception = (await db.Receptions.Select(r => r.Id).FirstAsync()).ToString();
            var opinion = await db.VoiceSteps.Where(s => s.Act == Act.IssueOpinion).OrderBy(s => s.Id).Select(s => new { s.Voice, s.Number }).FirstAsync();
            (voice, letter) = (opinion.Voice.ToString(), $"/voices/{opinion.Voice}/letters/{opinion.Number}");
            (book, money) = ((await db.Books.Where(b => b.Chart == "collective-2023").OrderBy(b => b.Place).Select(b => b.Id).FirstAsync()).ToString(), (await db.Books.Where(b => b.Public).Select(b => b.Id).FirstAsync()).ToString());
            entry = (await db.Entries.Where(e => e.Payee != null).OrderBy(e => e.Id).Select(e => e.Id).FirstAsync()).ToString();
            batch = await db.Batches.MinAsync(b => b.Number);
            finding = (await db.Findings.Where(f => f.SupersededAt == null && f.Outcome == Outcome.Holds).OrderByDescending(f => f.Period).ThenBy(f => f.Place).Select(f => f.Id).FirstAsync()).ToString();
        });
        string[] Of(string pattern) => pattern switch
        {
            "/places/{code}" => [$"/places/{Site.Village}", $"/places/{Site.County}", $"/places/{Site.Province}"],
            "/open-data/{name}" => ["/open-data/figures"],
            "/open-data/{name}.{format}" => ["/open-data/places.csv"],
            "/findings/{id}" => ["/findings/" + finding],
            "/rules/{code}" => ["/rules/" + IdentifyWeak.Rule],
            "/indicators/{code}" => ["/indicators/CE.OPERATING"],
            "/places/change" => [],
            "/lists/{jurisdiction}/{code}" => [$"/lists/{Site.Province}/relatively-weak-township"],
            "/lists/{jurisdiction}/{code}/export" => [$"/lists/{Site.Province}/relatively-weak-township/export"],
            "/voices/{id}" => ["/voices/" + voice, $"/voices/{voice}?act=Note"],
            "/voices/{id}/letters/{step:int}" => [letter],
            "/weak/overview" => [$"/weak/overview?rule={IdentifyWeak.Rule}&place={Site.County}"],
            "/organisations/{id}/change" => [$"/organisations/{body}/change?kind=Renamed", $"/organisations/{body}/change?kind=Merged"],
            "/receptions/cases/{id}" => [],
            "/books/entries/{id}" => ["/books/entries/" + entry],
            "/books/{id}/statements" => [$"/books/{book}/statements?year=2025"],
            "/books/{id}/entries/new" => [$"/books/{book}/entries/new", $"/books/{money}/entries/new"],
            _ when pattern.StartsWith("/books/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, book)],
            _ when pattern.StartsWith("/money/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, money)],
            _ when pattern.StartsWith("/notices/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, notice)],
            _ when pattern.StartsWith("/receptions/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, reception)],
            _ when pattern.StartsWith("/organisations/", StringComparison.Ordinal) => [Value().Replace(pattern, body)],
            _ when pattern.StartsWith("/users/", StringComparison.Ordinal) => [Value().Replace(pattern, user)],
            _ when pattern.StartsWith("/places/", StringComparison.Ordinal) => [Value().Replace(pattern, Site.Village.ToString())],
            _ => [Value().Replace(pattern, m => m.Groups[1].Value switch
            {
                "code" or "place" => Site.Village.ToString(),
                "year" => "2024",
                _ => batch.ToString(CultureInfo.InvariantCulture),
            })],
        };
        return [.. site.Pages.Except(NeedsAStepBefore).SelectMany(Of), .. Besides];
    }

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Value();
}
