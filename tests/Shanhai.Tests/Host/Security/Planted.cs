using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Indicators;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Security;

/// <summary>
/// A record that is not public, planted at a place with a word nobody else uses. Each capability that keeps something not public adds
/// one: <paramref name="Verb"/> is the verb by which people see it, <paramref name="Plant"/> puts it into the database.
/// </summary>
public sealed record Planted(string Verb, Func<IServiceProvider, Actor, PlaceCode, string, Task> Plant)
{
    public static readonly IReadOnlyList<Planted> All =
    [
        new(SecurityModule.ViewUsers, (services, actor, place, word) =>
            Done(AddUser.Handle(new(word, word, App.Password, Role.Clerk, place), services.GetRequiredService<Db>(), actor,
                services.GetRequiredService<UserManager<User>>(), services.GetRequiredService<TimeProvider>(), default))),

        // A figure of an indicator that is not public, its document bearing the word.
        new(IndicatorsModule.ViewInternal, (services, actor, place, word) =>
            Done(RecordFigures.Handle(new(new(SourceKind.OfficialDocument, new DateOnly(2024, 1, 31), word), [new(place, "CE04.301", Period.Year(2023), 1000 + Number(word))]),
                services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(),
                services.GetRequiredService<TimeProvider>(), default))),
    ];

    private static int Number(string word) => int.Parse(word[4..9], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task Done<T>(Task<Result<T>> planting) => (await planting).Problem.ShouldBeNull();
}
