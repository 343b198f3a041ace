namespace Shanhai.Tests.Host.Tables;

/// <summary>The collection of messy workbooks beside the repository; tests that read it skip where it is missing.</summary>
internal static class Messy
{
    public static string? Folder { get; } = Find();

    public static string[] Files() => Folder is null ? [] : Directory.GetFiles(Folder).Order(StringComparer.Ordinal).ToArray();

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "shared", "data", "messy-workbooks", "open");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }
        return null;
    }
}
