using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Tests.Organisations;

/// <summary>A program with two small counties, and the use cases of bodies as one line each.</summary>
public sealed class Bodies : App
{
    public static readonly PlaceCode Province = 990000000000, City = 990100000000, County = 990101000000, Other = 990102000000, Township = 990101101000, Village = 990101101201;
    public static readonly DateOnly Day = new(2026, 3, 1);

    protected override Task Fill() => Do(async (services, actor) =>
    {
        RegisterRow[] rows =
        [
            new(Province, "示范省", Level.Province), new(City, "示范市", Level.City), new(County, "山阳县", Level.County), new(Township, "石门乡", Level.Township), new(Village, "石门一村", Level.Village),
            new(Other, "水阴县", Level.County),
        ];
        (await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default, services.GetRequiredService<CurrentRegister>())).Problem.ShouldBeNull();
    });

    public async Task<T> With<T>(Func<IServiceProvider, Actor, Task<T>> work)
    {
        T answer = default!;
        await Do(async (services, actor) => answer = await work(services, actor));
        return answer;
    }

    public Task<Result<CreateOrganisation.Created>> Try(CreateOrganisation input) => With((s, actor) => CreateOrganisation.Handle(input, s.GetRequiredService<CurrentTree>(),
        s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Pinyin>(), s.GetRequiredService<Db>(), actor, Clock, default));

    public async Task<Id<Organisation>> Create(string name, OrganisationKind kind = OrganisationKind.Department, PlaceCode? place = null, Id<Organisation>? superior = null, string? code = null)
    {
        var made = await Try(new(name, superior?.ToString(), null, "县编〔2020〕1号", new() { Kind = kind, Place = place ?? County, CreditCode = code }, Another: true));
        made.Problem.ShouldBeNull();
        return made.Value.Id;
    }

    public Task<Result<RecordOrganisationChange.Recorded>> Change(Id<Organisation> id, OrganisationEventKind kind, DateOnly? on = null, string? name = null, Id<Organisation>? other = null) =>
        With((s, actor) => RecordOrganisationChange.Handle(id, new(kind, on ?? Day, "县编〔2026〕2号", name, other?.ToString()), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Pinyin>(),
            s.GetRequiredService<Db>(), actor, Clock, default));

    public Task<Result<UndoOrganisationChange.Undone>> Undo(Id<OrganisationEvent> id) =>
        With((s, actor) => UndoOrganisationChange.Handle(id, new("登错了"), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Pinyin>(), s.GetRequiredService<Db>(), actor, Clock, default));

    public Task<ShowOrganisation> Show(Id<Organisation> id, DateOnly? day = null) => With(async (s, actor) =>
        (await ShowOrganisation.Handle(id, day, s.GetRequiredService<CurrentTree>(), s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, Clock, default)).Value);

    public Task<OrganisationTree> Tree() => With(async (s, _) => await s.GetRequiredService<CurrentTree>().Read(s.GetRequiredService<Db>(), default));
}
