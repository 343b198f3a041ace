using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Demonstration;

/// <summary>
/// The bodies of the invented province: its prefecture and each of its counties with the offices that matters go to, every township's government, and
/// the committees of the villages of the first township. Names are put together from invented places; there are no
/// telephones and no codes. Asked a second time it adds only what is missing.
/// </summary>
public static class AddOrganisations
{
    private const string Document = "机构名册（模拟）";

    private sealed record Office(OrganisationKind Kind, string Name, Duties Duties, string? Short = null);

    // The government is the superior of the rest at its level; discipline bodies, courts and procuratorates stand below their own of the level above.
    private static readonly Office[] Offices =
    [
        new(OrganisationKind.Government, "人民政府", Duties.None),
        new(OrganisationKind.Discipline, "纪委监委", Duties.Discipline),
        new(OrganisationKind.PetitionOffice, "信访局", Duties.Petitions, "信访局"),
        new(OrganisationKind.Department, "农业农村局", Duties.Agriculture, "农业农村局"),
        new(OrganisationKind.Department, "民政局", Duties.CivilAffairs, "民政局"),
        new(OrganisationKind.Department, "自然资源和规划局", Duties.NaturalResources | Duties.Forestry, "资规局"),
        new(OrganisationKind.Department, "人力资源和社会保障局", Duties.HumanResources, "人社局"),
        new(OrganisationKind.Department, "水利局", Duties.Water, "水利局"),
        new(OrganisationKind.Department, "住房和城乡建设局", Duties.Housing, "住建局"),
        new(OrganisationKind.Department, "交通运输局", Duties.Transport, "交通局"),
        new(OrganisationKind.Department, "财政局", Duties.Finance, "财政局"),
        new(OrganisationKind.Department, "教育局", Duties.Education, "教育局"),
        new(OrganisationKind.Department, "卫生健康局", Duties.Health, "卫健局"),
        new(OrganisationKind.Police, "公安局", Duties.PublicSecurity, "公安局"),
        new(OrganisationKind.Court, "人民法院", Duties.Trials, "法院"),
        new(OrganisationKind.Procuratorate, "人民检察院", Duties.Prosecution, "检察院"),
    ];

    private static readonly PlaceCode Township = InventedProvince.Counties[0].Code.Value + 101_000;

    /// <summary>How many bodies were added.</summary>
    public static async Task<Result<int>> Handle(IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var register = await services.GetRequiredService<CurrentRegister>().Read(db, ct);
        var (trees, pinyin, clock) = (services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<TimeProvider>());
        var there = await db.Organisations.AsNoTracking().Where(o => o.Closed == null).Select(o => new { o.Place, o.Name, o.Id }).ToListAsync(ct);
        var made = there.ToDictionary(o => (o.Place, o.Name), o => o.Id);
        var before = made.Count;
        Id<Organisation> Add(PlaceCode place, string name, OrganisationKind kind, Duties duties, string? shortName, Id<Organisation>? superior) =>
            made.TryGetValue((place, name), out var id) ? id
            : made[(place, name)] = CreateOrganisation.Add(name, superior, null, Document, new() { Kind = kind, Place = place, Duties = duties, ShortName = shortName }, pinyin, db, actor, clock).Id;

        var province = Level(InventedProvince.Code, []);
        var city = Level(InventedProvince.Prefecture, province);
        foreach (var county in InventedProvince.Counties)
        {
            var government = Level(county.Code, city)[OrganisationKind.Government];
            foreach (var i in register.Below(county.Code))
            {
                var township = register.Code(i);
                var office = Add(township, register.Name(i) + "人民政府", OrganisationKind.TownshipGovernment, Duties.None, null, government);
                foreach (var v in township == Township ? register.Below(township) : [])
                {
                    Add(register.Code(v), register.Name(v) + (register.Name(v).EndsWith("社区", StringComparison.Ordinal) ? "居民委员会" : "村民委员会"), OrganisationKind.VillageCommittee, Duties.None, null, office);
                }
            }
        }
        if (made.Count == before)
        {
            return 0;
        }
        await OrganisationStamp.Raise(db, null, ct);
        db.Record(actor, OrganisationsModule.Change, "organisations", new { done = "imported", added = made.Count - before, document = Document }, InventedProvince.Code);
        await db.SaveChangesAsync(ct);
        trees.Written();
        db.ChangeTracker.Clear();
        return made.Count - before;

        Dictionary<OrganisationKind, Id<Organisation>> Level(PlaceCode place, Dictionary<OrganisationKind, Id<Organisation>> above)
        {
            var (name, own) = (register.Name(register.Find(place)), new Dictionary<OrganisationKind, Id<Organisation>>());
            foreach (var office in Offices)
            {
                var called = office.Kind == OrganisationKind.Court ? CourtOf(place) : office.Name;
                Id<Organisation>? superior = !HasOwnLine.Contains(office.Kind) ? own[OrganisationKind.Government] : above.TryGetValue(office.Kind, out var same) ? same : null;
                var id = Add(place, name + called, office.Kind, office.Duties, office.Short, superior);
                own.TryAdd(office.Kind, id);
            }
            return own;
        }
    }

    private static readonly OrganisationKind[] HasOwnLine = [OrganisationKind.Government, OrganisationKind.Discipline, OrganisationKind.Court, OrganisationKind.Procuratorate];

    private static string CourtOf(PlaceCode place) => place.Level switch { Level.Province => "高级人民法院", Level.City => "中级人民法院", _ => "人民法院" };
}
