namespace Shanhai.Tests.Architecture;

/// <summary>The source files of the program, as text.</summary>
internal static class Sources
{
    public static readonly string Root = Find();

    public static readonly string Program = Path.Combine(Root, "src", "Shanhai");

    public static IEnumerable<(string Name, string Text)> Of(string folder, params string[] endings) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => endings.Any(e => f.EndsWith(e, StringComparison.Ordinal)))
            .Select(f => (Name: Path.GetRelativePath(folder, f).Replace('\\', '/'), File: f))
            .Where(f => !f.Name.Contains("/Migrations/", StringComparison.Ordinal) && !f.Name.StartsWith("wwwroot/", StringComparison.Ordinal))
            .Select(f => (f.Name, File.ReadAllText(f.File)));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Shanhai.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }
        return folder.FullName;
    }
}
