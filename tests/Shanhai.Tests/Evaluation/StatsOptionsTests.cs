using System.Text.Json;

namespace Shanhai.Tests.Evaluation;

/// <summary>What is written behind the options of a method reaches the library, or is refused with what it lacks.</summary>
[AnyDatabase]
public sealed class StatsOptionsTests : StatsCalls
{
    [Theory]
    [InlineData("gini", "--value x --group g --cluster c --correction n-1", "x,g,c\n1,a,1\n2,a,2\n3,b,3\n9,b,4\n", "a Gini coefficient 0.333")]
    [InlineData("quantiles", "--value x --at 0.5,0.75", "x\n1\n2\n3\n9\n", "0.5 2.5")]
    [InlineData("entropy", "--value x --alpha 2 --nonpositive drop", "x\n0\n1\n3\n", "0.4375")]
    [InlineData("relative-poverty", "--value x --group g", "x,g\n1,a\n2,a\n10,b\n20,b\n40,b\n", "a")]
    [InlineData("regression", "--value y --regressors x --errors hc3", "x,y\n1,2\n2,3\n3,5\n4,4\n6,8\n", "x 1.")]
    [InlineData("multidimensional", "--indicators a,b --dimensions health,school --weights 3,1 --cutoff 0.5 --group g", "a,b,g\n1,0,p\n0,1,p\n1,1,q\n0,0,q\n", "0.5")]
    [InlineData("index", "--indicators a,b --weigh given --weights 3,1 --lower-is-better b --scale rank --sensitivity --draws 50", "a,b\n1,9\n2,5\n3,1\n", "4 ")]
    [InlineData("string-distance", "--first a --second b --distance jaro-winkler --prefix 0.1", "a,b\nmartha,marhta\n", "martha marhta 0.0388")]
    public void Options_reach_the_library(string method, string options, string table, string said)
    {
        var (code, output, errors) = Run(["stats", method, "--in", Write(table), .. options.Split(' '), "--json"], Shanhai.Kernel.Language.English);

        code.ShouldBe(0, output + errors);
        var answer = JsonDocument.Parse(output).RootElement;
        string.Join('|', answer.GetProperty("rows").EnumerateArray().Select(r => string.Join(' ', r.EnumerateObject().Select(p => p.Value.ToString())))).ShouldContain(said);
    }

    [Theory]
    [InlineData("gini", "--value x", "x,w\n1,1\n,1\n2,1\n", "row 3 is empty")]
    [InlineData("gini", "--value x", "x\n", "no rows of data")]
    [InlineData("gini", "--value x --weight w", "x,w\n1,1\n2,-1\n", "row 3 of the file")]
    [InlineData("event-study", "--value y --unit u --time t", "y,u,t\n1,a,1\n", "--treated and --adopted")]
    [InlineData("event-study", "--value y --unit u --time t --treated d", "y,u,t,d\n1,a,1,1\n1,a,2,0\n1,b,1,0\n1,b,2,0\n", "treatment")]
    [InlineData("index", "--indicators a,b --weights 1", "a,b\n1,2\n2,3\n", "has 1 entries where --indicators names 2")]
    [InlineData("group-time", "--value y --unit u --time t --adopted g --anticipation 0.5", "y,u,t,g\n1,a,1,2\n2,a,2,2\n1,b,1,0\n1,b,2,0\n", "whole number of at least 0")]
    [InlineData("regression", "--value y --regressors x --cluster a,b,c", "x,y,a,b,c\n1,2,1,1,1\n2,3,2,2,2\n3,5,3,3,3\n", "two columns at most")]
    [InlineData("quantiles", "--value x --at 0.5,half", "x\n1\n2\n", "half")]
    public void What_an_option_lacks_is_told(string method, string options, string table, string said)
    {
        var (code, output, _) = Run(["stats", method, "--in", Write(table), .. options.Split(' '), "--json"], Shanhai.Kernel.Language.English);

        code.ShouldBe(1, output);
        JsonDocument.Parse(output).RootElement.GetProperty("title").GetString()!.ShouldContain(said);
    }

    [Fact]
    public void Rows_with_empty_cells_are_left_out_and_counted_where_asked()
    {
        var file = Write("x,w\n1,1\n,1\n2,NA\n3,1\n");

        var (code, output, _) = Run(["stats", "gini", "--in", file, "--value", "x", "--weight", "w", "--empty", "drop", "--json"], Shanhai.Kernel.Language.English);

        code.ShouldBe(0, output);
        output.ShouldContain("2 rows with empty cells were left out");
        JsonDocument.Parse(output).RootElement.GetProperty("rows")[0].GetProperty("estimate").GetDouble().ShouldBe(0.25, 1e-12);
    }

    [Fact]
    public void Adoption_by_unit_and_treatment_by_row_say_the_same()
    {
        var rows = Enumerable.Range(0, 60).SelectMany(u => Enumerable.Range(1, 6).Select(t => (u, t, g: u % 3 == 0 ? 0 : u % 3 == 1 ? 3 : 5)))
            .Select(r => FormattableString.Invariant($"{r.u},{r.t},{(r.g == 0 ? "" : r.g)},{(r.g > 0 && r.t >= r.g ? 1 : 0)},{Math.Sin(r.u * r.t) + (r.g > 0 && r.t >= r.g ? 2 : 0)}"));
        var file = Write("u,t,g,d,y\n" + string.Join('\n', rows) + "\n");

        string Of(params string[] more) => Run(["stats", "group-time", "--in", file, "--value", "y", "--unit", "u", "--time", "t", "--draws", "199", "--json", .. more], Shanhai.Kernel.Language.English).Output;

        Of("--adopted", "g").ShouldBe(Of("--treated", "d"));
        JsonDocument.Parse(Of("--adopted", "g", "--average", "cohort")).RootElement.GetProperty("tables").GetProperty("band").GetArrayLength().ShouldBe(2);
    }
}
