using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Outside;

namespace Shanhai.Voices.Templates;

/// <summary>Templates that ship, for every body: plain official words in Chinese, with English for readers of that language.</summary>
public sealed record TemplateCatalogue(IReadOnlyList<TemplateCatalogue.Entry> Templates)
{
    public sealed record Entry(string Code, Act Act, Both Title, Both Text);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static TemplateCatalogue Read()
    {
        using var file = File.OpenRead(ShippedData.PathOf("voices/templates.json"));
        return JsonSerializer.Deserialize<TemplateCatalogue>(file, Json)!;
    }
}
