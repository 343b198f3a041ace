using CsCheck;
using Shanhai.Kernel;
using Shanhai.Notices;
using static Shanhai.Tests.Host.Clocks.Given;

namespace Shanhai.Tests.Notices;

[AnyDatabase]
public sealed class MaskingTests
{
    // Published examples, and one made for a child: no living person is hit by region 000000.
    private const string Old = "11010519491231002X", Older = "440524188001010014";
    private static readonly string Child = WithCheck("00000020150601001");

    private static readonly MatterCatalogue Matters = MatterCatalogue.Read(Rules);
    private static readonly Matter Assistance = Matters.Find("social-assistance")!, Household = Matters.Find("monitored-household")!, Honour = Matters.Find("honour")!;
    private static readonly DateOnly Today = new(2026, 11, 23);

    private static readonly IReadOnlyList<Matter> Tabled = [.. Matters.All.Where(m => m.Fields.Count > 0)];
    private static readonly string[] Numbers = [Old, Older, "13812345678", "6222020000000000000", "138 1234 5678"];

    private static string WithCheck(string seventeen) => "0123456789X".Select(c => seventeen + c).Single(n => CitizenNumber.TryParse(n, out _));

    [Fact]
    public void The_published_examples_are_valid_and_one_changed_sign_is_told()
    {
        CitizenNumber.TryParse(Old, out var number).ShouldBeTrue();
        number.BirthDay.ShouldBe(new(1949, 12, 31));
        number.Masked.ShouldBe("110105********002X");
        CitizenNumber.TryParse(Older.ToLowerInvariant(), out _).ShouldBeTrue();
        CitizenNumber.TryParse(" 11010519491231002x ", out _).ShouldBeTrue();
        CitizenNumber.TryParse("110105194902310021", out _).ShouldBeFalse("there is no 31 February");
        Gen.Select(Gen.Int[0, 16], Gen.Int[1, 9]).Sample((at, more) =>
        {
            var wrong = Old.ToCharArray();
            wrong[at] = (char)('0' + (wrong[at] - '0' + more) % 10);
            CitizenNumber.TryParse(new string(wrong), out _).ShouldBeFalse();
        });
    }

    [Fact]
    public void Where_the_law_names_the_householder_name_people_and_amount_are_public_and_nothing_else()
    {
        var table = Masking.Public(Assistance, [["张三", "2", "1310.50", Old, "6222020000000000000", "肾病", "北山县云上村12号"]], Today);

        table.Headings.Select(h => h.Zh).ShouldBe(["户主", "保障人数", "月救助金额（元）"]);
        table.Rows.ShouldHaveSingleItem().ShouldBe(["张三", "2", "1,310.5"]);
    }

    [Theory]
    [InlineData("张三", "张**")]
    [InlineData("欧阳修", "欧阳**")]
    [InlineData("欧阳", "欧**")]
    public void Elsewhere_only_the_surname_is_public(string name, string shown) =>
        Masking.Public(Household, [[name, "3", Old, "13800000000", "残疾"]], Today).Rows[0].ShouldBe([shown, "3"]);

    [Fact]
    public void A_minor_is_never_named_whether_told_by_birthday_or_by_identity_number()
    {
        Masking.Public(Honour, [["小明", "实验小学", "好少年", "2008-11-24"], ["大明", "云上村", "好村民", "2008-11-23"]], Today).Rows.Select(r => r[0]).ShouldBe(["未成年人", "大明"]);
        Masking.Public(Assistance, [["小红", "1", "", Child, "", "", ""]], Today).Rows[0][0].ShouldBe("未成年人");
    }

    [Fact]
    public void Officials_see_numbers_shortened_and_health_not_at_all() =>
        Masking.Inner(Household, [["张三", "3", Old, "13812345678", "残疾二级"]]).Rows[0].ShouldBe(["张三", "3", "110105********002X", "138****78", "****"]);

    [Fact]
    public void No_number_of_a_person_ever_reaches_the_public_table_whatever_is_typed() =>
        Gen.Select(Gen.Int[0, Tabled.Count - 1].Select(i => Tabled[i]), Gen.Int[0, Numbers.Length - 1].Select(i => Numbers[i])).Sample((matter, number) =>
        {
            // The number in every column where it is taken at all.
            var row = matter.Fields.Select(f => f.Kind switch
            {
                FieldKind.Count => "1", FieldKind.Money => "1", FieldKind.Day or FieldKind.BirthDay => "1980-01-01", FieldKind.Person => "张三", FieldKind.IdentityNumber => Old, _ => number,
            }).ToList();
            var fits = !Masking.Judge(matter, [row]).Any;

            if (fits)
            {
                Masking.Public(matter, [row], Today).Written.ShouldNotContain(number);
                Masking.Public(matter, [row], Today).Written.ShouldNotContain(Old);
            }
            else
            {
                matter.Fields.ShouldContain(f => f.Kind == FieldKind.Text, "only free text is refused for it");
            }
        });

    [Theory]
    [InlineData("身份证号11010519491231002X，请核对", "notice.has-identity")]
    [InlineData("请致电 138-1234-5678", "notice.has-mobile")]
    [InlineData("账号6222 0200 0000 0000 000", "notice.has-account")]
    [InlineData("请致电 １３８１２３４５６７８", "notice.has-mobile")]
    [InlineData("138.1234.5678", "notice.has-mobile")]
    [InlineData("2026-11-30 13812345678", "notice.has-mobile")]
    [InlineData("人口3 13812345678", "notice.has-mobile")]
    [InlineData("2026-11-30 至 2026-12-06，共 3 户 12 人，2024 2025 2026 三年", null)]
    [InlineData("电话 0570-3012345，文件 浙委办发〔2017〕60号，金额 1234567890 元", null)]
    [InlineData("110105194912310021", null)]
    public void Free_text_with_a_number_of_a_person_is_told(string text, string? key) => Masking.NumberIn(text).ShouldBe(key);

    [Fact]
    public void A_table_that_cannot_be_is_told_line_by_line()
    {
        var errors = Masking.Judge(Assistance, [["张三", "两", "1.234", "110105194912310021", "", "", ""], ["李四"]]).All;

        errors.Select(e => e.Key).ShouldBe(["notice.cell-count", "notice.cell-money", "notice.cell-identity", "notice.row-width"]);
        errors.ShouldAllBe(e => e.Field == "rows");
    }
}
