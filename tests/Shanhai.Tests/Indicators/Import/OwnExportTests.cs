using System.Net;
using System.Text;

namespace Shanhai.Tests.Indicators.Import;

public sealed class OwnExportTests(ImportCounty app) : IClassFixture<ImportCounty>
{
    [Fact]
    public async Task A_file_with_the_headings_of_our_own_export_is_recognised_without_a_doubt()
    {
        var client = await app.Officer();
        var sent = await Wizard.Send(client, "导出.csv", Encoding.UTF8.GetBytes("区划代码,2025年经营收入（元）[CE.501]\n990101101201,123456\n"));
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var page = WebUtility.HtmlDecode(await client.GetStringAsync(sent.Headers.Location!.OriginalString));
        page.ShouldContain("CE.501");
        foreach (var doubt in new[] { "import.doubt.no-indicator", "import.doubt.no-period", "import.doubt.no-place" })
        {
            page.ShouldNotContain(Shanhai.Host.Web.Words.Say(Shanhai.Kernel.Language.Chinese, doubt));
        }
    }
}
