using System.Runtime.CompilerServices;
using Shanhai.Indicators;

namespace Shanhai.Portal;

/// <summary>What every published figure means: the catalogue of public indicators.</summary>
internal static class OpenIndicators
{
    public static readonly OpenFile File = new(
        "indicators",
        [
            new("indicator", Key: true), new("name_zh", Width: 28), new("name_en", Width: 28), new("unit"), new("kind"), new("period"), new("roll_up"), new("direction"),
            new("decimals", FieldKind.Whole), new("first_year", FieldKind.Year), new("last_year", FieldKind.Year), new("definition_zh", Width: 60), new("definition_en", Width: 60), new("basis", Width: 40),
        ],
        OpenFile.Tables, OpenFile.Program, Rows);

    private static async IAsyncEnumerable<object?[]> Rows(IServiceProvider services, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var i in services.GetRequiredService<Catalogue>().All.Where(i => i.Publicity == Publicity.Public))
        {
            ct.ThrowIfCancellationRequested();
            yield return
            [
                i.Code, i.Name.Zh, i.Name.En, i.Unit, Lower(i.Kind), Lower(i.PeriodType), Lower(i.RollUp), Lower(i.Direction), i.Decimals, i.FirstYear, i.LastYear,
                i.Definition.Zh, i.Definition.En, i.Basis,
            ];
        }
    }

    private static string Lower(Enum value) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
