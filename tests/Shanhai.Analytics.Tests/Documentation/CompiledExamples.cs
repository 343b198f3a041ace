using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Shanhai.Analytics.Tests.Documentation;

/// <summary>
/// The examples of the documentation, compiled at once against the public surface alone, as a reader's program would be.
/// The last line of an example is an expression and, behind two strokes, what it gives.
/// </summary>
internal static class CompiledExamples
{
    private static readonly Lazy<(Assembly? Assembly, IReadOnlyList<string> Errors)> Compiled = new(Compile);

    public static IReadOnlyList<string> Errors => Compiled.Value.Errors;

    /// <summary>What an example gives and what it says it gives.</summary>
    public static (string Given, string Said) Run(int index)
    {
        var value = Compiled.Value.Assembly!.GetType($"Example{index}")!.GetMethod("Run")!.Invoke(null, null);
        return (Text(value), Last(Documented.Examples[index].Code).Said);
    }

    private static (Assembly?, IReadOnlyList<string>) Compile()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        var usings = string.Concat(typeof(Distribution).Assembly.GetExportedTypes().Select(t => t.Namespace).Concat(["System", "System.Linq", "System.Collections.Generic"]).Distinct().Select(n => $"using {n};\n"));
        var trees = Documented.Examples.Select((example, i) =>
        {
            var (before, expression, _) = Last(example.Code);
            return CSharpSyntaxTree.ParseText($"{usings}public static class Example{i}\n{{\npublic static object? Run()\n{{\n{before}\nreturn {expression};\n}}\n}}\n", new CSharpParseOptions(LanguageVersion.Latest), example.Name, Encoding.UTF8);
        });
        using var stream = new MemoryStream();
        var emitted = CSharpCompilation.Create("Examples", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)).Emit(stream);
        string[] errors = [.. emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"{d.Location.SourceTree?.FilePath}: {d.GetMessage(CultureInfo.InvariantCulture)}")];
        stream.Position = 0;
        return (emitted.Success ? AssemblyLoadContext.Default.LoadFromStream(stream) : null, errors);
    }

    private static (string Before, string Expression, string Said) Last(string code)
    {
        var lines = code.Trim().Split('\n');
        var split = lines[^1].LastIndexOf(" // ", StringComparison.Ordinal);
        return split < 0 ? (code, "null", "an expression // and what it gives") : (string.Join('\n', lines[..^1]), lines[^1][..split].TrimEnd(';', ' '), lines[^1][(split + 4)..].Trim());
    }

    /// <summary>As the examples write it: numbers to six digits, lists divided by commas.</summary>
    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool yes => yes ? "true" : "false",
        double number => (Math.Abs(number) < 1e-12 ? 0 : number).ToString("G6", CultureInfo.InvariantCulture),
        ITuple tuple when value.GetType().FullName!.StartsWith("System.ValueTuple", StringComparison.Ordinal) => "(" + string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Text(tuple[i]))) + ")",
        IEnumerable many => string.Join(", ", many.Cast<object?>().Select(Text)),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
