using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Shanhai.Tests.Host;

/// <summary>The program as it is given to others: packed as a tool, installed from a local feed, run from a folder that is not the repository.</summary>
[AnyDatabase]
public sealed partial class ToolPackageTests : IDisposable
{
    private readonly Executable _shanhai = new();

    public void Dispose() => _shanhai.Dispose();

    [Fact]
    public async Task The_packed_tool_installs_from_a_local_feed_and_brings_its_data_and_its_look()
    {
        var project = Path.Combine(Architecture.Sources.Program, "Shanhai.csproj");
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\'));
        string In(string name) => Path.Combine(_shanhai.Folder, name);
        var packed = await _shanhai.Run("dotnet", ["pack", project, "--no-build", "-c", configuration, "-o", In("feed"), "-v", "q", "-nologo"]);
        packed.Code.ShouldBe(0, packed.Output + packed.Errors);
        await File.WriteAllTextAsync(In("nuget.config"), "<configuration><packageSources><clear/><add key=\"local\" value=\"feed\"/></packageSources></configuration>");
        var installed = await _shanhai.Run("dotnet", ["tool", "install", "Shanhai", "--tool-path", In("tools"), "--configfile", In("nuget.config")],
            new Dictionary<string, string> { ["NUGET_PACKAGES"] = In("packages") });
        installed.Code.ShouldBe(0, installed.Output + installed.Errors);

        var help = await _shanhai.Run(In("tools/shanhai"), ["--help"]);
        var made = await _shanhai.Run(In("tools/shanhai"), ["demo", "--folder", In("var"), "--json"]);

        help.Output.ShouldContain("启动网站");
        made.Code.ShouldBe(0, made.Errors);
        JsonSerializer.Deserialize<JsonElement>(made.Output).GetProperty("places").GetInt32().ShouldBeGreaterThan(27_000);
        await ShouldServe(In("tools/shanhai"), In("var"));
    }

    private async Task ShouldServe(string tool, string folder)
    {
        using var server = _shanhai.Start(tool, ["serve", "--folder", folder, "--port", "0"]);
        try
        {
            var address = "";
            while (address.Length == 0 && await server.StandardOutput.ReadLineAsync() is { } line)
            {
                address = Address().Match(line).Value;
            }
            using var client = new HttpClient { BaseAddress = new(address) };
            var page = await client.GetStringAsync("/sign-in");
            var sheet = StyleSheet().Match(page).Groups[1].Value;

            (await client.GetAsync(sheet)).StatusCode.ShouldBe(HttpStatusCode.OK, sheet);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("http://[^ ]+")]
    private static partial Regex Address();

    [GeneratedRegex("href=\"([^\"]+\\.css[^\"]*)\"")]
    private static partial Regex StyleSheet();
}
