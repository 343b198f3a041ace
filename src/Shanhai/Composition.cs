using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Shanhai.Burden;
using Shanhai.Demonstration;
using Shanhai.Enclaves;
using Shanhai.Evaluation;
using Shanhai.Funds;
using Shanhai.Host;
using Shanhai.Host.Clocks;
using Shanhai.Host.Console;
using Shanhai.Host.Jobs;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;
using Shanhai.Portal;
using Shanhai.Postings;
using Shanhai.Programmes;
using Shanhai.Receptions;
using Shanhai.Voices;
using Shanhai.Voices.Open311;

namespace Shanhai;

/// <summary>What the product is made of, as a list. The server, the console and the tests are built from here.</summary>
public static class Composition
{
    public static readonly IReadOnlyList<Module> Modules =
    [
        new PortalModule(),
        new SecurityModule(),
        new JournalModule(),
        new JobsModule(),
        new ClocksModule(),
        new BackupModule(),
        new PlacesModule(),
        new OrganisationsModule(),
        new IndicatorsModule(),
        new IdentificationModule(),
        new PairingModule(),
        new FundsModule(),
        new ProgrammesModule(),
        new EnclavesModule(),
        new VoicesModule(),
        new Voices.Figures.FiguresModule(),
        new Open311Module(),
        new NoticesModule(),
        new ReceptionsModule(),
        new PostingsModule(),
        new BurdenModule(),
        new EvaluationModule(),
        new DemonstrationModule(),
    ];

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
    };

    public static readonly AccessTable Access = Modules.Aggregate(new AccessTable(), (table, module) => { module.Access(table); return table; });

    public static readonly JobTable Jobs = Modules.Aggregate(new JobTable(), (table, module) => { module.Jobs(table); return table; });

    /// <summary>Everything but the web: what a console verb or a job needs.</summary>
    public static IServiceCollection Services(Settings settings, IServiceCollection? services = null)
    {
        services ??= new ServiceCollection().AddLogging();
        services.AddSingleton(settings).AddSingleton(Access).AddSingleton(Jobs).AddSingleton(TimeProvider.System);
        Storage.Parse(settings.DatabaseOrDefault).Register(services);
        foreach (var module in Modules)
        {
            module.Services(services, settings);
            foreach (var section in module.PlaceSections)
            {
                services.AddSingleton(section);
            }
            foreach (var receipt in module.Receipts)
            {
                services.AddSingleton(receipt);
            }
            foreach (var use in module.PlaceUses)
            {
                services.AddSingleton(use);
            }
        }
        services.AddSingleton<PlaceSections>();
        return services;
    }

    /// <param name="built">Told when the services are there, before the routes are: what takes long and needs no route may begin.</param>
    public static WebApplication Web(Settings settings, Action<WebApplicationBuilder>? adjust = null, Action<IServiceProvider>? built = null)
    {
        var builder = Site.Builder(settings);
        Services(settings, builder.Services);
        JobsModule.Work(builder.Services, settings, Jobs);
        adjust?.Invoke(builder);
        var app = builder.Build();
        built?.Invoke(app.Services);
        return Site.Map(app, Modules);
    }

    /// <summary>Jobs alone, without the web.</summary>
    public static IHost Worker(Settings settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "shanhai" });
        builder.Logging.AddConsole().AddFilter("Microsoft", LogLevel.Warning);
        Services(settings, builder.Services);
        JobsModule.Work(builder.Services, settings, Jobs);
        return builder.Build();
    }

    public static Task<int> Run(string[] args)
    {
        // Looked at before parsing, because the help text itself is in one of two languages.
        var spoken = args.SkipWhile(a => a != "--lang").Skip(1).FirstOrDefault() ?? Environment.GetEnvironmentVariable("LANG") ?? "";
        var language = spoken.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? Language.English : Language.Chinese;
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = Words.Culture(language);
        return Verbs.Invoke(Verbs.Root(new Terminal(language, s => Services(s))).Parse(args));
    }
}
