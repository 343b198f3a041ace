using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Programmes;
using Shanhai.Tests.Architecture;
using Shanhai.Tests.Funds;
using static Shanhai.Tests.Programmes.ProgrammeCounty;

namespace Shanhai.Tests.Programmes;

/// <summary>The file for the International Aid Transparency Initiative: elements, codes and rules of version 2.03, and nothing that is not public.</summary>
public sealed class IatiTests(PublishingCounty app) : IClassFixture<PublishingCounty>
{
    private static readonly string Example = Path.GetFullPath(Path.Combine(Sources.Root, "../shared/data/iati-samples/open/iati_2.03_annotated_example.xml"));

    // The schema's order of what may stand in an element, as far as this program writes it.
    private static readonly Dictionary<string, string[]> Order = new()
    {
        ["iati-activities"] = ["iati-activity"],
        ["iati-activity"] =
        [
            "iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status", "activity-date", "activity-scope", "recipient-country", "location", "sector", "budget", "transaction", "document-link", "related-activity",
            "result",
        ],
        ["location"] = ["location-reach", "name", "point", "exactness", "location-class"], ["point"] = ["pos"],
        ["budget"] = ["period-start", "period-end", "value"],
        ["transaction"] = ["transaction-type", "transaction-date", "value", "description", "provider-org", "receiver-org"],
        ["document-link"] = ["title", "category", "language"],
        ["result"] = ["title", "indicator"], ["indicator"] = ["title", "baseline", "period"], ["period"] = ["period-start", "period-end", "target", "actual"], ["actual"] = ["comment"],
    };

    // Codes of the standard's lists.
    private static readonly Dictionary<string, string[]> Codes = new()
    {
        ["activity-status/code"] = ["1", "2", "3", "4", "5", "6"], ["activity-date/type"] = ["1", "2", "3", "4"], ["description/type"] = ["1", "2"], ["participating-org/role"] = ["1", "2", "3", "4"],
        ["participating-org/type"] = ["11", "15", "22", "21", "70", "80", "90"], ["reporting-org/type"] = ["11"], ["activity-scope/code"] = ["8"], ["recipient-country/code"] = ["CN"], ["sector/vocabulary"] = ["1", "99"],
        ["budget/type"] = ["1", "2"], ["budget/status"] = ["1", "2"], ["transaction-type/code"] = ["2", "3"], ["related-activity/type"] = ["1"], ["result/type"] = ["9"], ["indicator/measure"] = ["1", "2"], ["location-reach/code"] = ["1"],
        ["exactness/code"] = ["1", "2"], ["location-class/code"] = ["1", "2"], ["category/code"] = ["A12"], ["language/code"] = ["zh"],
    };

    private async Task<XElement> File(string question) => XDocument.Parse(await app.Anyone().GetStringAsync("/api/v1/projects/published/iati?" + question)).Root!;

    private static string? Of(XElement? element, string attribute) => element?.Attribute(attribute)?.Value;

