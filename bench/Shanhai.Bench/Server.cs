using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Shanhai.Bench;

/// <summary><c>shanhai serve</c> on loopback, killed when disposed.</summary>
internal sealed partial class Server : IDisposable
{
    public const string Password = "Mountain-and-sea-1";
    private const int Port = 5988;

    private readonly Process _process;

    private Server(Process process, TimeSpan firstPage) => (_process, FirstPage) = (process, firstPage);

    public int Id => _process.Id;

    /// <summary>From the start of the process to the whole of its first page.</summary>
    public TimeSpan FirstPage { get; }

    public static string Address(string path) => $"http://127.0.0.1:{Port}{path}";

    public static Task<Server> Start(Store store) => Start(store.Options);

    public static async Task<Server> Start(IReadOnlyList<string> options)
    {
        var watch = Stopwatch.StartNew();
        var process = Measured.Start(["serve", "--port", Port.ToString(CultureInfo.InvariantCulture), "--no-jobs", .. options]);
        using var client = new HttpClient();
        for (; ; await Task.Delay(20))
        {
            try
            {
                _ = await client.GetStringAsync($"http://127.0.0.1:{Port}/");
                return new(process, watch.Elapsed);
            }
            catch (HttpRequestException) when (watch.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited)
            {
                // Not listening yet.
            }
        }
    }

    /// <summary>The cookies of somebody signed in through the page, and the token that her writes carry.</summary>
    public static async Task<(string Cookie, string Token)> SignIn(string name)
    {
        var cookies = new CookieContainer();
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false });
        async Task<string> Hidden() => WebUtility.HtmlDecode(HiddenToken().Match(await client.GetStringAsync(Address("/sign-in"))).Groups[1].Value);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = name, ["password"] = Password, ["__RequestVerificationToken"] = await Hidden() });
        var answer = await client.PostAsync(Address("/sign-in"), form);
        return answer.StatusCode == HttpStatusCode.Redirect ? (cookies.GetCookieHeader(new(Address("/"))), await Hidden())
            : throw new InvalidOperationException($"{name} could not sign in: {answer.StatusCode}");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex HiddenToken();
}
