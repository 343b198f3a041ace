namespace Shanhai.Portal;

public partial class OpenFilePage
{
    public sealed record Shown(OpenShelf.Made Made);

    public static async Task<IResult> Show(View view, string name, OpenShelf shelf, CancellationToken ct) =>
        OpenFile.Find(name) is { } file
            ? Html.Show<OpenFilePage, Shown>(view, view.Say(file.Title), new(await shelf.Take(file, ct)))
            : Html.Refused(view, Problem.NotFound);
}
