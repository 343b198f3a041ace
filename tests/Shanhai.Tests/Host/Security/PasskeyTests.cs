using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Security;

public sealed class PasskeyTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task A_passkey_is_added_and_signs_in_without_password_or_code()
    {
        await app.AddUser("bo", Role.Officer, new PlaceCode(990101000000));
        var client = Browser(await app.SignIn("bo"));
        using var device = new Device();
        var made = device.Create(await Options(client, "/account/passkeys/options", "/account"));
        (await client.PostForm("/account/passkeys", new() { ["credential"] = made, ["name"] = "laptop" }, shownAt: "/account")).Headers.Location!.OriginalString.ShouldBe("/account?done=passkey");
        (await client.GetStringAsync("/account")).ShouldContain("laptop");

        var other = Browser(app.Anyone());
        var shown = device.Get(await Options(other, "/sign-in/passkey/options", "/sign-in"));
        (await other.PostForm("/sign-in/passkey", new() { ["credential"] = shown }, shownAt: "/sign-in")).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await other.GetStringAsync("/account")).ShouldContain("通行密钥");
        (await other.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stranger_s_device_a_replayed_answer_and_nonsense_are_refused()
    {
        await app.AddUser("eve", Role.Officer, new PlaceCode(990101000000));
        var client = Browser(await app.SignIn("eve"));
        using var device = new Device();
        await client.PostForm("/account/passkeys", new() { ["credential"] = device.Create(await Options(client, "/account/passkeys/options", "/account")) }, shownAt: "/account");
        var first = Browser(app.Anyone());
        var used = device.Get(await Options(first, "/sign-in/passkey/options", "/sign-in"));
        await first.PostForm("/sign-in/passkey", new() { ["credential"] = used }, shownAt: "/sign-in");

        using var stranger = new Device();
        var anyone = Browser(app.Anyone());
        var options = await Options(anyone, "/sign-in/passkey/options", "/sign-in");
        foreach (var credential in new[] { stranger.Get(options), used, "{}", "nonsense" })
        {
            (await anyone.PostForm("/sign-in/passkey", new() { ["credential"] = credential }, shownAt: "/sign-in")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }
    }

    // A browser says on every write which site the page came from; the device's answer must name the same.
    private static HttpClient Browser(HttpClient client)
    {
        client.DefaultRequestHeaders.Add("Origin", "http://localhost");
        return client;
    }

    private static async Task<JsonElement> Options(HttpClient client, string path, string page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("RequestVerificationToken", await client.Token(page));
        var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A device with one P-256 key, answering as a browser does (WebAuthn, attestation "none").</summary>
    private sealed class Device : IDisposable
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly byte[] _id = RandomNumberGenerator.GetBytes(16);
        private string _user = "";
        private uint _count;

        public string Create(JsonElement options)
        {
            _user = options.GetProperty("user").GetProperty("id").GetString()!;
            var point = _key.ExportParameters(false).Q;
            byte[] cose = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32, .. point.X!, 0x22, 0x58, 32, .. point.Y!];
            byte[] data = [.. Authenticator(0x45), .. new byte[16], 0, (byte)_id.Length, .. _id, .. cose];
            byte[] attestation =
            [
                0xa3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xa0, 0x68, .. "authData"u8, 0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data,
            ];
            return Credential(new { clientDataJSON = Text(Client("webauthn.create", options)), attestationObject = Text(attestation), transports = new[] { "internal" } });
        }

        public string Get(JsonElement options)
        {
            var (client, data) = (Client("webauthn.get", options), Authenticator(0x05));
            var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            return Credential(new { clientDataJSON = Text(client), authenticatorData = Text(data), signature = Text(signature), userHandle = _user });
        }

        public void Dispose() => _key.Dispose();

        private byte[] Authenticator(byte flags)
        {
            var count = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(count, ++_count);
            return [.. SHA256.HashData("localhost"u8), flags, .. count];
        }

        private string Credential(object response) =>
            JsonSerializer.Serialize(new { id = Text(_id), rawId = Text(_id), type = "public-key", clientExtensionResults = new { }, response });

        private static byte[] Client(string type, JsonElement options) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
            new { type, challenge = options.GetProperty("challenge").GetString(), origin = "http://localhost", crossOrigin = false }));

        private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
    }
}
