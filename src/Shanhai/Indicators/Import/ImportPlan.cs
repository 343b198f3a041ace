using System.Text.Json.Serialization;

namespace Shanhai.Indicators.Import;

/// <summary>What recognition knows of an indicator: its names as tables write them, and the unit its figures are kept in (a code of <see cref="Unit"/>).</summary>
public sealed record Known(string Code, Both Name, IReadOnlyList<string> Aliases, string Unit)
{
    public static Known Of(Indicator indicator) => new(indicator.Code, indicator.Name, indicator.Aliases, indicator.Unit);
}

[JsonConverter(typeof(JsonStringEnumConverter<ColumnRole>))]
public enum ColumnRole { Ignored, Serial, Code, Name, Township, County, Year, Figure }

/// <summary>A sentence to be said in the person's language: a key of Words.json and what goes into it.</summary>
public sealed record Said(string Key, params string[] Args);

/// <summary>
/// One column and what it is taken for. <see cref="Factor"/> turns a written figure into the indicator's unit; it is null where the
/// written unit does not fit, and then nothing is read until a person has chosen. <see cref="Confidence"/> is 0 to 1.
/// </summary>
public sealed record ColumnPlan(int Column, string Header, ColumnRole Role)
{
    public string? Indicator { get; init; }
    public Period? Period { get; init; }
    public string? WrittenUnit { get; init; }
    public decimal? Factor { get; init; }
    public double Confidence { get; init; }
    public IReadOnlyList<Said> Reasons { get; init; } = [];

    /// <summary>Other indicators that it might be, best first.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}

/// <summary>How one sheet is read. Rows and columns count from 1. A person may change anything.</summary>
public sealed record SheetPlan(string Sheet, int FirstHeaderRow, int LastHeaderRow, int FirstRow, int LastRow, IReadOnlyList<ColumnPlan> Columns)
{
    /// <summary>The header without its years: next year's table of the same template has the same one.</summary>
    public string Fingerprint { get; init; } = "";
    public string? Title { get; init; }

    /// <summary>The township the whole sheet is about, where its name or title says so.</summary>
    public string? Township { get; init; }
    public Period? Period { get; init; }
    public string? WrittenUnit { get; init; }

    /// <summary>Whether the sheet takes part; a sheet unlike the best one is left out until a person says otherwise.</summary>
    public bool Chosen { get; init; } = true;

    /// <summary>What a person should look at before confirming.</summary>
    public IReadOnlyList<Said> Doubts { get; init; } = [];
}

public sealed record ImportPlan(IReadOnlyList<SheetPlan> Sheets)
{
    public IEnumerable<SheetPlan> Chosen => Sheets.Where(s => s.Chosen);

    /// <summary>
    /// This plan with the choices a person made for the same template before: columns with the same header (but for the year) get the
    /// role, indicator and factor they had then; rows and years stay those of this file.
    /// </summary>
    public ImportPlan WithRemembered(ImportPlan earlier) => new([.. Sheets.Select(sheet =>
        earlier.Sheets.FirstOrDefault(s => s.Fingerprint == sheet.Fingerprint) is { } before ? With(sheet, before) : sheet)]);

    private static SheetPlan With(SheetPlan sheet, SheetPlan before)
    {
        var then = before.Columns.ToDictionary(c => c.Column);
        return sheet with
        {
            Chosen = before.Chosen,
            Columns = [.. sheet.Columns.Select(c => then.TryGetValue(c.Column, out var old)
                ? c with { Role = old.Role, Indicator = old.Indicator, Factor = old.Factor, WrittenUnit = old.WrittenUnit, Confidence = 1, Reasons = [new("import.reason.remembered")], Others = [] }
                : c)],
        };
    }
}
