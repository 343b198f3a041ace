using System.Net;
using System.Net.Http.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;
using Shanhai.Voices.Letters;

namespace Shanhai.Tests.Voices;

/// <summary>Letters as official documents: the layout of GB/T 9704-2012 in the file itself, the number, and whose name stands in it.</summary>
public sealed class LettersTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    private static readonly OfficialDocument Sample = new(
        "北山县信访局", "北信函〔2026〕7号", "信访事项处理意见书", "信访人", [new("经查，情况属实。"), new("一、查明的事实", 1), new("渠道年久失修。")], "北山县信访局", new(2026, 3, 5), false) { CopyTo = "北山县人民政府" };

    [Fact]
    public void A_document_has_the_page_the_fonts_and_the_places_of_the_standard()
    {
        using var file = Written(Sample);
        var main = file.MainDocumentPart!;
        var section = main.Document!.Body!.GetFirstChild<SectionProperties>()!;
        var (size, margin, grid) = (section.GetFirstChild<PageSize>()!, section.GetFirstChild<PageMargin>()!, section.GetFirstChild<DocGrid>()!);

        (size.Width!.Value, size.Height!.Value).ShouldBe((11906u, 16838u));
        // 37, 28, 26 and 35 mm in twentieths of a point: the type area is 156 × 225 mm.
        (margin.Top!.Value, margin.Left!.Value, margin.Right!.Value, margin.Bottom!.Value).ShouldBe((2098, 1587u, 1474u, 1984));
        ((16838 - 2098 - 1984) / (double)grid.LinePitch!.Value).ShouldBeInRange(22.0, 22.99, "22 lines");
        var character = 16 + grid.CharacterSpace!.Value / 4096.0;
        ((11906 - 1587 - 1474) / 20.0 / character).ShouldBeInRange(27.99, 28.5, "28 characters");

        var paragraphs = main.Document.Body.Elements<Paragraph>().ToList();
        var mark = paragraphs[0];
        mark.InnerText.ShouldBe("北山县信访局");
        mark.ParagraphProperties!.SpacingBetweenLines!.Before!.Value.ShouldBe($"{OfficialLayout.Mm(35)}");
        Look(mark).ShouldBe((OfficialLayout.TitleFont, $"{OfficialLayout.MarkSize("北山县信访局")}", "FF0000"));
        var number = paragraphs.Single(p => p.InnerText == "北信函〔2026〕7号");
        number.ParagraphProperties!.Justification!.Val!.Value.ShouldBe(JustificationValues.Center);
        var line = number.ParagraphProperties.ParagraphBorders!.BottomBorder!;
        (line.Color!.Value, line.Space!.Value).ShouldBe(("FF0000", 11u));
        Look(paragraphs.Single(p => p.InnerText == "信访事项处理意见书")).ShouldBe((OfficialLayout.TitleFont, "44", null));
        paragraphs.Single(p => p.InnerText == "信访人：").ParagraphProperties!.Indentation.ShouldBeNull();
        var body = paragraphs.Single(p => p.InnerText == "经查，情况属实。");
        (Look(body), body.ParagraphProperties!.Indentation!.FirstLineChars!.Value).ShouldBe(((OfficialLayout.BodyFont, "32", (string?)null), 200));
        Look(paragraphs.Single(p => p.InnerText == "一、查明的事实")).Item1.ShouldBe(OfficialLayout.HeadFont);
        var date = paragraphs.Single(p => p.InnerText == "2026年3月5日");
        (date.ParagraphProperties!.Justification!.Val!.Value, date.ParagraphProperties.Indentation!.RightChars!.Value).ShouldBe((JustificationValues.Right, 400));
        // Six characters over a date that is as wide: six digits at half width and three signs.
        paragraphs[paragraphs.IndexOf(date) - 1].ParagraphProperties!.Indentation!.RightChars!.Value.ShouldBe(400);
        main.FooterParts.ShouldNotBeEmpty();
        main.FooterParts.ShouldAllBe(f => f.Footer!.InnerText.StartsWith("— "));
        main.DocumentSettingsPart!.Settings!.GetFirstChild<EvenAndOddHeaders>().ShouldNotBeNull();
        new OpenXmlValidator().Validate(file).Select(e => e.Path?.XPath + " " + e.Description).ShouldBeEmpty();
    }

    [Fact]
    public void A_letter_form_has_its_red_double_lines_and_no_number_on_the_first_page()
    {
        using var file = Written(Sample with { IsLetter = true, CopyTo = null });
        var main = file.MainDocumentPart!;
        var section = main.Document!.Body!.GetFirstChild<SectionProperties>()!;

        section.GetFirstChild<TitlePage>().ShouldNotBeNull();
        section.GetFirstChild<PageMargin>()!.Header!.Value.ShouldBe((uint)OfficialLayout.Mm(30));
        var head = main.HeaderParts.Single().Header!.GetFirstChild<Paragraph>()!;
        (head.InnerText, head.ParagraphProperties!.ParagraphBorders!.BottomBorder!.Val!.Value).ShouldBe(("北山县信访局", BorderValues.ThickThinSmallGap));
        head.ParagraphProperties.Indentation!.Left!.Value.ShouldBe($"{-OfficialLayout.Mm(7)}");
        main.FooterParts.Select(f => f.Footer!.GetFirstChild<Paragraph>()!.ParagraphProperties!.ParagraphBorders?.TopBorder?.Val?.Value).ShouldContain(BorderValues.ThinThickSmallGap);
        new OpenXmlValidator().Validate(file).Select(e => e.Path?.XPath + " " + e.Description).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_letter_of_the_procedure_says_who_what_and_on_what_law_and_names_nobody_without_a_reason()
    {
        var (office, bureau) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture));
        var filed = await county.File(county.Anyone());
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "accept" });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "issueOpinion", outcome = "supported", words = "于汛期前修复水渠", facts = "渠道坍塌十二米", law = "《农田水利条例》第十八条", executeBy = "2027-03-01" });

        var transfer = await Text(office, filed.Id, 2);
        var accepted = await Text(bureau, filed.Id, 3);
        var opinion = await Text(bureau, filed.Id, 4);
        var none = await bureau.GetAsync($"/voices/{filed.Id}/letters/1");
        var bare = await bureau.PostForm($"/voices/{filed.Id}/letters/4", new() { ["letter-why"] = "" }, $"/voices/{filed.Id}?letter=4");
        var named = await bureau.PostForm($"/voices/{filed.Id}/letters/4", new() { ["letter-why"] = "邮寄意见书" }, $"/voices/{filed.Id}?letter=4");

        transfer.ShouldContain("信访事项转送告知书");
        transfer.ShouldContain("北山县农业农村局");
        accepted.ShouldContain("第二十三条");
        accepted.ShouldContain("2027年1月22日前办结");
        opinion.ShouldContain("渠道坍塌十二米");
        opinion.ShouldContain("对您的请求予以支持。于汛期前修复水渠");
        opinion.ShouldContain("《农田水利条例》第十八条");
        opinion.ShouldContain("2027年3月1日前执行到位");
        opinion.ShouldContain("向北山县人民政府书面请求复查");
        opinion.ShouldNotContain("张三");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        bare.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        Read(await named.Content.ReadAsByteArrayAsync()).ShouldContain("张三：");
        (await county.Ask(db => db.Journal.Where(e => e.Verb == VoicesModule.Identity && e.Subject == "voice:" + filed.Id).Select(e => e.Summary).ToListAsync())).ShouldHaveSingleItem()!.ShouldContain("邮寄意见书");
    }

    [Fact]
    public async Task A_number_is_given_once_in_order_and_never_twice()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var (one, two) = (await county.File(county.Anyone()), await county.File(county.Anyone()));
        await VoiceCounty.Done(office, one.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        await VoiceCounty.Done(office, two.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        Task<HttpResponseMessage> Number(Id<Voice> id, object body) => office.PostAsJsonAsync($"/api/v1/voices/{id}/letters/2/number", body);

        (await (await Number(one.Id, new { code = "北信函" })).Content.ReadAsStringAsync()).ShouldContain("北信函〔2026〕1号");
        (await Number(one.Id, new { code = "北信函" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Number(two.Id, new { code = "北信函", number = 1 })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var posted = await office.PostForm($"/voices/{two.Id}/letters/2/number", new() { ["letter-code"] = "北信函", ["letter-number"] = "" }, $"/voices/{two.Id}?letter=2");

        posted.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await office.GetStringAsync($"/voices/{two.Id}")).ShouldContain("北信函〔2026〕2号");
        (await Text(office, two.Id, 2)).ShouldContain("北信函〔2026〕2号");
    }

    private static async Task<string> Text(HttpClient client, Id<Voice> id, int step) => Read(await client.GetByteArrayAsync($"/voices/{id}/letters/{step}"));

    private static string Read(byte[] bytes)
    {
        using var file = WordprocessingDocument.Open(new MemoryStream(bytes), false);
        return string.Join('\n', file.MainDocumentPart!.Document!.Body!.Elements<Paragraph>().Select(p => p.InnerText));
    }

    private static WordprocessingDocument Written(OfficialDocument document)
    {
        var memory = new MemoryStream();
        OfficialLayout.Write(memory, document);
        return WordprocessingDocument.Open(new MemoryStream(memory.ToArray()), false);
    }

    private static (string?, string?, string?) Look(Paragraph paragraph)
    {
        var run = paragraph.GetFirstChild<Run>()!.RunProperties!;
        return (run.RunFonts!.EastAsia!.Value, run.FontSize!.Val!.Value, run.Color?.Val?.Value);
    }
}
