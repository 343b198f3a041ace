using Shanhai.Host.Outside;

namespace Shanhai.Indicators;

/// <summary>Indicators, and the facts recorded about places: entered, imported, corrected, disputed, totalled.</summary>
public sealed class IndicatorsModule : Module
{
    public const string View = "figures.view";
    public const string ViewInternal = "figures.view-internal";
    public const string Record = "figures.record";

    public override void Access(AccessTable access) => access
        .AllowPublic(View)
        .Allow(ViewInternal, Role.Officer, Role.Clerk, Role.Leader, Role.Analyst)
        .Allow(Record, Role.Officer, Role.Clerk);

    public override void Services(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(_ =>
        {
            var read = Catalogue.Read(ShippedData.PathOf("indicators")).GetAwaiter().GetResult();
            // A catalogue that does not hold together is a fault of the installation, told before anything starts.
            return read.Problem is { } problem ? throw new InvalidOperationException(Problems.Title(Language.English, problem)) : read.Value;
        });
        services.AddSingleton<FactColumns.ISource, FactStore>();
        services.AddSingleton<FactColumns>();
    }

    public override IEnumerable<PlaceUse> PlaceUses => [new("figures.use", FactStore.CountAt)];

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/indicators", FindIndicators.Handle);
        api.MapGet("/places/{code}/figures", ShowFigures.Handle);
        api.MapPost("/figures", RecordFigures.Handle);
        api.MapPost("/batches/{number:int}/undo", UndoBatch.Handle);
    }
}
