using Shanhai.Host.Clocks;

namespace Shanhai.Voices.Open311;

/// <summary>Who answers here, what may be said to whom, and what is asked with it: the catalogue of subjects as GeoReport has it.</summary>
internal sealed class ShowServices(VoiceCatalogue catalogue, CurrentDeadlines deadlines, Settings settings, Db db, TimeProvider clock)
{
    /// <summary>What accusations are about is not taken by this door: it goes to a discipline body, by the form that keeps it apart.</summary>
    public const string Apart = "conduct";

    // When the answers last changed their shape.
    private const string ChangedAt = "2026-11-30T00:00:00+08:00";

    public Task<Answer> Discovery(Asked asked, CancellationToken ct)
    {
        var address = asked.Site(settings) + "/open311/v2";
        return Task.FromResult(Answer.Single("discovery", new()
        {
            { "changeset", ChangedAt },
            { "contact", asked.T("open311.contact", settings.Owner ?? "Shanhai", asked.Site(settings) + "/voices/new") },
            { "key_service", asked.T("open311.key-service", asked.Site(settings) + "/keys") },
            {
                "endpoints", new Many("endpoint",
                [
                    new Fields
                    {
                        { "specification", "http://wiki.open311.org/GeoReport_v2" }, { "url", address }, { "changeset", ChangedAt }, { "type", "production" },
                        { "formats", new Many("format", ["text/xml", "application/json"]) },
                    },
                ])
            },
        }));
    }

    public Task<Answer> List(Asked asked, CancellationToken ct) =>
        Task.FromResult(Answer.List("services", "service", Offered(catalogue).Select(c => new Fields
        {
            { "service_code", c.Code }, { "service_name", asked.In(c.Name) }, { "description", asked.In(c.Hint) }, { "metadata", true }, { "type", "realtime" },
            { "keywords", asked.In(c.Hint).Replace('、', ',').Replace(", ", ",", StringComparison.Ordinal) }, { "group", asked.T("voices.title") },
        })));

    public async Task<Answer> Definition(Asked asked, CancellationToken ct)
    {
        if (asked.Http.Request.RouteValues["code"] is not string code || Offered(catalogue).All(c => c.Code != code))
        {
            return asked.Refuse(404, "open311.no-service", asked.Http.Request.RouteValues["code"]);
        }
        var rule = (await deadlines.Read(db, ct)).InForce(Procedure.Sort, PlaceCode.Nation, ChinaDay.Today(clock));
        return Answer.Single("service_definition", new()
        {
            { "service_code", code },
            {
                "attributes", new Many("attribute",
                [
                    Attribute(1, "notice", "text", asked.T("open311.ask-notice", rule is null ? "" : asked.In(rule.Basis)), variable: false),
                    Attribute(2, "kind", "singlevaluelist", asked.T("voices.new.kind"), values:
                        [(nameof(VoiceKind.Appeal), asked.T("voice.kind.Appeal")), (nameof(VoiceKind.Suggestion), asked.T("voice.kind.Suggestion"))]),
                    Attribute(3, "wish", "text", asked.T("voices.new.wish")),
                    Attribute(4, "people", "number", asked.T("voices.new.people")),
                    Attribute(5, "may_publish", "singlevaluelist", asked.T("voices.new.mayPublish"), values: [("yes", asked.T("open311.yes")), ("no", asked.T("open311.no"))]),
                ])
            },
        });
    }

    public static IEnumerable<VoiceCatalogue.Subject> Offered(VoiceCatalogue catalogue) => catalogue.Categories.Where(c => c.Code != Apart);

    private static Fields Attribute(int order, string code, string datatype, string description, bool variable = true, IReadOnlyList<(string Key, string Name)>? values = null)
    {
        var attribute = new Fields
        {
            { "variable", variable }, { "code", code }, { "datatype", datatype }, { "required", false }, { "datatype_description", null }, { "order", order }, { "description", description },
        };
        if (values is not null)
        {
            attribute.Add("values", new Many("value", [.. values.Select(v => new Fields { { "key", v.Key }, { "name", v.Name } })]));
        }
        return attribute;
    }
}