    private static DateOnly DayOf(XElement element) => DateOnly.ParseExact(Of(element, "iso-date")!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_project_is_an_activity_under_its_programme_with_village_budget_money_and_results()
    {
        var (village, project, _) = await app.WholeProject();
        var root = await File($"under={village}");

        root.Name.LocalName.ShouldBe("iati-activities");
        (Of(root, "version"), Of(root, "generated-datetime")).ShouldBe(("2.03", "2026-11-23T02:00:00Z"));
        var activities = root.Elements("iati-activity").ToList();
        activities.Select(a => Of(a, "hierarchy")).ShouldBe(["1", "2"]);
        var (programme, of) = (activities[0], activities[1]);
        of.Element("iati-identifier")!.Value.ShouldBe($"{PublishingCounty.Publisher}-{project.Code}");
        Of(of.Element("related-activity"), "ref").ShouldBe(programme.Element("iati-identifier")!.Value);
        of.Element("reporting-org")!.Value.ShouldBe("示范市人民政府");
        Of(of.Element("location"), "ref").ShouldBe(village.ToString());
        Of(of.Element("activity-status"), "code").ShouldBe("2");
        of.Elements("activity-date").Select(d => (Of(d, "type"), Of(d, "iso-date"))).ShouldBe([("1", "2025-11-01"), ("2", "2026-02-01"), ("3", "2027-03-31")]);
        of.Elements("participating-org").Where(o => Of(o, "role") == "4").Select(o => (o.Value, Of(o, "type"))).ShouldBe([("北山县农业农村局", "11")]);
        of.Elements("participating-org").Count(o => Of(o, "role") == "2").ShouldBe(1);
        // An approved change of the budget is told; its years are the whole to the fen.
        of.Elements("budget").Select(b => (Of(b, "type"), Of(b.Element("period-start"), "iso-date"), Of(b.Element("period-end"), "iso-date")))
            .ShouldBe([("2", "2025-11-01", "2025-12-31"), ("2", "2026-01-01", "2026-12-31"), ("2", "2027-01-01", "2027-03-31")]);
        of.Elements("budget").Sum(b => decimal.Parse(b.Element("value")!.Value, CultureInfo.InvariantCulture)).ShouldBe(120_000.01m);
        of.Elements("transaction").Select(t => (Of(t.Element("transaction-type"), "code"), Of(t.Element("transaction-date"), "iso-date"), t.Element("value")!.Value, t.Element("receiver-org")?.Value))
            .ShouldBe([("2", "2026-04-01", "43000.00", null), ("3", "2026-05-01", "40000.00", "北山建设公司"), ("3", "2026-06-09", "3000.00", null)]);
        var indicator = of.Element("result")!.Element("indicator")!;
        (Of(indicator.Element("baseline"), "value"), Of(indicator.Element("period")!.Element("target"), "value"), Of(indicator.Element("period")!.Element("actual"), "value")).ShouldBe(("10", "30", "25"));
        PublishingCounty.Hidden.ShouldAllBe(h => !root.ToString().Contains(h));
    }

    [Fact]
    public async Task Every_element_stands_where_the_schema_has_it_and_every_code_is_of_its_list()
    {
        var (village, _, _) = await app.WholeProject();
        var (faults, root) = (new List<string>(), await File($"under={village}"));
        foreach (var element in root.DescendantsAndSelf())
        {
            var allowed = Order.GetValueOrDefault(element.Name.LocalName, ["narrative"]);
            var places = element.Elements().Select(c => Array.IndexOf(allowed, c.Name.LocalName)).ToList();
            faults.AddRange(places.Contains(-1) || !places.SequenceEqual(places.Order()) ? [$"{element.Name}: {string.Join(", ", element.Elements().Select(c => c.Name))}"] : Array.Empty<string>());
            faults.AddRange(element.Attributes().Where(a => Codes.TryGetValue($"{element.Name.LocalName}/{a.Name.LocalName}", out var codes) && !codes.Contains(a.Value)).Select(a => $"{element.Name}/{a.Name}: {a.Value}"));
        }

        faults.ShouldBeEmpty();
        root.Elements("iati-activity").Count().ShouldBe(2, "the programme and its project");
        foreach (var what in new[] { "budget", "transaction", "result", "sector" })
        {
            root.Elements("iati-activity").Elements(what).ShouldNotBeEmpty(what);
        }
        foreach (var activity in root.Elements("iati-activity"))
        {
            // What the schema and the standard's rules ask of each.
            new[] { "iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status", "activity-date", "sector", "recipient-country", "location" }.ShouldAllBe(e => activity.Element(e) != null);
            activity.Element("iati-identifier")!.Value.ShouldStartWith(Of(activity.Element("reporting-org"), "ref") + "-");
            activity.Elements("activity-date").ShouldContain(d => Of(d, "type") == "1");
            activity.Elements("sector").GroupBy(s => Of(s, "vocabulary")).ShouldAllBe(g => g.Sum(s => int.Parse(s.Attribute("percentage")!.Value)) == 100);
            activity.Elements("sector").Where(s => Of(s, "vocabulary") == "99").ShouldAllBe(s => s.Element("narrative") != null);
            activity.Descendants().Where(d => d.Element("period-start") != null).ShouldAllBe(p => DayOf(p.Element("period-start")!) <= DayOf(p.Element("period-end")!));
            activity.Elements("budget").ShouldAllBe(b => DayOf(b.Element("period-end")!) < DayOf(b.Element("period-start")!).AddYears(1));
            activity.Elements("transaction").ShouldAllBe(t => DayOf(t.Element("transaction-date")!) <= Day(2026, 11, 23));
        }
    }

    [Fact]
    public async Task The_order_and_the_attributes_are_those_of_the_official_example()
    {
        Assert.SkipUnless(System.IO.File.Exists(Example), "../shared/data/iati-samples is not there.");
        static string Where(XElement e) => string.Join('/', e.AncestorsAndSelf().Reverse().Select(a => a.Name.LocalName));
        var (village, _, _) = await app.WholeProject();
        var (ours, theirs) = (await File($"under={village}"), XDocument.Load(Example).Root!.DescendantsAndSelf().GroupBy(Where).ToDictionary(g => g.Key, g => g.ToList()));

        ours.Elements("iati-activity").Count().ShouldBe(2);
        foreach (var element in ours.DescendantsAndSelf())
        {
            theirs.ShouldContainKey(Where(element));
            var known = theirs[Where(element)];
            element.Attributes().Where(a => a.Name.Namespace == XNamespace.None && !known.Exists(k => k.Attribute(a.Name) is not null)).ShouldBeEmpty(Where(element));
            var children = element.Elements().Select(c => c.Name.LocalName).Distinct().ToList();
            known.Exists(k => k.Elements().Select(c => c.Name.LocalName).Distinct().Where(children.Contains).SequenceEqual(children)).ShouldBeTrue(Where(element));
        }
    }

    [Fact]
    public async Task What_is_not_public_is_not_in_it_a_number_of_a_person_is_masked_and_what_xml_cannot_hold_is_left_out()
    {
        var village = await app.NewVillage();
        var programme = await app.Programme();
        var shown = await app.Project(programme, "公开的加工点", village);
        var hidden = await app.Project(programme, "内部的加工点", village, p => p with { Public = false });
        // As it may have been written before anybody looked for it.
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.ProjectResults.Add(new() { Id = Shanhai.Kernel.Id<ProjectResult>.New(app.Clock), Project = shown.Id, Name = "联系 13800000000", Unit = "人", Target = 1, DueOn = Day(2026, 12, 31) });
            (await db.Projects.SingleAsync(p => p.Id == shown.Id)).Name = "公开的\u0001加工点 & <一期>";
            db.Record(actor, "test", "project");
            await db.SaveChangesAsync();
        });

