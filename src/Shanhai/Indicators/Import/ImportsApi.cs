namespace Shanhai.Indicators.Import;

/// <summary>An import as the API shows it: POST a file to /imports, then its plan to …/check, then …/confirm.</summary>
public sealed record ImportsApi(
    Id<FigureImport> Id, string FileName, string FileHash, ImportState State, PlaceCode Under, Level Level, DateOnly AsOf, string? DocumentTitle, int? Batch, ImportPlan Plan, ImportOutcome? Outcome)
{
    public static async Task<Result<ImportsApi>> Upload(IFormFile? file, PlaceCode? under, ImportDesk desk, Settings settings, CancellationToken ct)
    {
        if ((desk.Actor.Refuses(IndicatorsModule.Record) ?? (file is null ? new Errors().Add("file", "field.required").Refusal : null)) is { } no)
        {
            return no;
        }
        var uploaded = await UploadFigures.Handle(new(await ImportsPage.Bytes(file!, ct), file!.FileName, under), desk.Db, desk.Actor, desk.Catalogue, desk.Uploads, settings, desk.Clock, ct);
        return uploaded.Problem is { } refused ? refused : Of(uploaded.Value);
    }

    public static async Task<Result<ImportsApi>> Show(Id<FigureImport> id, ImportDesk desk, CancellationToken ct)
    {
        var found = await desk.Open(id, ct);
        return found.Problem is { } no ? no : Of(found.Value);
    }

    private static ImportsApi Of(FigureImport i) =>
        new(i.Id, i.FileName, i.FileHash, i.State, i.Under, i.Level, i.AsOf, i.DocumentTitle, i.Batch, i.ReadPlan(), i.ReadOutcome());
}
