namespace Shanhai.Kernel;

/// <summary>
/// One page of a longer list. <paramref name="Next"/> is an opaque mark that continues after the last row (null: nothing follows);
/// <paramref name="Total"/> counts all rows of the filter (null: not counted).
/// </summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, string? Next, long? Total = null);
