using System.IO.Compression;
using System.Text;

namespace Shanhai.Tests.Host.Security;

internal static class Packed
{
    /// <summary>Whether an answer is a workbook or a text document.</summary>
    public static bool Is(HttpContent content) => content.Headers.ContentType?.MediaType?.Contains("openxmlformats", StringComparison.Ordinal) == true;

    /// <summary>What stands in it. Packed, a file shows no word and bears the second at which it was made; what its parts are called among themselves is drawn by lot.</summary>
    public static async Task<string> Text(HttpContent content)
    {
        var said = new StringBuilder();
        await using var packed = new ZipArchive(await content.ReadAsStreamAsync());
        foreach (var part in packed.Entries.Where(e => e.FullName != "docProps/core.xml" && !e.FullName.Contains("_rels/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(await part.OpenAsync());
            said.Append(part.FullName).Append(await reader.ReadToEndAsync());
        }
        return said.ToString();
    }
}
