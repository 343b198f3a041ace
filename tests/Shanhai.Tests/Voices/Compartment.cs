using System.Text.RegularExpressions;
using Shanhai.Host.Clocks;
using Shanhai.Host.Security;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>Who is kept out of an accusation, and what is not compared between two answers.</summary>
internal static partial class Compartment
{
    public const string Marker = "截留粮食补贴暗号";

    /// <summary>Every role of the accused body, of one below it and one beside it, of the government and the petition office, administrators of the area, and the public.</summary>
    public static async Task<IReadOnlyList<(string Who, HttpClient Client)>> Readers(VoiceCounty county)
    {
        var readers = new List<(string, HttpClient)> { ("public", county.Anyone()) };
        foreach (var role in Enum.GetValues<Role>())
        {
            readers.Add(($"{role}@accused", await county.Acting(role, VoiceCounty.Agriculture)));
        }
        foreach (var (role, body) in new[] { (Role.Officer, VoiceCounty.AgricultureStation), (Role.Leader, VoiceCounty.CountyGovernment), (Role.SystemAdministrator, VoiceCounty.CountyGovernment), (Role.Officer, VoiceCounty.PetitionOffice), (Role.Leader, VoiceCounty.PetitionOffice) })
        {
            readers.Add(($"{role}@{body.ToString()[..8]}", await county.Acting(role, body)));
        }
        readers.Add(("Officer@area", await county.SignedIn(Role.Officer, VoiceCounty.County)));
        return readers;
    }

    public static async Task Jobs(VoiceCounty county)
    {
        await county.Strike(ClocksModule.Watch);
        await county.Strike(VoicesModule.Detect);
        await county.Strike(VoicesModule.Conclude);
    }

    // Tokens, nonces and reference numbers are new in every answer.
    public static string Clean(string text) => Fresh().Replace(text, "").Replace("\r", "");

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    public static partial Regex Value();

    [GeneratedRegex("name=\"(?:__RequestVerificationToken|key)\" value=\"[^\"]*\"|\"traceId\":\\s*\"[^\"]*\"|nonce-[A-Za-z0-9+/=]+|content=\"CfDJ8[^\"]*\"")]
    private static partial Regex Fresh();
}
