using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Shanhai.Notices;

/// <summary>The table of a notice as it may be read: headings and rows of text, none of which needs masking any more.</summary>
public sealed record NoticeTable(IReadOnlyList<Both> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public static readonly NoticeTable None = new([], []);

    [JsonIgnore]
    public string Written => JsonSerializer.Serialize(this, JournalEntry.Json);

    public static NoticeTable Read(string? written) => written is null ? None : JsonSerializer.Deserialize<NoticeTable>(written, JournalEntry.Json)!;
}

/// <summary>
/// What is left out and what is shortened when personal data become public (Personal Information Protection Law, art. 6, 25, 28): decided by the kind of the
/// column. Identity numbers, birthdays, telephones, accounts, health and addresses are never public, not even in part; a person is named in full only where
/// the matter says that the law wants it, and never while under eighteen. Free text that carries such a number is refused.
/// </summary>
public static partial class Masking
{
    public const int MostRows = 2_000, LongestCell = 300;

    private const int OfAge = 18;

    /// <summary>What anybody reads. <paramref name="on"/>: the day on which a person's age is looked at.</summary>
    public static NoticeTable Public(Matter matter, IReadOnlyList<IReadOnlyList<string>> rows, DateOnly on)
    {
        var shown = matter.Fields.Index().Where(f => IsPublic(f.Item.Kind)).ToList();
        return new([.. shown.Select(f => f.Item.Name)],
            [.. rows.Select(row =>
            {
                var minor = IsMinor(matter, row, on);
                return (IReadOnlyList<string>)[.. shown.Select(f => f.Item.Kind == FieldKind.Person ? Named(row[f.Index], minor, matter.Naming?.Full == true) : Plain(f.Item.Kind, row[f.Index]))];
            })]);
    }

    /// <summary>What an official reads who need not know the numbers: every column, numbers shortened, health left out.</summary>
    public static NoticeTable Inner(Matter matter, IReadOnlyList<IReadOnlyList<string>> rows) => new(
        [.. matter.Fields.Select(f => f.Name)],
        [.. rows.Select(row => (IReadOnlyList<string>)[.. matter.Fields.Select((f, i) => Shortened(f.Kind, row[i]))])]);

    /// <summary>What is wrong with the rows, line by line; then a table cannot be made of them.</summary>
    public static Errors Judge(Matter matter, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var errors = new Errors();
        if (rows.Count > MostRows)
        {
            return errors.Add("rows", "notice.too-many-rows", MostRows);
        }
        foreach (var (at, row) in rows.Index())
        {
            if (row.Count != matter.Fields.Count)
            {
                errors.Add("rows", "notice.row-width", at + 1, row.Count, matter.Fields.Count);
                continue;
            }
            foreach (var (i, field) in matter.Fields.Index())
            {
                if (Wrong(field.Kind, row[i]) is { } key)
                {
                    errors.Add("rows", key, at + 1, field.Name);
                }
            }
            if (errors.All.Count > 20)
            {
                break;
            }
        }
        return errors;
    }

    /// <summary>What everybody will read holds no number of a person.</summary>
    public static Errors WithoutNumbers(this Errors errors, string? text, string field)
    {
        if (NumberIn(text) is { } number)
        {
            errors.Add(field, number);
        }
        return errors;
    }

    /// <summary>Which kind of number of a person stands in free text; null: none.</summary>
    public static string? NumberIn(string? text)
    {
        // Full-width digits are digits, and dots part them as spaces do; a day before a number is not part of it.
        var plain = Dates().Replace((text ?? "").Normalize(System.Text.NormalizationForm.FormKC), "|");
        foreach (var digits in Numbers().EnumerateMatches(plain))
        {
            var written = plain.Substring(digits.Index, digits.Length);
            var number = Gaps().Replace(written, "");
            // Where there are gaps, what stands beside it may have been taken for a part of it.
            if (number.Length < written.Length && Windows(number, 18).Any(w => CitizenNumber.TryParse(w, out _)))
            {
                return "notice.has-identity";
            }
            if (number.Length < written.Length && number.Length < 16 && Windows(number, 11).Any(Mobile().IsMatch))
            {
                return "notice.has-mobile";
            }
            if (CitizenNumber.TryParse(number, out _))
            {
                return "notice.has-identity";
            }
            if (Mobile().IsMatch(number))
            {
                return "notice.has-mobile";
            }
            if (number.Length is >= 16 and <= 19 && number.All(char.IsAsciiDigit) && IsCard(number))
            {
                return "notice.has-account";
            }
        }
        return null;
    }

