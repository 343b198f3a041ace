using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Shanhai.Analytics.Tests.Documentation;

/// <summary>What stands in the XML documentation that ships with the library, and in the README of the package.</summary>
internal static partial class Documented
{
    private static readonly Assembly Library = typeof(Distribution).Assembly;

    /// <summary>Documentation of each member by its id.</summary>
    public static IReadOnlyDictionary<string, XElement> Members { get; } = XDocument.Load(Path.ChangeExtension(Library.Location, ".xml")).Descendants("member")
        .ToDictionary(m => m.Attribute("name")!.Value);

    public static string Readme { get; } = File.ReadAllText(Path.Combine(Root(), "src", "Shanhai.Analytics", "README.md"));

    /// <summary>The public static methods: where a reader comes in.</summary>
    public static IEnumerable<MethodInfo> EntryPoints => Library.GetExportedTypes().Where(t => !t.IsEnum)
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)).Where(m => !m.IsSpecialName);

    /// <summary>Every example by its name: the member it documents, or its place in the README.</summary>
    public static IReadOnlyList<(string Name, string Code)> Examples { get; } =
    [
        .. Members.SelectMany(m => m.Value.Elements("example").Select((e, i) => ($"{Short(m.Key)}{(i > 0 ? $" ({i + 1})" : "")}", e.Element("code")!.Value))),
        .. Blocks().Matches(Readme).Select((m, i) => ($"README ({i + 1})", m.Groups[1].Value)),
    ];

    /// <summary>The id under which the compiler files what is written over a method.</summary>
    public static string Id(MethodInfo method) =>
        $"M:{Id(method.DeclaringType!)}.{method.Name}{(method.GetParameters() is { Length: > 0 } given ? $"({string.Join(',', given.Select(p => Id(p.ParameterType)))})" : "")}";

    /// <summary>Type and method without the namespace, and the types of the parameters where they are needed to tell overloads apart.</summary>
    public static string Short(string id) => id[2..].Replace("Shanhai.Analytics.", "", StringComparison.Ordinal).Replace("System.", "", StringComparison.Ordinal);

    private static string Id(Type type) => type.IsArray ? Id(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.Namespace}.{type.Name.Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(Id))}}}"
        : type.FullName!.Replace('+', '.');

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Shanhai.slnx")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
