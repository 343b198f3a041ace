namespace Shanhai.Host.Web;

public sealed record NavGroup(string TitleKey, IReadOnlyList<NavItem> Items);

public sealed record NavItem(string TitleKey, string Href, string Icon, int? Badge = null);
