using Shanhai.Host.Tables;

namespace Shanhai.Postings;

/// <summary>Posts as the rows of a table.</summary>
internal static class PostTable
{
    public static IReadOnlyList<TableColumn> Heads(View view) =>
    [
        new(view.Say("postings.villages"), 24), new(view.Say("postings.code"), 20), new(view.Say("postings.kind"), 16), new(view.Say("postings.also"), 16), new(view.Say("postings.sender"), 32), new(view.Say("postings.person"), 10),
        new(view.Say("postings.from"), 12), new(view.Say("postings.to"), 12), new(view.Say("postings.state"), 12),
    ];

    public static object?[] Row(View view, PostLine of) =>
    [
        string.Join(view.Say("pairing.comma"), of.Villages.Select(v => v.Name)), string.Join(' ', of.Villages.Select(v => v.Village)), view.Say(of.KindName), of.AlsoName is { } also ? view.Say(also) : null, of.SenderName, of.Person, of.From, of.To,
        view.Say("pairing.stage." + of.Stage),
    ];
}
