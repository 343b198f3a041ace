using System.Reflection;
using System.Text;

namespace Shanhai.Analytics.Tests;

/// <summary>
/// The public surface as text, beside this file. A wanted change: run the tests once with APPROVE=1 and review the diff.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_changes_only_on_purpose()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Shanhai.slnx")))
        {
            directory = directory.Parent;
        }

        var file = Path.Combine(directory.FullName, "tests", "Shanhai.Analytics.Tests", "PublicApi.approved.txt");
        var actual = Describe(Assembly.Load("Shanhai.Analytics"));
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            File.WriteAllText(file, actual);
        }

        actual.ShouldBe(File.ReadAllText(file));
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(type.IsEnum ? "enum " : type.IsValueType ? "struct " : "class ").Append(type.FullName).Append('\n');
            var lines = type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(m => m is not Type && !m.Name.StartsWith("get_", StringComparison.Ordinal) && !m.Name.StartsWith("set_", StringComparison.Ordinal))
                .Where(m => m.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null || m is PropertyInfo)
                .Select(m => "  " + m)
                .Order(StringComparer.Ordinal);
            foreach (var line in lines)
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }
}
