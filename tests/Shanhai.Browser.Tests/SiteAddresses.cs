using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Demonstration;
using Shanhai.Enclaves;
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
        "/voices/own/files/{file}", "/voices/{id}/files/{file}", "/books/{id}/papers/{paper}", "/receptions/{id}/edit", "/receptions/{id}/results", "/receptions/{id}/results.docx",
        "/pairing/scenarios/{id}/publish",
        "/projects/{id}/photos/{photo}", "/measures/treatment",
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
        "/postings/coverage?kind=instructor", "/postings/coverage?kind=commissioner", "/postings/published?over=true", "/postings?q=没有这个批次", "/postings/posts?q=没有这个单位", "/postings/posts?sort=-to&stage=Runs", "/books?q=没有这本账", "/organisations?q=lxxxfj", "/organisations?q=没有这个机构",
        $"/organisations/coverage?under={Site.County}&on=2022-01-01", "/organisations/coverage?kind=SocialOrganisation",
        "/projects?q=没有这个项目", "/projects/published?q=没有这个项目", "/projects/published?state=Done&sort=-budget", $"/projects/new?village={Site.Village}",
        "/enclaves?q=没有这处飞地", "/enclaves/compare?host=0&guest=0&villages=0&hostGuest=3000000&hostVillages=2000000&guestVillages=0&all=12000000&capitalVillages=120000000",
        NotThere,
    ];

    public static async Task<IReadOnlyList<string>> All(Site site)
    {
        var (user, finding, body, notice, reception, batch, voice, letter) = ("", "", "", "", "", 0, "", "");
        var (book, entry, money) = ("", "", "");
        var (campaign, scenario, pair, partnership, helper, offer) = ("", "", "", "", "", "");
        var (sent, post) = ("", "");
        var (programme, project, adopted, kind, venue) = ("", "", "", "", "");
        var (enclave, distribution) = ("", "");
        await site.Do(async (services, _) =>
        {
            var db = services.GetRequiredService<Db>();
            user = (await db.Users.OrderBy(u => u.UserName).Select(u => u.Id).FirstAsync()).ToString();
            body = (await db.Organisations.Where(o => o.Place == Site.County && o.Kind == OrganisationKind.Government).Select(o => o.Id).FirstAsync()).ToString();
            notice = (await db.Notices.Where(n => n.Matter == "honour").Select(n => n.Id).FirstAsync()).ToString();
            reception = (await db.Receptions.Select(r => r.Id).FirstAsync()).ToString();
            var opinion = await db.VoiceSteps.Where(s => s.Act == Act.IssueOpinion).OrderBy(s => s.Id).Select(s => new { s.Voice, s.Number }).FirstAsync();
            (voice, letter) = (opinion.Voice.ToString(), $"/voices/{opinion.Voice}/letters/{opinion.Number}");
            (book, money) = ((await db.Books.Where(b => b.Chart == "collective-2023").OrderBy(b => b.Place).Select(b => b.Id).FirstAsync()).ToString(), (await db.Books.Where(b => b.Public && b.Chart == "public-money").Select(b => b.Id).FirstAsync()).ToString());
            entry = (await db.Entries.Where(e => e.Payee != null).OrderBy(e => e.Id).Select(e => e.Id).FirstAsync()).ToString();
            // Of a campaign that was published, whatever another test is planning meanwhile.
            var solved = await db.Scenarios.Where(x => x.PublishedAt != null).OrderByDescending(x => x.Id).FirstAsync();
            (campaign, scenario) = (solved.Campaign.ToString(), solved.Id.ToString());
            pair = (await db.ProposedPairs.Where(p => p.Scenario == solved.Id).OrderBy(p => p.Id).Select(p => p.Id).FirstAsync()).ToString();
            var runs = await db.Partnerships.Where(p => p.Campaign == solved.Campaign).OrderBy(p => p.Id).FirstAsync();
            (partnership, helper) = (runs.Id.ToString(), runs.Organisation.ToString());
            offer = (await db.InvestmentOffers.Where(o => o.Invested > 0).Select(o => o.Id).FirstAsync()).ToString();
            (sent, post) = ((await db.PostBatches.OrderByDescending(b => b.Id).Select(b => b.Id).FirstAsync()).ToString(), (await db.PostTasks.OrderBy(t => t.Id).Select(t => t.Post).FirstAsync()).ToString());
            programme = (await db.Programmes.OrderBy(p => p.Code).Select(p => p.Id).FirstAsync()).ToString();
            project = (await db.Projects.OrderBy(p => p.Code).Select(p => p.Id).FirstAsync()).ToString();
            adopted = (await db.AdoptedMeasures.OrderBy(a => a.Village).Select(a => a.Of).FirstAsync()).ToString();
            kind = (await db.VillageClasses.OrderBy(c => c.Village).Select(c => c.Id).FirstAsync()).ToString();
            venue = (await db.Venues.OrderBy(v => v.Village).Select(v => v.Id).FirstAsync()).ToString();
            (enclave, distribution) = ((await db.Enclaves.Where(e => e.Published).OrderBy(e => e.Id).Select(e => e.Id).FirstAsync()).ToString(), (await db.Distributions.Where(d => d.State == DistributionState.Approved).OrderByDescending(d => d.ToDay).Select(d => d.Id).FirstAsync()).ToString());
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
            "/pairing/compare" => [$"/pairing/compare?a={scenario}&b={scenario}"],
            "/pairing/{id}/wishes" => [$"/pairing/{campaign}/wishes?organisation={helper}"],
            "/pairing/compare/export" => [$"/pairing/compare/export?a={scenario}&b={scenario}"],
            "/pairing/{id}/villages" => [$"/pairing/{campaign}/villages", $"/pairing/{campaign}/villages?find=村&q=没有这个村"],
            "/pairing/{id}/bodies" => [$"/pairing/{campaign}/bodies", $"/pairing/{campaign}/bodies?find=有限公司"],
            "/pairing/{id}" => ["/pairing/" + campaign],
            _ when pattern.StartsWith("/pairing/{id}/", StringComparison.Ordinal) => [Value().Replace(pattern, campaign)],
            "/pairing/pairs/{id}" => ["/pairing/pairs/" + pair],
            "/pairing/helpers/{id}" => ["/pairing/helpers/" + helper],
            "/pairing/offers/{id}" => ["/pairing/offers/" + offer],
            _ when pattern.StartsWith("/pairing/scenarios/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, scenario)],
            _ when pattern.StartsWith("/pairing/partnerships/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, partnership)],
            "/books/{id}" => ["/books/" + book, $"/books/{money}?account=40"],
            "/books/entries/{id}" => ["/books/entries/" + entry],
            "/books/{id}/statements" => [$"/books/{book}/statements?year=2025", $"/books/{book}/statements?year=2024", $"/books/{money}/statements?year=2025"],
            "/books/{id}/entries/new" => [$"/books/{book}/entries/new", $"/books/{money}/entries/new"],
            _ when pattern.StartsWith("/postings/batches/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, sent)],
            _ when pattern.StartsWith("/postings/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, post)],
            "/programmes/{id}" => ["/programmes/" + programme],
            "/projects/{id}" => ["/projects/" + project],
            "/projects/published/{id}" => ["/projects/published/" + project],
            "/measures/adopted/{id}" => ["/measures/adopted/" + adopted],
            "/classes/{id}" => ["/classes/" + kind],
            "/classes/accept" => [$"/classes/accept?village={Site.Village}&class=fine"],
            "/venues/{id}" => ["/venues/" + venue],
            _ when pattern.StartsWith("/books/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, book)],
            "/money/villages/{id}" => [$"/money/villages/{book}?period=2025-Q3", $"/money/villages/{book}?period=2025"],
            _ when pattern.StartsWith("/money/villages/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, book)],
            _ when pattern.StartsWith("/money/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, money)],
            _ when pattern.StartsWith("/enclaves/distributions/{id}", StringComparison.Ordinal) => [Value().Replace(pattern, distribution)],
            _ when pattern.StartsWith("/enclaves/", StringComparison.Ordinal) => [Value().Replace(pattern, enclave)],
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
