using System.Globalization;

namespace Shanhai.Portal;

public partial class OpenDataPage
{
    public sealed record Shown(IReadOnlyList<OpenShelf.Made> Files);

    public static async Task<IResult> Show(View view, OpenShelf shelf, CancellationToken ct)
    {
        var files = new List<OpenShelf.Made>();
        foreach (var file in OpenFile.All)
        {
            files.Add(await shelf.Take(file, ct));
        }
        return Html.Show<OpenDataPage, Shown>(view, view.Say("open.title"), new(files));
    }

    internal static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB"),
    };

    internal static string Day(DateTimeOffset at) => at.ToOffset(ChinaDay.Offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
