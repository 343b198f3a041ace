using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shanhai.Browser.Tests;

/// <summary>What a first visit brings over the line, and what a second one need not bring again.</summary>
public sealed partial class FirstLoadTests(Site site)
{
    private const int Most = 100 * 1024;

    [Theory]
    [InlineData("/")]
    [InlineData("/places")]
    [InlineData("/places/990101000000")]
    [InlineData("/sign-in")]
    public async Task The_first_load_is_small(string address)
    {
        await using var window = await site.Window(Site.Nobody, 1440);
        var tab = await window.NewPageAsync();
        // Asking for a size lets the browser speak, and it may tell of one answer more.
        var answers = new ConcurrentQueue<IResponse>();
        tab.Response += (_, answer) => answers.Enqueue(answer);
        await tab.GotoAsync(new Uri(site.Address, address).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });

        var sizes = new List<(string Path, int Bytes)>();
        foreach (var answer in answers.ToArray().Where(a => !Lazy().IsMatch(a.Url)))
        {
            var size = await answer.Request.SizesAsync();
            sizes.Add((new Uri(answer.Url).AbsolutePath, size.ResponseBodySize + size.ResponseHeadersSize));
        }

        TestContext.Current.SendDiagnosticMessage(string.Join(", ", sizes));
        sizes.Count.ShouldBeGreaterThan(4);
        sizes.Sum(s => s.Bytes).ShouldBeLessThan(Most, string.Join(", ", sizes));
    }

    [Fact]
    public async Task Built_files_are_packed_kept_for_ever_and_not_sent_twice()
    {
        using var client = new HttpClient { BaseAddress = site.Address };
        var page = await client.GetStringAsync("/places", TestContext.Current.CancellationToken);
        var files = BuiltFile().Matches(page).Select(m => m.Value).Distinct().ToList();
        files.Count.ShouldBeGreaterThan(3);
        foreach (var file in files)
        {
            using var answer = await Ask(client, file);
            answer.Headers.CacheControl!.ToString().ShouldContain("immutable", customMessage: file);
            answer.Content.Headers.ContentEncoding.ShouldHaveSingleItem(file).ShouldBeOneOf("gzip", "br");
            answer.Headers.Vary.ShouldContain("Accept-Encoding", file);

            using var again = await Ask(client, file, answer.Headers.ETag!.ToString());
            again.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotModified, file);
        }
    }

    private static async Task<HttpResponseMessage> Ask(HttpClient client, string file, string? tag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file);
        request.Headers.Add("Accept-Encoding", "gzip, deflate, br");
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("/lib/(charts|map)|geojson|outlines")]
    private static partial Regex Lazy();

    [GeneratedRegex("/lib/[^\"#]+")]
    private static partial Regex BuiltFile();
}
