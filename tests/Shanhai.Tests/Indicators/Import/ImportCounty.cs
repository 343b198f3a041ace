using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Indicators.Import;

/// <summary>Two counties, in one of which the same name of a village stands in two townships.</summary>
public sealed class ImportCounty : App
{
    protected override Task Fill() => Do(async (services, actor) =>
    {
        RegisterRow[] rows =
        [
            new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(990101000000, "山阳县", Level.County),
            new(990101101000, "石门乡", Level.Township), new(990101101201, "石门坑村", Level.Village), new(990101101202, "下姜村", Level.Village), new(990101101203, "长岭村", Level.Village),
            new(990101102000, "枫林镇", Level.Township), new(990101102201, "长岭村", Level.Village), new(990101102202, "枫林社区", Level.Village),
            new(990102000000, "海滨县", Level.County), new(990102101000, "旅西镇", Level.Township), new(990102101201, "港口村", Level.Village),
        ];
        await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default);
    });

    public Task<HttpClient> Officer() => SignedIn(Role.Officer, new PlaceCode(990101000000));
}
