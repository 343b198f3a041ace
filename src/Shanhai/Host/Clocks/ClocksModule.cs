using Shanhai.Host.Outside;

namespace Shanhai.Host.Clocks;

/// <summary>Procedures have clocks: time limits of laws as data, the days they end on, who let one run out.</summary>
public sealed class ClocksModule : Module
{
    public override void Services(IServiceCollection services, Settings settings) => services
        .AddSingleton(_ => ShippedCalendar.Read(ShippedData.PathOf("calendars/cn.json")))
        .AddSingleton(_ => DeadlineRules.Read(ShippedData.PathOf("deadlines")))
        .AddSingleton<CurrentDeadlines>();
}
