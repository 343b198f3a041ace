namespace Shanhai.Kernel;

/// <summary>Words as they were typed into a field.</summary>
public static class TypedText
{
    /// <summary>What is kept of them: without blanks round it, and null where there is nothing else.</summary>
    public static string? Kept(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
