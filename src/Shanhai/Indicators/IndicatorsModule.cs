using Microsoft.AspNetCore.Http.Features;
using Shanhai.Host.Outside;
using Shanhai.Indicators.Import;

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
        services.AddSingleton<KnownBatches>();
        services.AddSingleton<Uploads>();
        // A plan of many columns and a township's grid are forms of more than the usual thousand fields.
        services.Configure<FormOptions>(o => (o.ValueCountLimit, o.MultipartBodyLengthLimit) = (20_000, (long)settings.LargestUpload << 20));
    }

    public override IEnumerable<PlaceUse> PlaceUses => [new("figures.use", FactStore.CountAt)];

    public override IEnumerable<PlaceSection> PlaceSections => [new(100, null, PlaceFiguresPage.Section)];

    public override IEnumerable<MenuEntry> Menu =>
    [
        new("nav.where", "indicators.title", "/indicators", "chart-line", View),
        new("nav.where", "import.title", "/figures/import", "file-import", Record),
        new("nav.where", "enter.title", "/figures/enter", "table", Record),
        new("nav.where", "batches.title", "/figures/batches", "history", Record),
    ];

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/indicators", FindIndicators.Handle);
        api.MapGet("/places/{code}/figures", ShowFigures.Handle);
        api.MapPost("/figures", RecordOnce.Handle).WithMetadata(new SentOnce.Itself());
        api.MapGet("/batches", FindBatches.Handle);
        api.MapGet("/batches/{number:int}", ShowBatch.Handle);
        api.MapPost("/batches/{number:int}/undo", UndoBatch.Handle);
        api.MapPost("/imports", ImportsApi.Upload).DisableAntiforgery();
        api.MapGet("/imports/{id}", ImportsApi.Show);
        api.MapPost("/imports/{id}/check", CheckImport.Handle);
        api.MapPost("/imports/{id}/confirm", ConfirmImport.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/figures/import", ImportsPage.Show);
        pages.MapPost("/figures/import", ImportsPage.Post);
        pages.MapGet("/figures/import/{id}", ImportPage.Show);
        pages.MapPost("/figures/import/{id}/plan", ImportPage.Plan);
        pages.MapPost("/figures/import/{id}/places", ImportPage.Choose);
        pages.MapPost("/figures/import/{id}/confirm", ImportPage.Confirm);
        pages.MapGet("/figures/import/{id}/annotated", ImportPage.Annotate);
        pages.MapGet("/indicators", IndicatorsPage.Show);
        pages.MapGet("/indicators/{code}", IndicatorPage.Show);
        pages.MapGet("/places/{code}/figures", PlaceFiguresPage.Show);
        pages.MapGet("/figures/enter", EnterPage.Show);
        pages.MapPost("/figures/enter", EnterPage.Post);
        pages.MapGet("/figures/export", ExportPage.Show);
        pages.MapGet("/figures/batches", BatchesPage.Show);
        pages.MapGet("/figures/batches/{number:int}", BatchPage.Show);
        pages.MapPost("/figures/batches/{number:int}/undo", BatchPage.Undo);
    }

    public override IEnumerable<System.CommandLine.Command> Console(Host.Console.Terminal terminal) => [FiguresConsole.Import(terminal), FiguresConsole.Export(terminal)];
}
