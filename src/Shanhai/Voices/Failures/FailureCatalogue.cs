using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Outside;

namespace Shanhai.Voices.Failures;

/// <summary>The sanctionable failures as data that ships: by which time limits each is found, and the article it rests on with its mark.</summary>
public sealed record FailureCatalogue(IReadOnlyList<FailureCatalogue.Entry> Kinds)
{
    /// <param name="Rules">Time limits whose lapse is this failure. Empty: it is found in the voice itself.</param>
    public sealed record Entry(FailureKind Kind, Both Name, Both Found, IReadOnlyList<string> Rules, Both Basis, Mark Mark);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static FailureCatalogue Read()
    {
        using var file = File.OpenRead(ShippedData.PathOf("voices/failures.json"));
        return JsonSerializer.Deserialize<FailureCatalogue>(file, Json)!;
    }

    public Entry this[FailureKind kind] => Kinds.First(k => k.Kind == kind);

    public FailureKind? Of(string rule) => Kinds.FirstOrDefault(k => k.Rules.Contains(rule))?.Kind;
}