        var text = await app.Anyone().GetStringAsync($"/api/v1/projects/published/iati?under={village}");

        text.ShouldNotContain("13800000000");
        text.ShouldNotContain("内部的加工点");
        text.ShouldNotContain(hidden.Code);
        XDocument.Parse(text).Root!.Elements("iati-activity").Last().Element("title")!.Value.ShouldBe("公开的加工点 & <一期>");
    }

    [Fact]
    public async Task The_public_page_offers_the_file_of_what_it_shows_and_says_where_nothing_is_shown()
    {
        var (village, project, _) = await app.WholeProject();
        var anyone = app.Anyone();

        (await anyone.GetStringAsync($"/projects/published?under={village}")).ShouldContain($"/projects/published/iati?under={village}");
        var file = await anyone.GetAsync($"/projects/published/iati?under={village}");
        file.Content.Headers.ContentType!.MediaType.ShouldBe("application/xml");
        file.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe("iati-activities.xml");
        (await file.Content.ReadAsStringAsync()).ShouldContain(project.Code);
        (await anyone.GetAsync($"/api/v1/projects/published/iati?under={village}&q=nothing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await anyone.GetAsync("/api/v1/projects/published/iati?late=true")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}

/// <summary>An installation that has no identifier of a publisher.</summary>
public sealed class NoPublisherTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    [Fact]
    public async Task Without_an_identifier_of_the_publisher_no_file_is_made_and_what_to_do_is_said()
    {
        await app.Project();
        var anyone = app.Anyone();

        var refused = await anyone.GetAsync("/api/v1/projects/published/iati");

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Publisher");
        (await anyone.GetStringAsync("/projects/published")).ShouldNotContain("/projects/published/iati");
    }
}
