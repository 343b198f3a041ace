using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
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
            AddUser.Handle(new(word, word, App.Password, Role.Clerk, place), services.GetRequiredService<Db>(), actor,
                services.GetRequiredService<UserManager<User>>(), services.GetRequiredService<TimeProvider>(), default)),
    ];
}
