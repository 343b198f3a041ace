namespace Shanhai.Host.Outside;

/// <summary>
/// The files of <c>data/</c> that ship with the program. They lie in a folder beside the executable, whether it was built, published
/// or installed as a tool, so no path depends on where the repository or the working directory is.
/// </summary>
public static class ShippedData
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>The full path of a shipped file, named as in the repository: <c>places/zhejiang.csv</c>.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name.Replace('/', Path.DirectorySeparatorChar));

    public static StreamReader Open(string name) => new(PathOf(name));
}
