using System.Text.RegularExpressions;
using Shanhai.Host.Security;
using Shanhai.Host.Web;

namespace Shanhai.Tests.Host.Web;

public sealed partial class MenuTests(App app) : IClassFixture<App>
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

    [Fact]
    public async Task A_long_menu_opens_only_the_group_one_is_in_and_has_few_enough_lines_for_a_low_screen()
    {
        // About 31 pixels a line, 900 in all, 100 of them above the first.
        const int most = 25;
        var client = await app.SignedIn(Role.Officer, new(990101000000));
        var entries = Entry().Matches(Between(await client.GetStringAsync("/"), "id=\"menu\"")).Select(m => m.Groups[1].Value).ToList();
        entries.Count.ShouldBeGreaterThan(most);
        entries.ShouldContain("/postings");

        var asked = 0;
        foreach (var entry in entries.Where(e => e != "/"))
        {
            using var answer = await client.GetAsync(entry);
            if (answer.StatusCode != System.Net.HttpStatusCode.OK)
            {
                continue;
            }
            var menu = Between(await answer.Content.ReadAsStringAsync(), "id=\"menu\"");
            var groups = OneGroup().Matches(menu);
            var open = groups.Where(g => g.Groups[1].Value.Contains(" open", StringComparison.Ordinal)).ShouldHaveSingleItem(entry);
            open.Value.ShouldContain($"href=\"{entry}\" aria-current=\"page\"");
            Here().Count(menu).ShouldBe(1, entry);
            (1 + groups.Count + Entry().Count(open.Value)).ShouldBeLessThanOrEqualTo(most, entry);
            asked++;
        }
        asked.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task To_the_public_the_menu_is_three_groups_with_everything_open_to_her()
    {
        var menu = Between(await app.Anyone().GetStringAsync("/notices"), "class=\"public-nav\"");

        OneGroup().Count(menu).ShouldBe(3);
        menu.ShouldContain("public-here");
        menu.ShouldContain("href=\"/notices\" aria-current=\"page\"");
        Here().Count(menu).ShouldBe(1);
        menu.ShouldNotContain("[nav.");
        Link().Matches(menu).Select(m => m.Groups[1].Value).ShouldBe(Composition.Modules.SelectMany(m => m.Menu)
            .Where(m => m.Verb is null || Composition.Access.IsPublic(m.Verb)).Select(m => m.Href), ignoreOrder: true);
    }

    private static string Between(string page, string from)
    {
        var begun = page[page.IndexOf(from, StringComparison.Ordinal)..];
        return begun[..begun.IndexOf("</nav>", StringComparison.Ordinal)];
    }

    [GeneratedRegex("<details class=\"(?:nav-group|menu)\"([^>]*)>.*?</details>", RegexOptions.Singleline)]
    private static partial Regex OneGroup();

    [GeneratedRegex("class=\"nav-entry\" href=\"([^\"]*)\"")]
    private static partial Regex Entry();

    [GeneratedRegex("<a href=\"([^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("aria-current=\"page\"")]
    private static partial Regex Here();
}
