using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Host.Jobs;
using Shanhai.Host.Outside;

namespace Shanhai.Host.Clocks;

/// <summary>Procedures have clocks: time limits of laws as data, the days they end on, who let one run out.</summary>
public sealed class ClocksModule : Module
{
    public const string View = "deadlines.view";
    public const string Watch = "clocks.watch";
    public const string Reckon = "clocks.reckon";
    public const string PublishCalendar = "calendar.publish";
    public const string SetProfile = "deadline.switch-profile";
    public const string Promise = "promise.make";

    public override void Access(AccessTable access) => access
        .AllowPublic(View)
        .Allow(Watch, Role.SystemAdministrator)
        .Allow(PublishCalendar, Role.SystemAdministrator)
        .Allow(SetProfile, Role.Officer)
        .Allow(Promise, Role.Leader);

    public override IEnumerable<MenuEntry> Menu => [new("nav.listen", "clocks.title", "/clocks", "calendar-event", View)];

    public override void Services(IServiceCollection services, Settings settings) => services
        .AddSingleton(_ => ShippedCalendar.ReadOrNone(ShippedData.PathOf("calendars/cn.json")))
        .AddSingleton(_ => DeadlineRules.Read(ShippedData.PathOf("deadlines")))
        .AddSingleton<CurrentDeadlines>();

    // A few minutes after the hour: what ended at midnight is found at once, what was done late is settled the same hour.
    public override void Jobs(JobTable jobs) => jobs
        .Every(Watch, "0 3 * * * ?", WatchClocks.Handle)
        .On<ReckonAnew, ReckonAnew.Reckoned>(Reckon, ReckonAnew.Handle);

    public override IEnumerable<Command> Console(Terminal terminal) => [ClocksConsole.Deadline(terminal), ClocksConsole.Calendar(terminal)];

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/deadlines", FindDeadlines.Handle);
        api.MapGet("/deadlines/{code}", ShowDeadline.Handle);
        api.MapGet("/deadlines/local", FindLocalRules.Handle);
        api.MapPost("/deadlines/profiles", SwitchProfile.Handle);
        api.MapPost("/deadlines/promises", MakePromise.Handle);
        api.MapPost("/deadlines/promises/{id}/end", EndPromise.Handle);
        api.MapPost("/calendar", PublishYear.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/clocks", ClocksPage.Show);
        pages.MapGet("/clocks/promises", PromisesPage.Show);
        pages.MapPost("/clocks/promises", PromisesPage.Promise);
        pages.MapPost("/clocks/promises/{id}/end", PromisesPage.End);
        pages.MapPost("/clocks/profiles", PromisesPage.Switch);
    }
}
