using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Shanhai.Evaluation;
using Shanhai.Host.Web;
using Shanhai.Tests.Architecture;

namespace Shanhai.Tests.Evaluation;

/// <summary>The verb stats: every method on a small table, in the process; what people see, what programs read, what is refused.</summary>
[AnyDatabase]
public sealed class StatsConsoleTests : StatsCalls
{
    public static TheoryData<string> Methods => [.. StatsMethod.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_method_has_words_and_answers_with_a_table_a_paragraph_and_a_picture(string name)
    {
        var method = StatsMethod.All.Single(m => m.Name == name);
        var picture = Path.Combine(Folder, "p.svg");
        var (code, output, errors) = Run(["stats", name, "--in", Table(name), .. Arguments(name), "--json", "--picture", picture], Shanhai.Kernel.Language.English);

        errors.ShouldBeEmpty();
        code.ShouldBe(0, output);
        var answer = JsonDocument.Parse(output).RootElement;
        answer.GetProperty("method").GetString().ShouldBe(name);
        answer.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace();
        answer.GetProperty("rows").ValueKind.ShouldBe(JsonValueKind.Array);
        Understood(XDocument.Load(picture).Root!);
        Words.Has("stats.method." + name).ShouldBeTrue();
        method.Options.ShouldAllBe(o => Words.Has("stats.option." + o.Name));
        foreach (var row in answer.GetProperty("rows").EnumerateArray().Concat(answer.GetProperty("tables").EnumerateObject().SelectMany(t => t.Value.EnumerateArray())))
        {
            row.EnumerateObject().ShouldAllBe(p => Words.Has("stats.head." + p.Name), name);
        }
        answer.GetProperty("tables").EnumerateObject().ShouldAllBe(t => Words.Has("stats.table." + t.Name), name);
    }

    /// <summary>Both axes say what they count, and several series are told apart by a legend.</summary>
    private static void Understood(XElement picture)
    {
        picture.Name.LocalName.ShouldBe("svg");
        XElement[] Of(string kind) => [.. picture.Descendants().Where(e => (string?)e.Attribute("class") == kind)];
        Of("axis-x").ShouldHaveSingleItem().Value.ShouldNotBeNullOrWhiteSpace();
        Of("axis-y").ShouldHaveSingleItem().Value.ShouldNotBeNullOrWhiteSpace();
        var names = Of("legend").SelectMany(l => l.Descendants().Where(e => e.Name.LocalName == "text")).Select(e => e.Value).ToList();
        names.Count.ShouldBe(Of("series").Length > 1 ? Of("series").Length : 0);
        names.ShouldBeUnique();
        names.ShouldAllBe(n => n.Length > 0);
        picture.Value.ShouldNotContain("[stats.");
        picture.Value.ShouldNotContain("{0}");
    }

    [Fact]
    public void A_picture_names_the_column_it_counts_in_the_readers_language()
    {
        var (file, picture) = (Write("收入（元）,w\n1,1\n2,1\n3,1\n"), Path.Combine(Folder, "curve.svg"));
        string Drawn(Shanhai.Kernel.Language language)
        {
            Run(["stats", "lorenz", "--in", file, "--value", "收入（元）", "--picture", picture], language).Code.ShouldBe(0);
            return XDocument.Load(picture).Root!.Value;
        }

        var (chinese, english) = (Drawn(Shanhai.Kernel.Language.Chinese), Drawn(Shanhai.Kernel.Language.English));

        chinese.ShouldContain("“收入（元）”的累计份额");
        chinese.ShouldContain("人口累计份额（由低到高）");
        chinese.ShouldContain("完全平等线");
        english.ShouldContain("Cumulative share of 收入（元）");
        english.ShouldContain("Line of equality");
    }

    [Fact]
    public void Figures_of_groups_are_drawn_under_the_names_of_the_groups()
    {
        var (file, picture) = (Write("x,county\n1,East\n2,East\n3,West\n9,West\n"), Path.Combine(Folder, "groups.svg"));

        Run(["stats", "gini", "--in", file, "--value", "x", "--group", "county", "--picture", picture], Shanhai.Kernel.Language.English).Code.ShouldBe(0);

        var drawn = XDocument.Load(picture).Root!.Value;
        drawn.ShouldContain("East");
        drawn.ShouldContain("West");
    }

    [Fact]
    public void The_page_of_the_console_names_every_method_with_its_options()
    {
        var page = Path.Combine(Sources.Root, "docs/methods/console.md");
        var text = File.ReadAllText(page);
        var (from, to) = (text.IndexOf("-->\n", StringComparison.Ordinal) + 4, text.IndexOf("<!-- end -->", StringComparison.Ordinal));
        var made = "| method | what | options |\n|---|---|---|\n" + string.Concat(StatsMethod.All.Select(m => $"| `{m.Name}` | {Words.Say(Shanhai.Kernel.Language.English, "stats.method." + m.Name)} | {string.Join(' ', m.Options.Select(Written))} |\n"));
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            File.WriteAllText(page, text[..from] + made + text[to..]);
        }

        File.ReadAllText(page).ShouldContain(made);

        static string Written(StatsNeed need)
        {
            var value = need.Kind switch
            {
                NeedKind.Switch => "", NeedKind.Choice => " " + string.Join("\\|", need.Words), NeedKind.Number when need.Default is { } n => " " + n.ToString(CultureInfo.InvariantCulture),
                NeedKind.Number or NeedKind.OptionalNumber => " N", NeedKind.Column or NeedKind.OptionalColumn => " COLUMN", _ => " A,B",
            };
            return need.IsRequired ? $"--{need.Name}{value}" : $"[--{need.Name}{value}]";
        }
    }

