using System.Formats.Tar;
using System.IO.Compression;
using Shanhai.Host.Outside;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Places;

[AnyDatabase]
public sealed class RegisterFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("register").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private static readonly (string Name, string Text)[] Tables =
    [
        ("provinces.csv", "code,name\n44,\"广东省\"\n35,\"福建省\"\n"),
        ("cities.csv", "code,name,provinceCode\n4419,\"东莞市\",44\n3505,\"泉州市\",35\n"),
        ("areas.csv", "code,name,cityCode,provinceCode\n441900,\"东莞市\",4419,44\n350527,\"金门县\",3505,35\n429004,\"仙桃市\",4290,42\n"),
        ("streets.csv", "code,name,areaCode,provinceCode,cityCode\n441900003,\"东城街道\",441900,44,4419\n350527000,\"金门县\",350527,35,3505\n"),
        ("villages.csv", "code,name,streetCode\n441900003001,\"岗贝社区居委会\",441900003\n350527000000,\"金门县\",350527000\n"),
    ];

    private string Dist(Func<string, string, string>? change = null)
    {
        foreach (var (name, text) in Tables)
        {
            File.WriteAllText(Path.Combine(_folder, name), change?.Invoke(name, text) ?? text);
        }
        return _folder;
    }

    private string One(string text)
    {
        var path = Path.Combine(_folder, "one.csv");
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void The_five_tables_come_upper_levels_first_with_parents_by_code()
    {
        var rows = RegisterFiles.Read(Dist()).ToList();

        rows.Select(r => r.Level).ShouldBe(rows.Select(r => r.Level).Order());
        rows.Count(r => r.Level == Level.Village).ShouldBe(2);
        rows.Single(r => r.Name == "东城街道").Parent.ShouldBe(new PlaceCode(441900000000));
        rows.Single(r => r.Name == "仙桃市").Parent.ShouldBe(new PlaceCode(429000000000));
    }

    [Fact]
    public void A_city_without_counties_and_a_county_without_townships_only_repeat_themselves()
    {
        var repeats = RegisterFiles.Read(Dist()).Where(r => r.Repeats).Select(r => (r.Name, r.Level));

        repeats.ShouldBe([("东莞市", Level.County), ("金门县", Level.Township), ("金门县", Level.Village)]);
    }

    [Fact]
    public void A_package_file_reads_as_its_folder_whatever_the_order_inside()
    {
        var expected = RegisterFiles.Read(Dist()).ToList();
        var package = Path.Combine(_folder, "package.tgz");
        using (var tar = new TarWriter(new GZipStream(File.Create(package), CompressionLevel.Fastest)))
        {
            foreach (var (name, _) in Tables.OrderBy(t => t.Name == "provinces.csv").ThenByDescending(t => t.Name))
            {
                tar.WriteEntry(Path.Combine(_folder, name), "package/dist/" + name);
            }
        }

        RegisterFiles.Read(package).ShouldBe(expected);
    }

    [Theory]
    [InlineData("44190000300,\"岗贝\",441900003", "register.code")]
    [InlineData("44190000300x,\"岗贝\",441900003", "register.code")]
    [InlineData("441900003001,\"\",441900003", "register.name")]
    [InlineData("441900003001,\"岗贝\"", "register.cells")]
    [InlineData("441900003002,\"一\",441900003\n441900003002,\"二\",441900003", "register.twice")]
    public void A_bad_line_is_named_with_its_file_and_line(string line, string code)
    {
        var path = Dist((name, text) => name == "villages.csv" ? "code,name,streetCode\n441900003009,\"好\",441900003\n" + line + "\n" : text);

        var problem = Should.Throw<RegisterException>(() => RegisterFiles.Read(path).Count()).Problem;

        problem.Code.ShouldBe(code);
        problem.Args[0].ShouldBe("villages.csv");
        problem.Args[1].ShouldBe(code == "register.twice" ? 4 : 3);
    }

    [Fact]
    public void A_missing_table_a_missing_file_a_wrong_header_and_a_broken_archive_are_refused()
    {
        File.Delete(Path.Combine(Dist(), "streets.csv"));
        Code(_folder).ShouldBe("register.missing");
        Code(Path.Combine(_folder, "no.csv")).ShouldBe("register.missing");
        Code(One("id,label\n33,浙江省\n")).ShouldBe("register.header");
        File.WriteAllText(Path.Combine(_folder, "broken.tgz"), "not an archive");
        Code(Path.Combine(_folder, "broken.tgz")).ShouldBe("register.archive");

        static string Code(string path) => Should.Throw<RegisterException>(() => RegisterFiles.Read(path).Count()).Problem.Code;
    }

    [Fact]
    public void A_single_table_gives_the_level_by_code_and_what_else_it_knows()
    {
        var path = One("code,name,class,pinyin,initials,lat,lon\n330127000000,淳安县,,chunanxian,cax,29.6,119.04\n330127111264,下姜村村民委员会,220,,,,\n");

        var rows = RegisterFiles.Read(path).ToList();

        rows[0].ShouldBe(new(new(330127000000), "淳安县", Level.County, null, "chunanxian", "cax", 29.6, 119.04));
        rows[1].ShouldBe(new(new(330127111264), "下姜村村民委员会", Level.Village, "220"));
        Should.Throw<RegisterException>(() => RegisterFiles.Read(One("code,name,lat\n330127000000,淳安县,north\n")).Count()).Problem.Code.ShouldBe("register.degrees");
    }

    [Fact]
    public void The_shipped_register_of_Zhejiang_is_whole()
    {
        var rows = RegisterFiles.Read(ShippedData.PathOf("places/zhejiang.csv")).ToList();

        rows.CountBy(r => r.Level).OrderBy(x => x.Key).Select(x => x.Value).ShouldBe([1, 11, 90, 1387, 25_547]);
        rows.ShouldAllBe(r => !r.Repeats);
        var codes = rows.Select(r => r.Code).ToHashSet();
        codes.Count.ShouldBe(rows.Count);
        rows.Where(r => r.Level > Level.Province && !codes.Contains(r.Parent)).ShouldBeEmpty();
        rows.Where(r => r.Lat is < 27 or > 31.5 || r.Lon is < 118 or > 123.5 || r.Lat is null != r.Lon is null).ShouldBeEmpty();
        rows.Count(r => r.Level == Level.City && r.Lat is not null).ShouldBe(11);
        new long[] { 330113, 330114, 330383, 331083 }.ShouldAllBe(county => codes.Contains(new(county * 1_000_000)));
    }
}
