using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Shanhai.Programmes.Iati;

/// <summary>Activities as one document, written as they come.</summary>
public static class IatiFile
{
    public const string Version = "2.03";

    public static async Task Write(Stream stream, IAsyncEnumerable<XElement> activities, DateTimeOffset now, CancellationToken ct)
    {
        await using var xml = XmlWriter.Create(stream, new() { Async = true, Encoding = new UTF8Encoding(false), Indent = true });
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "iati-activities", null);
        await xml.WriteAttributeStringAsync(null, "version", null, Version);
        await xml.WriteAttributeStringAsync(null, "generated-datetime", null, now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        await foreach (var activity in activities.WithCancellation(ct))
        {
            await activity.WriteToAsync(xml, ct);
        }
        await xml.WriteEndElementAsync();
        await xml.WriteEndDocumentAsync();
        await xml.FlushAsync();
    }
}
