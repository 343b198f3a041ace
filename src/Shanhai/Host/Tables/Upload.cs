using System.Text.Json;

namespace Shanhai.Host.Tables;

/// <summary>
/// A table that somebody sends is looked at first and recorded then. What was read of it travels in the form between the two steps, so that nothing is kept here. What is wrong
/// with the file is told at "file".
/// </summary>
public static class Upload
{
    /// <summary>The step that records; any other looks.</summary>
    public const string Record = "record";

    // A field of a form takes four million.
    private const int Longest = 3_500_000;

    /// <param name="Carried">The same as the form takes them along.</param>
    public sealed record Rows<T>(IReadOnlyList<T> All, string Carried);

    public static async Task<Result<Workbook>> Book(IFormFile? file, CancellationToken ct)
    {
        if (file is null || file.Length == 0)
        {
            return new Errors().Add("file", "field.required").Refusal!;
        }
        await using var stream = file.OpenReadStream();
        return await Workbook.Read(stream, Path.GetFileName(file.FileName), ct: ct);
    }

    /// <summary>The rows of the file, or where they are to be recorded those that came back with the form.</summary>
    /// <param name="whole">Whether what came back is still what was read; that no row is missing is known.</param>
    public static async Task<Result<Rows<T>>> Read<T>(
        string? step, string? carried, IFormFile? file, Func<Workbook, Result<IReadOnlyList<T>>> of, CancellationToken ct, Func<IReadOnlyList<T>, bool>? whole = null) where T : class
    {
        if (step == Record)
        {
            return Again(carried, whole);
        }
        var book = await Book(file, ct);
        var rows = book.Problem is { } damaged ? damaged : of(book.Value);
        if (rows.Problem is { } unread)
        {
            return unread.AtField("file");
        }
        var text = JsonSerializer.Serialize(rows.Value, JsonSerializerOptions.Web);
        return text.Length > Longest ? Problem.Invalid("upload.too-long").AtField("file") : new Rows<T>(rows.Value, text);
    }

    private static Result<Rows<T>> Again<T>(string? carried, Func<IReadOnlyList<T>, bool>? whole) where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize<List<T>>(carried ?? "", JsonSerializerOptions.Web) is { Count: > 0 } rows && !rows.Contains(null!) && whole?.Invoke(rows) != false)
            {
                return new Rows<T>(rows, carried!);
            }
        }
        catch (JsonException)
        {
            // Cut off on its way, or not ours.
        }
        return Problem.Invalid("upload.lost").AtField("file");
    }
}
