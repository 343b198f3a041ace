namespace Shanhai.Host.Web;

public sealed record NavGroup(string TitleKey, IReadOnlyList<NavItem> Items);

public sealed record NavItem(string TitleKey, string Href, string Icon, int? Badge = null);

/// <summary>What the menu shows of itself.</summary>
internal static class Navigation
{
    // As many lines of entries and titles as stand on a screen of 900 pixels; tests hold that the longest group alone fits as well.
    public const int Lines = 22;

    /// <summary>The entry under which a page stands. Of two entries one below the other only the nearer one: /weak/overview is not /weak.</summary>
    public static NavItem? Here(IReadOnlyList<NavGroup> nav, string path) => nav.SelectMany(g => g.Items)
        .Where(i => path == i.Href || i.Href != "/" && path.StartsWith(i.Href + "/", StringComparison.Ordinal)).MaxBy(i => i.Href.Length);

    /// <summary>A short menu stands open whole; of a long one the group stands open in which the reader is.</summary>
    public static bool IsShort(IReadOnlyList<NavGroup> nav) => nav.Sum(g => g.Items.Count + (g.TitleKey.Length > 0 ? 1 : 0)) <= Lines;
}
