using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Shanhai.Tests.LongestFirst))]

namespace Shanhai.Tests;

/// <summary>What takes minutes by itself begins first: begun last, it would be waited for while the rest of the machine stands still.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = ["KilledImportTests", "KilledIntakeTests", "ScopeTests", "ConsoleTests", "ToolPackageTests", "AddBooksTests", "CompartmentTests", "HiddenIdsTests"];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections) where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => Array.FindIndex(Long, l => c.TestCollectionDisplayName.Contains("." + l, StringComparison.Ordinal)) is >= 0 and var i ? i : Long.Length)];
}
