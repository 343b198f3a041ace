namespace Shanhai.Host.Web;

/// <summary>
/// A link to evidence as people paste it. Offices have pages that only answer to http, and what the program holds itself is named by where it stands here. Everybody can follow
/// it, so nothing else may stand in it: no script, no other site under the look of this one.
/// </summary>
public static class TypedLink
{
    /// <summary>What is neither an address of the web nor one of this site is told at the field; no link is no mistake.</summary>
    public static Errors Link(this Errors errors, string? text, string field) =>
        text.Kept() is not { } link || IsOurs(link) || Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? errors : errors.Add(field, "field.not-a-link", link);

    /// <summary>An address of this site. Browsers take a backslash for a slash and drop tabs and line breaks, so that "/⇥/elsewhere" would lead to another one.</summary>
    public static bool IsOurs(string? link) =>
        link is ['/', ..] && !link.StartsWith("//", StringComparison.Ordinal) && !link.Contains('\\', StringComparison.Ordinal) && !link.Any(char.IsControl);
}
