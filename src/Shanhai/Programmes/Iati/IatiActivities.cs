using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Shanhai.Identification;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes.Iati;

/// <summary>
/// How programmes and projects are told as activities of IATI 2.03: elements in the order of its schema, codes of its lists. A programme is of the first level, its projects of the second; money and budgets stand with projects alone, so
/// that nothing is counted twice. Chinese is the language of the file, what this program says itself stands in English beside it.
/// </summary>
internal sealed class IatiActivities(string publisher, string? owner, string site, OrganisationTree tree, Register register, MeasureCatalogue measures, DateOnly today)
{
    // Codes of the lists of IATI: local government; rural development (of the DAC's purposes); the place where it is done, a populated place, told approximately; a web page of the activity; any other result.
    private const string LocalGovernment = "11", RuralDevelopment = "43040", SingleLocation = "8", WebPage = "A12", OtherResult = "9", OwnVocabulary = "99", China = "CN";
    private const string Coordinates = "http://www.opengis.net/def/crs/EPSG/0/4326";

    private const string NotInIdentifiers = "/&|?";

    /// <summary>What may stand in an identifier: no sign that the standard excludes, and no blank.</summary>
    public static bool IsIdentifier(string? text) => !string.IsNullOrEmpty(text) && text.AsSpan().IndexOfAny(NotInIdentifiers) < 0 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    public XElement Of(Programme programme) => new("iati-activity", Head(1), new XElement("iati-identifier", Identifier(programme)), Reporting(), Said("title", programme.Name),
        Described(1, "programmes.iati.programme", ProgrammePreset.Find(programme.Kind)?.Name ?? new Both(programme.Kind, programme.Kind), programme.Basis),
        programme.Aim is { } aim ? new XElement("description", new XAttribute("type", 2), Narrative(aim)) : null,
        Accountable(programme),
        Coded("activity-status", today < programme.FromDay ? "1" : today <= programme.ToDay ? "2" : "3"),
        Day(1, programme.FromDay), Day(3, programme.ToDay),
        new XElement("recipient-country", new XAttribute("code", China), new XAttribute("percentage", 100)),
        Location(programme.Place),
        Sectors("/api/v1/programmes/presets", programme.Kind, ProgrammePreset.Find(programme.Kind)?.Name));

    public XElement Of(Project project, Programme programme, IReadOnlyList<PublicMoney> money, IReadOnlyList<(ProjectResult Of, ResultValue? Last)> results, bool revised)
    {
        var measure = measures.Measure(project.Measure);
        return new("iati-activity", Head(2), new XElement("iati-identifier", $"{publisher}-{Suffix(project.Code, project.Id.ToString())}"), Reporting(), Said("title", project.Name),
            Described(1, "programmes.iati.project", register.NameOf(project.Village), measure ?? new Both(project.Measure, project.Measure), programme.Name),
            money.Select(m => m.Owner).Distinct().Select(o => Participating("1", tree.Find(o))), Accountable(programme), project.Body is { } body ? Participating("4", tree.Find(body)) : null,
            Coded("activity-status", project.State switch { ProjectState.Planned => "1", ProjectState.UnderWay => "2", ProjectState.Done => "4", _ => "5" }),
            Day(1, project.FromDay), Day(2, project.StartedOn), Day(3, project.ToDay), Day(4, project.DoneOn ?? project.StoppedOn),
            Coded("activity-scope", SingleLocation),
            new XElement("recipient-country", new XAttribute("code", China), new XAttribute("percentage", 100)),
            Location(project.Village),
            Sectors("/measures", project.Measure, measure),
            Years(project.FromDay, project.ToDay, project.Budget).Select(y => Budget(y, revised, project.Document is not null)),
            Transactions(money),
            new XElement("document-link", new XAttribute("format", "text/html"), new XAttribute("url", $"{site}/projects/published/{project.Id}"), Said("title", project.Name), Coded("category", WebPage), Coded("language", "zh")),
            new XElement("related-activity", new XAttribute("ref", Identifier(programme)), new XAttribute("type", 1)),
            results.Select(r => Result(project, r.Of, r.Last)));
    }

