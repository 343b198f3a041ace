namespace Shanhai.Portal;

public partial class TextPage
{
    public sealed record Shown(string Key, IReadOnlyList<string> Paragraphs);

    public static IResult Help(View view) => Page(view, new("help", ["figures", "weak", "wrong", "keys", "more"]));

    public static IResult Accessibility(View view) => Page(view, new("accessibility", ["aim", "keyboard", "limits", "tell"]));

    private static IResult Page(View view, Shown shown) => Html.Show<TextPage, Shown>(view, view.Say(shown.Key + ".title"), shown);
}
