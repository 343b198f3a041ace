using Shanhai.Indicators;

namespace Shanhai.Tests.Indicators;

/// <summary>The files that ship, read once.</summary>
internal static class Shipped
{
    public static readonly Lazy<Catalogue> Catalogue = new(() => Shanhai.Indicators.Catalogue.Read(Folder("data/indicators")).Result.Value);

    public static string Folder(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Shanhai.slnx")))
        {
            folder = folder.Parent!;
        }
        return Path.Combine(folder.FullName, path);
    }
}
