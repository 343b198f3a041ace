using Shanhai.Host.Security;
using Shanhai.Host.Web;

namespace Shanhai.Tests.Host.Web;

public sealed class MenuTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Every_entry_of_the_menu_opens_for_whoever_sees_it()
    {
        var asked = 0;
        foreach (var role in Enum.GetValues<Role>())
        {
            var client = await app.SignedIn(role, new(990101000000));
            foreach (var entry in Composition.Modules.SelectMany(m => m.Menu).Where(m => m.Verb is null || Composition.Access.RolesOf(m.Verb).Contains(role)))
            {
                using var answer = await client.GetAsync(entry.Href);
                ((int)answer.StatusCode).ShouldBeLessThan(400, $"{entry.Href} for {role}");
                asked++;
            }
        }
        asked.ShouldBeGreaterThan(40);
    }
}
