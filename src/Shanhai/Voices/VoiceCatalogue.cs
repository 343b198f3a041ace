using System.Text.Json;
using Shanhai.Host.Outside;

namespace Shanhai.Voices;

/// <summary>
/// What a voice may be about, and why one may not be accepted with where to go instead: data that ships. The subjects are this program's own plain list
/// (the national classification of hotline requests was not to be had in a reliable form); the reasons are those of the Regulations on Petition Work.
/// </summary>
public sealed record VoiceCatalogue(IReadOnlyList<VoiceCatalogue.Subject> Categories, IReadOnlyList<VoiceCatalogue.Cause> Reasons)
{
    public sealed record Subject(string Code, Both Name, Both Hint);

    public sealed record Cause(string Code, Both Name, Both Goto, string Basis);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static VoiceCatalogue Read()
    {
        using var file = File.OpenRead(ShippedData.PathOf("voices/catalogue.json"));
        return JsonSerializer.Deserialize<VoiceCatalogue>(file, Json)!;
    }

    public Subject? Category(string? code) => Categories.FirstOrDefault(c => c.Code == code);

    public Cause? Reason(string? code) => Reasons.FirstOrDefault(r => r.Code == code);
}
