using System.Diagnostics;
using System.Text.Json;
using Shanhai.Tests.Architecture;

namespace Shanhai.Tests.Voices;

/// <summary>The npm client of the standard and JSON schemas, against the running program: tests/open311.</summary>
public sealed class Open311ClientTests(RealTimeCounty app, ITestOutputHelper output) : IClassFixture<RealTimeCounty>
{
    private static readonly string Folder = Path.Combine(Sources.Root, "tests", "open311");
    private static readonly string Published = Path.GetFullPath(Path.Combine(Sources.Root, "..", "shared", "data", "open311-samples", "open", "json-schema"));

    [Fact]
    public async Task The_published_client_finds_files_and_follows_and_every_answer_fits_its_schema()
    {
        Assert.SkipUnless(await Has("node"), "Node.js is not installed");
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "open311")))
        {
            (await Run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")).Code.ShouldBe(0, "npm ci failed in tests/open311");
        }
        var key = await Open311Tests.KeyOf(app);
        using var server = await Serving.Start(app);

        var ended = await Run("node", "client.mjs", server.Address.ToString().TrimEnd('/'), key, VoiceCounty.Village.ToString(), Published);

        ended.Code.ShouldBe(0, ended.Said);
        output.WriteLine(ended.Said);
        var said = JsonSerializer.Deserialize<JsonElement>(ended.Said);
        said.GetProperty("services").GetInt32().ShouldBe(15);
        said.GetProperty("validated").GetInt32().ShouldBeGreaterThan(30);
        if (!Directory.Exists(Published))
        {
            output.WriteLine("The published schemas are not here; the answers were held against our own alone.");
        }
    }

    private static async Task<bool> Has(string program)
    {
        try
        {
            return (await Run(program, "--version")).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Said)> Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? await said : await said + await errors);
    }
}