    private static bool IsPublic(FieldKind kind) => kind is FieldKind.Text or FieldKind.Count or FieldKind.Money or FieldKind.Day or FieldKind.Person;

    private static bool IsMinor(Matter matter, IReadOnlyList<string> row, DateOnly on) => matter.Fields.Index().Any(f => f.Item.Kind switch
    {
        FieldKind.BirthDay => Day(row[f.Index]) is { } born && born.AddYears(OfAge) > on,
        FieldKind.IdentityNumber => CitizenNumber.TryParse(row[f.Index], out var number) && number.BirthDay.AddYears(OfAge) > on,
        _ => false,
    });

    /// <summary>A person's name as lists show it that need not name her: 张**.</summary>
    public static string Shorten(string name) => Named(name, minor: false, full: false);

    private static string Named(string name, bool minor, bool full) => name.Length == 0 ? "" : minor ? "未成年人" : full ? name : Surname(name) + "**";

    private static string Surname(string name) => Compound.FirstOrDefault(c => name.Length > 2 && name.StartsWith(c, StringComparison.Ordinal)) ?? StringInfo.GetNextTextElement(name);

    private static readonly string[] Compound = ["欧阳", "上官", "司马", "诸葛", "司徒", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "端木", "轩辕", "南宫", "百里", "申屠", "闻人"];

    private static string Plain(FieldKind kind, string cell) => cell.Length == 0 ? "" : kind switch
    {
        FieldKind.Money => decimal.Parse(cell, NumberStyles.Number, CultureInfo.InvariantCulture).ToString("#,0.##", CultureInfo.InvariantCulture),
        _ => cell,
    };

    private static string Shortened(FieldKind kind, string cell) => cell.Length == 0 ? "" : kind switch
    {
        FieldKind.IdentityNumber when CitizenNumber.TryParse(cell, out var number) => number.Masked,
        FieldKind.Phone when cell.Length >= 7 => string.Concat(cell.AsSpan(0, 3), "****", cell.AsSpan(cell.Length - 2)),
        FieldKind.BankAccount when cell.Length >= 8 => string.Concat("****", cell.AsSpan(cell.Length - 4)),
        FieldKind.IdentityNumber or FieldKind.Phone or FieldKind.BankAccount or FieldKind.Health or FieldKind.Address or FieldKind.BirthDay => "****",
        _ => Plain(kind, cell),
    };

    private static string? Wrong(FieldKind kind, string cell) => cell.Length > LongestCell ? "notice.cell-long" : kind switch
    {
        FieldKind.Person when cell.Length == 0 => "notice.cell-person",
        FieldKind.Person or FieldKind.Text => NumberIn(cell) is null ? null : "notice.cell-number",
        _ when cell.Length == 0 => null,
        FieldKind.Count => int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : "notice.cell-count",
        FieldKind.Money => decimal.TryParse(cell, NumberStyles.Number, CultureInfo.InvariantCulture, out var yuan) && yuan == decimal.Round(yuan, 2) ? null : "notice.cell-money",
        FieldKind.Day or FieldKind.BirthDay => Day(cell) is null ? "notice.cell-day" : null,
        FieldKind.IdentityNumber => CitizenNumber.TryParse(cell, out _) ? null : "notice.cell-identity",
        _ => null,
    };

    private static DateOnly? Day(string cell) => TypedDay.Read(cell, "rows", new Errors());

    private static bool IsCard(string number)
    {
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        }
        return sum % 10 == 0;
    }

    private static IEnumerable<string> Windows(string digits, int length) => Enumerable.Range(0, Math.Max(0, digits.Length - length + 1)).Select(i => digits.Substring(i, length));

    [GeneratedRegex(@"(?<![0-9])[0-9](?:[ \-.]?[0-9]){9,30}[Xx]?(?![0-9])")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[ \-.]")]
    private static partial Regex Gaps();

    [GeneratedRegex(@"(?<![0-9])20[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])")]
    private static partial Regex Dates();

    [GeneratedRegex(@"^(?:86)?1[3-9]\d{9}$")]
    private static partial Regex Mobile();
}
