namespace Shanhai.Analytics.Tests;

public sealed class LibraryTests
{
    [Fact]
    public void The_library_refers_to_no_package_and_no_project()
    {
        var references = System.Reflection.Assembly.Load("Shanhai.Analytics").GetReferencedAssemblies();

        references.ShouldAllBe(r => r.Name!.StartsWith("System", StringComparison.Ordinal) || r.Name == "netstandard");
    }
}