    private static object[] Head(int hierarchy) => [new XAttribute(XNamespace.Xml + "lang", "zh"), new XAttribute("default-currency", "CNY"), new XAttribute("hierarchy", hierarchy)];

    private string Identifier(Programme programme) => $"{publisher}-programme-{Suffix(programme.Code, programme.Id.ToString())}";

    private static string Suffix(string code, string id) => IsIdentifier(code) ? Plain(code) : id;

    private XElement Reporting() => new("reporting-org", new XAttribute("ref", publisher), new XAttribute("type", LocalGovernment), Narrative(owner ?? Words.Say(Language.Chinese, "product")));

    // Whoever publishes answers for a programme that names nobody.
    private XElement Accountable(Programme programme) => (programme.Lead is { } lead ? Participating("2", tree.Find(lead)) : null)
        ?? new XElement("participating-org", new XAttribute("ref", publisher), new XAttribute("role", 2), new XAttribute("type", LocalGovernment), Narrative(owner ?? Words.Say(Language.Chinese, "product")));

    private static XElement? Participating(string role, Body? body) => body is null ? null
        : new("participating-org", Ref(body), new XAttribute("role", role), new XAttribute("type", TypeOf(body.Kind)), Narrative(body.Name));

    // The one list of China that IATI knows is the register of enterprises; a business of one person (92) is that person.
    private static XAttribute? Ref(Body body) => body.CreditCode is ['9', not '2', ..] code ? new("ref", "CN-SAIC-" + code) : null;

    private static string TypeOf(OrganisationKind kind) => kind switch
    {
        OrganisationKind.VillageParty or OrganisationKind.VillageCommittee or OrganisationKind.PublicInstitution or OrganisationKind.Hospital or OrganisationKind.MassOrganisation => "15",
        OrganisationKind.University => "80",
        OrganisationKind.Enterprise => "70",
        OrganisationKind.SocialOrganisation => "22",
        OrganisationKind.OverseasAssociation => "21",
        OrganisationKind.VillageCollective or OrganisationKind.Cooperative or OrganisationKind.Other => "90",
        _ => LocalGovernment,
    };

    /// <summary>The lists of places that IATI knows hold no Chinese village: its code is this installation's own reference.</summary>
    private XElement Location(PlaceCode place)
    {
        var at = register.Find(place) is >= 0 and var i ? register.Where(i) : null;
        return new("location", new XAttribute("ref", place.ToString()), Coded("location-reach", "1"), Said("name", register.NameOf(place)),
            at is { } known ? new object[] { new XElement("point", new XAttribute("srsName", Coordinates), new XElement("pos", string.Create(CultureInfo.InvariantCulture, $"{known.Latitude} {known.Longitude}"))), Coded("exactness", "2") } : null,
            Coded("location-class", place.Level == Level.Village ? "2" : "1"));
    }

    private object[] Sectors(string list, string code, Both? name) =>
    [
        new XElement("sector", new XAttribute("vocabulary", 1), new XAttribute("code", RuralDevelopment), new XAttribute("percentage", 100)),
        new XElement("sector", new XAttribute("vocabulary", OwnVocabulary), new XAttribute("vocabulary-uri", site + list), new XAttribute("code", code), new XAttribute("percentage", 100), Narrative(name?.Zh ?? code), Narrative(name?.En ?? code, "en")),
    ];

    /// <summary>A budget of IATI is of a year at most: each year of the term has its part by days, and the parts are the whole to the fen.</summary>
    private static IEnumerable<(DateOnly From, DateOnly To, long Fen)> Years(DateOnly from, DateOnly to, long fen)
    {
        var (days, given) = (to.DayNumber - from.DayNumber + 1, 0L);
        for (var start = from; start <= to; start = new(start.Year + 1, 1, 1))
        {
            var end = start.Year == to.Year ? to : new DateOnly(start.Year, 12, 31);
            var until = (long)((decimal)fen * (end.DayNumber - from.DayNumber + 1) / days);
            yield return (start, end, until - given);
            given = until;
        }
    }

