using System.Net;
using System.Net.Sockets;
using Shanhai.Tests.Architecture;

namespace Shanhai.Tests.Host;

/// <summary>The script ./run as it is, in a folder of its own, with an SDK that only writes down what it is asked for.</summary>
[AnyDatabase]
public sealed class RunScriptTests : IDisposable
{
    private const string Sdk = """
        #!/usr/bin/env bash
        [ "$1" = --list-sdks ] && { echo "${SDK:-10.0.100} [/usr/share/dotnet/sdk]"; exit 0; }
        echo "$*" >> asked
        if [ "$1" = build ]; then mkdir -p artifacts/bin/Shanhai/release; echo program > artifacts/bin/Shanhai/release/shanhai.dll; fi
        if [ "$2" = demo ]; then [ -z "${DEMO_FAILS:-}" ] || exit 1; mkdir "$4"; echo "$(wc -l < asked)" > "$4/shanhai.db"; fi
        """;

    private readonly Executable _folder = new();

    public RunScriptTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The script wants a shell.");
        foreach (var folder in new[] { "src", "data", "web", "scripts", "bin" })
        {
            Directory.CreateDirectory(Path.Combine(_folder.Folder, folder));
        }
        File.Copy(Path.Combine(Sources.Root, "run"), Path.Combine(_folder.Folder, "run"));
        File.Copy(Path.Combine(Sources.Root, "scripts", "prerequisites"), Path.Combine(_folder.Folder, "scripts", "prerequisites"));
        foreach (var file in new[] { "Directory.Build.props", "global.json", "src/Program.cs" })
        {
            File.WriteAllText(Path.Combine(_folder.Folder, file), "");
        }
        foreach (var (tool, script) in new[] { ("dotnet", Sdk), ("node", "#!/usr/bin/env bash\necho 20\n"), ("npm", "#!/usr/bin/env bash\n") })
        {
            var path = Path.Combine(_folder.Folder, "bin", tool);
            File.WriteAllText(path, script);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_first_start_builds_makes_the_demonstration_and_serves_and_a_second_one_only_serves()
    {
        var port = FreePort();

        var first = await Run(["--port", $"{port}"]);
        var asked = Asked();
        var second = await Run(["--port", $"{port}"]);

        first.Code.ShouldBe(0, first.Errors);
        asked.Select(a => a.Split(' ')[0] == "build" ? "build" : a.Split(' ')[1]).ShouldBe(["build", "demo", "serve"]);
        second.Code.ShouldBe(0, second.Errors);
        second.Output.ShouldContain("var/ is kept");
        Asked().Skip(3).ShouldBe([$"artifacts/bin/Shanhai/release/shanhai.dll serve --port {port}"]);
    }

    [Fact]
    public async Task Starting_over_keeps_the_old_data_until_the_new_are_made()
    {
        await Run(["--port", $"{FreePort()}"]);
        var before = await File.ReadAllTextAsync(Path.Combine(_folder.Folder, "var", "shanhai.db"));

        var failed = await Run(["--fresh", "--port", $"{FreePort()}"], ("DEMO_FAILS", "1"));
        var kept = await File.ReadAllTextAsync(Path.Combine(_folder.Folder, "var", "shanhai.db"));
        var done = await Run(["--fresh", "--port", $"{FreePort()}"]);

        failed.Code.ShouldNotBe(0);
        kept.ShouldBe(before);
        done.Code.ShouldBe(0, done.Errors);
        (await File.ReadAllTextAsync(Path.Combine(_folder.Folder, "var", "shanhai.db"))).ShouldNotBe(before);
        Directory.Exists(Path.Combine(_folder.Folder, "var.new")).ShouldBeFalse();
    }

    [Fact]
    public async Task Data_are_not_made_anew_under_a_program_that_runs()
    {
        await Run(["--port", $"{FreePort()}"]);
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "There is no flock.");
        using var running = _folder.Start("flock", ["-s", "artifacts/run.lock", "sh", "-c", "echo held; cat"]);
        await running.StandardOutput.ReadLineAsync();

        var refused = await Run(["--fresh", "--port", $"{FreePort()}"]);
        var beside = await Run(["--port", $"{FreePort()}"]);
        running.StandardInput.Close();
        await running.WaitForExitAsync();

        refused.Code.ShouldBe(1);
        refused.Output.ShouldContain("still running");
        beside.Code.ShouldBe(0, beside.Errors);
        Asked().Count(a => a.Contains(" demo ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData("9.0.300", "https://dotnet.microsoft.com")]
    public async Task A_missing_prerequisite_is_named_with_how_to_get_it(string sdk, string where)
    {
        var ended = await Run([], ("SDK", sdk));

        ended.Code.ShouldBe(1);
        ended.Output.ShouldContain(where);
        Asked().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_before_anything_is_built()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var ended = await Run(["--port", $"{port}"]);

        ended.Code.ShouldBe(1);
        ended.Output.ShouldContain($"./run --port {port + 1}");
        Asked().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port", "many")]
    [InlineData("--port", "70000")]
    [InlineData("--new")]
    public async Task A_wrong_word_is_answered_with_how_it_is_used(params string[] args)
    {
        var ended = await Run(args);

        ended.Code.ShouldBe(2);
        ended.Output.ShouldContain("usage: ./run");
        Asked().ShouldBeEmpty();
    }

    private Task<Executable.Ended> Run(string[] args, params (string Name, string Value)[] environment) => _folder.Run("bash", ["run", .. args],
        environment.Append(("PATH", $"{Path.Combine(_folder.Folder, "bin")}:/usr/bin:/bin")).ToDictionary(e => e.Item1, e => e.Item2));

    private string[] Asked() => File.Exists(Path.Combine(_folder.Folder, "asked")) ? File.ReadAllLines(Path.Combine(_folder.Folder, "asked")) : [];

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
