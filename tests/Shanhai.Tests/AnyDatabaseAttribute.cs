using Xunit.v3;

namespace Shanhai.Tests;

/// <summary>Tests that ask nothing of the database they run beside: <c>./test</c> runs them once, not once for each.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AnyDatabaseAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("database", "any")];
}