    private static XElement Budget((DateOnly From, DateOnly To, long Fen) year, bool revised, bool approved) => new("budget", new XAttribute("type", revised ? 2 : 1), new XAttribute("status", approved ? 2 : 1),
        On("period-start", year.From), On("period-end", year.To), Value(year.Fen, year.From));

    // Persons of a month are one line: neither a name nor a day tells who it was.
    private IEnumerable<XElement> Transactions(IReadOnlyList<PublicMoney> money) => money.GroupBy(m => m.Persons ? m with { On = new(m.On.Year, m.On.Month, 1), Fen = 0 } : m with { Fen = 0 })
        .Select(g => (Of: g.Key, Last: g.Max(m => m.On), Fen: g.Sum(m => m.Fen))).Where(t => t.Fen != 0).OrderBy(t => t.Last)
        .Select(t => new XElement("transaction", Coded("transaction-type", t.Of.Paid ? "3" : "2"), On("transaction-date", t.Last), Value(t.Fen, t.Last),
            t.Of.Persons ? Told("description", "programmes.iati.persons") : null,
            tree.Find(t.Of.Owner) is { } from ? new XElement("provider-org", Ref(from), new XAttribute("type", TypeOf(from.Kind)), Narrative(from.Name)) : null,
            t.Of.Payee is { } payee ? new XElement("receiver-org", Narrative(payee)) : null));

    // What was before is of the time before the project; its day is not kept, so the planned begin stands for it.
    private static XElement Result(Project project, ProjectResult result, ResultValue? last) => new("result", new XAttribute("type", OtherResult), Said("title", result.Name),
        new XElement("indicator", new XAttribute("measure", result.Unit.Contains('%') ? 2 : 1), new XAttribute("ascending", result.Target >= (result.Baseline ?? 0) ? 1 : 0), Said("title", $"{result.Name}（{result.Unit}）"),
            result.Baseline is { } baseline ? new XElement("baseline", new XAttribute("year", project.FromDay.Year), new XAttribute("iso-date", Iso(project.FromDay)), new XAttribute("value", Number(baseline))) : null,
            new XElement("period", On("period-start", project.FromDay), On("period-end", result.DueOn), new XElement("target", new XAttribute("value", Number(result.Target))),
                last is null ? null : new XElement("actual", new XAttribute("value", Number(last.Value)), Told("comment", "programmes.iati.measured", Iso(last.On))))));

    private static XElement Coded(string name, string code) => new(name, new XAttribute("code", code));

    private static XElement? Day(int type, DateOnly? day) => day is { } on ? new("activity-date", new XAttribute("iso-date", Iso(on)), new XAttribute("type", type)) : null;

    private static XElement On(string name, DateOnly day) => new(name, new XAttribute("iso-date", Iso(day)));

    private static XElement Value(long fen, DateOnly on) => new("value", new XAttribute("value-date", Iso(on)), (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture));

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static XElement Said(string name, string text) => new(name, Narrative(text));

    private static XElement Told(string name, string key, params object?[] args) => new(name, Narrative(Words.Say(Language.Chinese, key, args)), Narrative(Words.Say(Language.English, key, args), "en"));

    private static XElement Described(int type, string key, params object?[] args)
    {
        var description = Told("description", key, args);
        description.Add(new XAttribute("type", type));
        return description;
    }

    private static XElement Narrative(string text, string? language = null) => new("narrative", language is null ? null : new XAttribute(XNamespace.Xml + "lang", language), ProgrammeSight.Open(Plain(text)));

    /// <summary>Without what cannot stand in XML at all, such as a control character out of a workbook.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value))
            {
                plain.Append(rune);
            }
        }
        return plain.ToString();
    }
}
