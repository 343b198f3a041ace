using System.Net;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Portal;

public sealed class PagesTests(App app) : IClassFixture<App>
{
    [Theory]
    [InlineData("/", "村里的数据", "Village figures")]
    [InlineData("/help", "使用帮助", "Help")]
    [InlineData("/accessibility", "无障碍说明", "Accessibility")]
    public async Task A_page_for_everybody_speaks_both_languages(string path, string chinese, string english)
    {
        (await app.Anyone().GetStringAsync(path)).ShouldContain(chinese);
        (await app.Anyone().GetStringAsync(path + "?lang=en")).ShouldContain(english);
    }

    [Fact]
    public async Task The_menu_shows_only_what_the_reader_may_do()
    {
        (await app.Anyone().GetStringAsync("/")).ShouldNotContain("收到的反馈");
        (await (await app.SignedIn(Role.SystemAdministrator, PlaceCode.Nation)).GetStringAsync("/")).ShouldContain("收到的反馈");
    }

    [Fact]
    public async Task Every_page_has_a_way_to_say_what_is_wrong_with_it()
    {
        var readers = new[] { app.Anyone(), await app.SignedIn(Role.Officer, PlaceCode.Nation) };
        foreach (var (reader, path) in readers.SelectMany(_ => new[] { "/", "/places", "/help", "/feedback", "/no-such-page", "/jobs" }, (reader, path) => (reader, path)))
        {
            var answer = await reader.GetAsync(path);

            if (answer.StatusCode != HttpStatusCode.Redirect)
            {
                (await answer.Content.ReadAsStringAsync()).ShouldContain($"href=\"/feedback?page={Uri.EscapeDataString(path)}\"", customMessage: path);
            }
        }
    }

    [Fact]
    public async Task An_address_that_is_not_there_says_so()
    {
        var answer = await app.Anyone().GetAsync("/no-such-page");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("没有找到这一页");
    }
}
