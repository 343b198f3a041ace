using System.Text.RegularExpressions;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Web;

public sealed class NewYearTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task An_hour_after_midnight_in_China_the_year_before_is_the_one_that_has_just_ended()
    {
        app.Clock.SetUtcNow(new(2026, 12, 31, 17, 0, 0, TimeSpan.Zero));
        var officer = await app.SignedIn(Role.Officer, PlaceCode.Nation);

        var page = await officer.GetStringAsync("/figures/enter");

        var field = Regex.Match(page, "<input[^>]*name=\"period\"[^>]*>").Value;
        field.ShouldContain("value=\"2026\"");
    }
}
