namespace Shanhai.Kernel;

/// <summary>
/// One page of a longer list. <paramref name="Next"/> is an opaque mark that continues after the last row (null: nothing follows);
/// <paramref name="Total"/> counts all rows of the filter (null: not counted).
/// </summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, string? Next, long? Total = null) : IContinued;

/// <summary>A page of whatever rows: the door that answers it needs only the mark, to name the next page in a header.</summary>
public interface IContinued
{
    string? Next { get; }
}