    [Fact]
    public void People_read_a_table_in_their_language()
    {
        var file = Write("x\n1\n2\n3\n4\n");

        var chinese = Run(["stats", "gini", "--in", file, "--value", "x"], Shanhai.Kernel.Language.Chinese).Output;
        var english = Run(["stats", "gini", "--in", file, "--value", "x"], Shanhai.Kernel.Language.English).Output;

        chinese.ShouldContain("估计值");
        chinese.ShouldContain("基尼系数：0.25");
        english.ShouldContain("Estimate");
        english.ShouldContain("Gini coefficient: 0.25");
    }

    [Theory]
    [InlineData("x\n1\nabc\n", "row 3 is not a number", "problem")]
    [InlineData("y\n1\n2\n", "no column x", "problem")]
    [InlineData("x\n-1\n2\n", "negative values", "problem")]
    public void What_is_wrong_with_the_table_is_told_with_its_place(string table, string said, string field)
    {
        var (code, output, _) = Run(["stats", "gini", "--in", Write(table), "--value", "x", "--json"], Shanhai.Kernel.Language.English);

        code.ShouldBe(1);
        JsonDocument.Parse(output).RootElement.GetProperty("title").GetString()!.ShouldContain(said);
        JsonDocument.Parse(output).RootElement.TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("stable-match", "--source team --target village --source-rank wish --target-rank liking", "team,village,wish,liking\na,1,1,2\na,2,2,1\nb,1,1,1\nb,2,2,2\n", "a 2 2 1|b 1 1 1")]
    [InlineData("stable-match", "--source team --target village --source-rank wish --target-rank liking --places p", "team,village,wish,liking,p\na,1,1,2,2\na,2,2,1,1\nb,1,1,1,2\nb,2,2,2,1\n", "a 1 1 2|b 1 1 1")]
    [InlineData("shapley", "--players a,b --worth w", "a,b,w\n1,0,10\n0,1,20\n1,1,50\n", "a 20|b 30")]
    [InlineData("waterfall", "--name n --claim c --rank r --total 100", "n,c,r\nroad,30,2\nwages,60,1\nschool,60,2\n", "wages 1 60 60|road 2 30 13|school 2 60 27")]
    [InlineData("assign", "--source team --target village --cost c", "team,village,c\na,1,5\na,2,3\nb,1,4\nb,2,9\n", "a 2 1 3|b 1 1 4")]
    [InlineData("allocate", "--source team --target village --cost c --capacity k --mandatory m", "team,village,c,k,m\na,1,5,2,1\na,2,3,2,0\nb,1,4,1,0\nb,2,9,1,0\n", "a 1 1 5|a 2 1 3")]
    public void Allocations_are_those_worked_out_by_hand(string method, string options, string table, string expected)
    {
        var (code, output, _) = Run(["stats", method, "--in", Write(table), .. options.Split(' '), "--json"], Shanhai.Kernel.Language.English);

        code.ShouldBe(0, output);
        string.Join('|', JsonDocument.Parse(output).RootElement.GetProperty("rows").EnumerateArray().Select(r => string.Join(' ', r.EnumerateObject().Select(p => p.Value.ToString())))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("shapley", "--players a,b --worth w", "a,b,w\n1,0,10\n1,1,50\n", "no row for the coalition of b")]
    [InlineData("shapley", "--players a --worth w", "a,w\n1,10\n1,50\n", "Row 3 repeats")]
    [InlineData("allocate", "--source team --target village --cost c --capacity k", "team,village,c,k\na,1,5,2\na,2,3,1\n", "row 3 says 1 where a had 2")]
    [InlineData("allocate", "--source team --target village --cost c", "team,village,c\na,1,5\na,2,3\n", "2 are asked for and only 1")]
    [InlineData("assign", "--source team --target village --cost c", "team,village,c\na,1,5.5\n", "should be a whole number")]
    public void An_allocation_that_cannot_be_is_refused_with_what_is_missing(string method, string options, string table, string said)
    {
        var (code, output, _) = Run(["stats", method, "--in", Write(table), .. options.Split(' '), "--json"], Shanhai.Kernel.Language.English);

        code.ShouldBe(1);
        JsonDocument.Parse(output).RootElement.GetProperty("title").GetString()!.ShouldContain(said);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() => Run(["stats", "gini", "--in", Path.Combine(Folder, "none.csv"), "--value", "x"], Shanhai.Kernel.Language.English).Code.ShouldBe(1);

    [Fact]
    public void The_same_seed_gives_the_same_answer()
    {
        string[] call = ["stats", "synthetic-difference", "--in", Table("synthetic-difference"), .. Arguments("synthetic-difference"), "--json", "--seed", "7"];

        Run(call, Shanhai.Kernel.Language.English).Output.ShouldBe(Run(call, Shanhai.Kernel.Language.English).Output);
    }

    private static string[] Arguments(string name)
    {
        var chosen = new Dictionary<string, string>
        {
            ["value"] = "income", ["group"] = "county", ["unit"] = "village", ["time"] = "year", ["treated"] = "treated", ["covariates"] = "area", ["line"] = "10", ["sources"] = "wage,rent",
            ["first"] = "wage", ["last"] = "rent", ["years"] = "5", ["indicators"] = name is "index" ? "wage,rent" : "poor,far", ["regressors"] = "treated", ["rank-by"] = "wage", ["upper"] = "poor", ["text"] = "report",
            ["bin"] = "0.5", ["base"] = "10", ["other"] = "wage", ["event"] = "poor", ["forecast"] = "share", ["cost"] = "cost", ["cost-error"] = "share", ["effect"] = "wage", ["effect-error"] = "share",
            ["clusters"] = "many", ["units"] = "many", ["deviation"] = "wage", ["icc"] = "share", ["total"] = "100", ["weight"] = "wage", ["source"] = "team", ["target"] = "village", ["p"] = "share", ["outcomes"] = "wage,rent",
            ["claim"] = "amount", ["rank"] = "rank", ["players"] = "a,b", ["worth"] = "worth", ["cluster"] = "county", ["below"] = "poor", ["parts"] = "village,county", ["most"] = "1", ["second"] = "report", ["source-rank"] = "wish", ["target-rank"] = "liking",
        };
        if (name is "match" or "balance" or "propensity" or "romano-wolf" or "strata")
        {
            chosen["treated"] = "poor";
        }
        if (name == "string-distance")
        {
            chosen["first"] = "village";
        }
        if (name == "survival")
        {
            chosen["time"] = "many";
        }
        if (name is "last-digit" or "rounding")
        {
            chosen["value"] = "many";
        }
        if (name == "flow")
        {
            return ["--from", "a", "--to", "b", "--capacity", "room", "--cost", "km", "--supplies", "store=5,east=-3,west=-2"];
        }
        return
        [
            .. StatsMethod.All.Single(m => m.Name == name).Options
                .Where(o => o.IsRequired || (o.Name == "treated" && o.Kind == NeedKind.OptionalColumn)).SelectMany(o => new[] { "--" + o.Name, chosen[o.Name] }),
        ];
    }

    /// <summary>40 villages over 8 years; for the methods of pairs, one team for each village.</summary>
    private string Table(string name)
    {
        if (name is "assign" or "allocate" or "stable-match")
        {
            return Write("team,village,cost,wish,liking\na,1,5,2,1\na,2,3,1,1\nb,1,4,1,1\nb,2,9,2,2\n");
        }
        if (name == "flow")
        {
            return Write("a,b,room,km\nstore,hall,5,2\nhall,east,3,1\nhall,west,3,4\n");
        }
        if (name == "waterfall")
        {
            return Write("amount,rank\n60,2\n50,1\n40,2\n");
        }
        if (name == "shapley")
        {
            return Write("a,b,worth\n1,0,10\n0,1,20\n1,1,50\n");
        }
        var text = new StringBuilder("village,county,year,treated,income,area,wage,rent,poor,far,share,many,cost,report\n");
        var state = 12345u;
        double Next()
        {
            state = state * 1664525 + 1013904223;
            return state / (double)uint.MaxValue;
        }
        foreach (var (village, year) in Enumerable.Range(0, 40).SelectMany(v => Enumerable.Range(2016, 8).Select(y => (v, y))))
        {
            var staggered = name is "synthetic-difference" or "difference" or "synthetic-control" ? 2021 : village % 2 == 0 ? 2020 : 2022;
            var treated = (name == "synthetic-control" ? village == 0 : village < 10) && year >= staggered;
            var income = 6 + village * 0.2 + (year - 2016) * 0.3 + 3 * Next() + (treated ? 2 : 0);
            text.Append(CultureInfo.InvariantCulture,
                $"v{village:00},c{village % 4},{year},{(treated ? 1 : 0)},{income:F4},{10 + 5 * Next():F3},{1 + 9 * Next():F3},{1 + 5 * Next():F3},{(Next() < 0.3 ? 1 : 0)},{(Next() < 0.4 ? 1 : 0)},{0.01 + 0.9 * Next():F4},{40 + (int)(900 * Next())},{1000 * Next():F2},{(village % 2 == 0 ? "村里修了路，建了茶厂，集体收入有了增加。" : $"第{village}村{year}年的情况各不相同{Next():F8}。")}\n");
        }
        return Write(text.ToString());
    }
}
