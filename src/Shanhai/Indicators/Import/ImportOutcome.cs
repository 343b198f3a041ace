using System.Globalization;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Indicators.Import;

/// <summary>What a check found, as it is kept and shown: counts of everything, and the first findings and questions in full.</summary>
public sealed record ImportOutcome(
    int Rows, int ErrorRows, int OddRows, int Totals, int Figures, int New, int Changed, int Same,
    IReadOnlyList<ImportOutcome.Group> Groups, IReadOnlyList<RowFinding> Findings, IReadOnlyList<ImportOutcome.Question> Questions)
{
    public const int MostFindings = 5_000, MostQuestions = 300;

    public sealed record Group(string Code, Severity Severity, int Count);

    /// <summary>A name that no rule could match to one place: a person chooses or leaves the row out.</summary>
    public sealed record Question(string Said, string Text, IReadOnlyList<Proposal> Proposals, int Rows, string First);

    public bool AllSound => ErrorRows == 0;

    public int Writable => New + Changed;

    public int Errors => Groups.Where(g => g.Severity == Severity.Error).Sum(g => g.Count);

    public int Warnings => Groups.Where(g => g.Severity == Severity.Warning).Sum(g => g.Count);
}

/// <summary>A finding and where it is. Column 0: about the whole row.</summary>
public sealed record RowFinding(string Sheet, int Row, int Column, Finding Finding)
{
    public string Cell => (Column == 0 ? "" : Host.Tables.Sheet.ColumnName(Column)) + Row.ToString(CultureInfo.InvariantCulture);
}
